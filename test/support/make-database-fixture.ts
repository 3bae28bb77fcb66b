// `node test/support/make-database-fixture.ts`: after a change of the tables, makes the data folder that today's code leaves
// behind, on SQLite and, where PostgreSQL is installed, there. Later versions have to open it: see
// test/server/migrations.test.ts. To be run on a committed state.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { appliedMigrations } from "../../server/database/migrate.ts";
import type { ResultRow } from "../../shared/results/results.ts";
import { fixtureName, fixtures, writeFixture } from "./database-fixture.ts";
import { administrator, tellStory } from "./database-story.ts";
import { type DatabaseKind, databasesToTest } from "./databases.ts";
import { dumpText, startCluster } from "./postgres.ts";
import { startTestServer } from "./server.ts";

/** Writes the fixture into `to`, in a folder named after it; the name. `socket`: of a PostgreSQL, or `null` for SQLite. */
export async function makeFixture(to: string, commit: string, socket: string | null): Promise<string> {
  const began = Date.now();
  let seconds = 0;
  const now = () => new Date(began + 1_000 * seconds++);
  const server = await startTestServer({ now, socket, fresh: true });
  const told = await tellStory(server, now);
  const { rows }: { rows: ResultRow[] } = await (await server.asLead().fetch(`/api/results?plan=${told.planId}&basis=live`)).json();
  const migrations = await appliedMigrations(server.context.database.read);
  const results = rows.map(({ name, rank, index, band }) => ({ name, rank, index, band: band?.name.vi ?? null }));
  await server.close();
  const name = fixtureName(server.stored.kind, migrations, commit);
  const made = { commit, madeAt: now().toISOString(), migrations, email: administrator, told, results };
  writeFixture(server.dataDir, join(to, name), made, socket === null ? undefined : dumpText(socket, server.stored.database ?? ""));
  rmSync(server.dataDir, { recursive: true });
  return name;
}

if (import.meta.main) {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const commit = execFileSync("git", ["rev-parse", "--short=7", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const { databases, missing } = databasesToTest({}, false);
  if (missing) console.log(missing);
  const kinds: Record<DatabaseKind, () => Promise<void>> = {
    sqlite: async () => console.log(await makeFixture(fixtures, commit, null)),
    async postgres() {
      const cluster = await startCluster();
      console.log(await makeFixture(fixtures, commit, cluster.socket).finally(cluster.remove));
    },
  };
  for (const kind of databases) if (kind !== "postgres18") await kinds[kind]();
}
