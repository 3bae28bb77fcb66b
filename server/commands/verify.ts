// `npm run verify`: walks the audit chain and compares with it all that results are made of. Changes nothing; the server may run.
// `npm run verify -- receipts.json` checks receipts taken from devices besides.
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { demandData, openReader } from "../database/open.ts";
import { UnfinishedRestore } from "../database/restore-marker.ts";
import { findRestoring } from "../database/restoring.ts";
import { stored } from "../database/stored.ts";
import { readEnv } from "../host/env.ts";
import { readPublishedKeys } from "../ledger/keys.ts";
import { fail, theFolder } from "../terminal.ts";
import { findFaults } from "../verify/verify.ts";
import { findReceiptFaults, ReceiptFile } from "../verify/verify-receipts.ts";
import { findSchemaFaults } from "../verify/verify-schema.ts";

try {
  const env = readEnv(process.env);
  demandData(env);
  const { dataDir, databaseUrl } = env;
  const file = process.argv.length > 2 ? readFileSync(theFolder(), "utf8") : "[]";
  const receipts = v.parse(stored(ReceiptFile), file);
  const database = openReader(dataDir, databaseUrl);
  if ((await findRestoring(database.read)) !== undefined) throw new UnfinishedRestore();
  const keys = readPublishedKeys(dataDir);
  const schema = await findSchemaFaults(database.read);
  const faults = [...schema, ...(await findFaults(database, keys)), ...(await findReceiptFaults(database, keys, receipts))];
  await database.close();
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log("The audit chain is unbroken; everything that results and permissions rest on is as it has it.");
  else console.log(`${faults.length} faults.`);
  if (receipts.length > 0) console.log(`${receipts.length} receipts from devices were compared.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} catch (problem) {
  fail(problem);
}
