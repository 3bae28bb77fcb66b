import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./support/longest-first.ts";

/** They ask PostgreSQL little that others do not ask there too: on SQLite always, on PostgreSQL 15 in the long run. */
const provedOnce = `
  address adjustments agreement api attempts band-shares blind-decisions blindness board cancel catalogue checklists choices
  conclude-page contract contract-refuses corrections coverage coverage-load default-period document-pages document-templates
  documents ended-access evidence-disk evidence-viewer explanations exports finding-pages findings form-refusals hand-over hostile-text
  identity indicators inspection-page inspectors-differ islands kept-results late-sheets limits merged-changes merged-findings
  model-kill objections openapi own-path pages part-of-areas permissions picture-metadata plans positions published-results
  rank-basis receipts refusal-words restore-interrupted restored-access results-figures retries running settle-page settling-kill
  stages table-uploads tampering turns unit-accounts unit-desk unit-eyes units units-import visit-day
`
  .trim()
  .split(/\s+/);

/** They change what all files of a worker share: the file system's module, the place of throw-aways. */
const apart = "evidence-disk,full-disk";

/** Nothing in them depends on PostgreSQL's version: on 18 they would be 15's a second time. */
const provedOn15 = [...provedOnce, "plan-model", "integrity", "lost-updates"];

for (const name of provedOn15)
  if (!existsSync(new URL(`server/${name}.test.ts`, import.meta.url)))
    throw new Error(`test/server/${name}.test.ts is left out and not there`);

function leftOut(project: string): readonly string[] {
  if (project === "postgres18") return provedOn15;
  return process.env["LONG"] === undefined ? provedOnce : [];
}

// Two files at a time: much of the time is waiting for disks, browsers and other processes.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "apart",
          include: [`test/server/{${apart}}.test.ts`],
          globalSetup: ["test/support/with-named-people.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "unit",
          isolate: false,
          setupFiles: ["test/support/remembered-hashes.ts"],
          include: ["test/*.test.ts", "test/{shared,extension}/**/*.test.{ts,tsx}"],
          globalSetup: ["test/support/with-named-people.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "server",
          // Loading the server anew for each file took as long as a quarter of the tests.
          isolate: false,
          setupFiles: ["test/support/remembered-hashes.ts"],
          include: ["test/server/**/*.test.ts"],
          exclude: [`test/server/{${apart}}.test.ts`],
          globalSetup: ["test/support/with-named-people.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      // The same tests of the server on PostgreSQL, and those that need several processes on one
      // database: on the installed version, and on 18.
      ...["postgres", "postgres18"].flatMap((version) =>
        ["", "-apart"].map((alone) => ({
          extends: true as const,
          test: {
            name: version + alone,
            isolate: alone !== "",
            include: [alone ? `test/server/{${apart}}.test.ts` : "test/{server,postgres}/**/*.test.ts"],
            // What only starts programs, and SQLite's own troubles, besides.
            exclude: [
              `test/server/{demo-*,install,kill,npm-start,start,held-database,full-disk,${leftOut(version).join(",")}}.test.ts`,
              ...(alone ? [] : [`test/server/{${apart}}.test.ts`]),
            ],
            setupFiles: ["test/support/remembered-hashes.ts"],
            globalSetup: ["test/support/with-postgres.ts", "test/support/with-named-people.ts"],
            testTimeout: 60_000,
            hookTimeout: 60_000,
          },
        })),
      ),
      {
        extends: true,
        test: {
          name: "browser",
          // As the server's: loading both sides anew took as long as seven of the files.
          isolate: false,
          setupFiles: ["test/support/remembered-hashes.ts"],
          include: ["test/{journeys,browser}/**/*.test.ts"],
          // What the long tests do whole stands there alone; the restored backup is tried without a browser in the quick ones.
          exclude:
            process.env["LONG"] === undefined
              ? ["test/journeys/restore.test.ts"]
              : ["test/browser/{typing-walk,web-typing,overlay-attacks}.test.ts"],
          globalSetup: ["test/support/with-named-people.ts", "test/support/with-islands.ts"],
          // A machine that others use can hold a browser up; vitest says which test it tried again. Here, at the desk, none is.
          retry: process.env["CI"] ? 1 : 0,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "long",
          include: ["test/long/**/*.test.ts"],
          globalSetup: ["test/support/with-named-people.ts", "test/support/with-islands.ts"],
          retry: process.env["CI"] ? 1 : 0,
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
