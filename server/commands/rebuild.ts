// `npm run rebuild`: computes every summary again from the documents and says what differed. The server must be stopped.

import { lockAlone } from "../database/lock.ts";
import { demandData, openDatabase } from "../database/open.ts";
import { readEnv } from "../host/env.ts";
import { rebuildSummaries } from "../submissions/rebuild.ts";
import { fail } from "../terminal.ts";

try {
  const env = readEnv(process.env);
  demandData(env);
  const unlock = await lockAlone(env);
  const database = await openDatabase(env.dataDir, env.databaseUrl);
  const differences = await rebuildSummaries(database);
  for (const { key, stored, computed } of differences) console.log(key, JSON.stringify({ stored, computed }));
  console.log(
    differences.length === 0
      ? "Every summary was what its document gives."
      : `${differences.length} summaries differed and were set right.`,
  );
  await database.close();
  await unlock();
} catch (problem) {
  fail(problem);
}
