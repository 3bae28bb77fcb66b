// `npm run rebuild`: computes every summary again from the documents and says what differed. The server must be stopped.
import { demandData, openDatabase } from "../database/open.ts";
import { rebuildSummaries } from "../database/rebuild.ts";
import { readEnv } from "../env.ts";
import { lockAlone } from "../lock.ts";
import { fail } from "../terminal.ts";

try {
  const env = readEnv(process.env);
  demandData(env);
  const unlock = await lockAlone(env);
  const database = await openDatabase(env.dataDir, env.databaseUrl);
  const differences = await rebuildSummaries(database);
  for (const { key, stored, computed } of differences) console.log(key, JSON.stringify({ stored, computed }));
  console.log(differences.length === 0 ? "Every summary was what its document gives." : `${differences.length} summaries differed and were set right.`);
  await database.close();
  await unlock();
} catch (problem) {
  fail(problem);
}
