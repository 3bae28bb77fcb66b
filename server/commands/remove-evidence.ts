// `npm run remove-evidence`: removes files of evidence that no submission lists for 90 days. The server may run.
import { demandData, openDatabase } from "../database/open.ts";
import { removeUnreferenced } from "../evidence/evidence-retention.ts";
import { openEvidenceStore } from "../evidence/evidence-store.ts";
import { readEnv } from "../host/env.ts";
import { fail } from "../terminal.ts";

try {
  const env = readEnv(process.env);
  demandData(env);
  const { dataDir, databaseUrl } = env;
  const database = await openDatabase(dataDir, databaseUrl);
  const removed = await removeUnreferenced(database, openEvidenceStore(dataDir), new Date());
  await database.close();
  console.log(`${removed} files that nobody lists were removed.`);
} catch (problem) {
  fail(problem);
}
