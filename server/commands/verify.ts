// `npm run verify`: walks the audit chain and compares documents, receipts and summaries. Changes nothing; the server may run.
import { openReader } from "../database/open.ts";
import { findFaults } from "../database/verify.ts";
import { readEnv } from "../env.ts";
import { openKeys } from "../keys.ts";
import { fail } from "../terminal.ts";

try {
  const { dataDir, databaseUrl } = readEnv(process.env);
  const database = openReader(dataDir, databaseUrl);
  const faults = await findFaults(database, openKeys(dataDir, new Date()));
  await database.close();
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? "The audit chain is unbroken; documents, receipts and summaries are as they were received." : `${faults.length} faults.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} catch (problem) {
  fail(problem);
}
