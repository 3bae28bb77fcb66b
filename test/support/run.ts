// `npm test` and `npm run test:long`: builds both packages once, runs everything, and adds up.
// Arguments other than --long are handed to vitest: `npm test -- test/shared`.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import process, { argv, env, execPath, exit } from "node:process";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { findBrowser } from "../../server/demo/browsers.ts";
import { buildExtensions } from "../../server/packages/extension-packages.ts";
import { buildIslands } from "../../server/packages/island-scripts.ts";
import { databasesToTest } from "./databases.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const long = argv.includes("--long");
const filters = argv.slice(2).filter((argument) => argument !== "--long");
const began = Date.now();
const throwAways = placeForThrowAways();
/** The tests start hundreds of programs: each module is compiled once for all of them. */
const compiled = { NODE_COMPILE_CACHE: `${throwAways.TMPDIR ?? `${root}.cache`}/compiled` };

const Report = v.object({
  success: v.boolean(),
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
  testResults: v.array(v.object({ status: v.string(), assertionResults: v.array(v.object({ status: v.string() })) })),
});
interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

const { databases, missing: noPostgres } = databasesToTest(env, long);
const missing = sayWhatIsMissing();
let totals: Totals = { passed: 0, failed: 0, skipped: 0 };
if (env["CI"] && missing > 0) totals.failed = missing;
else if (await isBuilt()) {
  // All at once: each phase by itself would begin with loading and end with one processor waiting for the other.
  const onSqlite = databases.includes("sqlite") ? ["server", "apart"] : [];
  const onPostgres = databases.filter((database) => database !== "sqlite").flatMap((database) => [database, `${database}-apart`]);
  totals = await run(["unit", ...onSqlite, ...onPostgres, "browser", ...(long ? ["long"] : [])]);
} else totals.failed = 1;
console.log(`\n${Math.round((Date.now() - began) / 1000)} s in all`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
exit(totals.failed > 0 ? 1 : 0);

async function isBuilt(): Promise<boolean> {
  try {
    await buildExtensions();
    await buildIslands();
    return true;
  } catch (problem) {
    console.error(problem instanceof Error ? problem.message : problem);
    return false;
  }
}

async function run(projects: readonly string[]): Promise<Totals> {
  const file = ".cache/tests/all.json";
  await mkdir(`${root}.cache/tests`, { recursive: true });
  await rm(root + file, { force: true });
  const code = await vitest([
    ...projects.flatMap((project) => ["--project", project]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
    "--passWithNoTests",
    ...filters,
  ]);
  if (!existsSync(root + file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = v.parse(Report, JSON.parse(await readFile(root + file, "utf8")));
  // A file that could not be loaded or prepared failed without a failed test, and an error between tests belongs to none: each counts as
  // one failure.
  const unprepared = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
  );
  const failed = report.numFailedTests + unprepared.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Where the tests put what they throw away: into memory, where there is much of it, as every commit waits for the disk otherwise. Their
 * killed programs and their own full disk lose the same there. PostgreSQL's user has to come through.
 */
function placeForThrowAways(): { TMPDIR?: string } {
  const memory = "/dev/shm";
  if (env["TMPDIR"] !== undefined || !existsSync(memory)) return {};
  const { bavail, bsize } = statfsSync(memory);
  if (bavail * bsize < 8 * 1_024 ** 3) return {};
  const place = mkdtempSync(`${memory}/phieu-cham-`);
  chmodSync(place, 0o755);
  process.once("exit", () => rmSync(place, { recursive: true, force: true }));
  return { TMPDIR: place };
}

function vitest(args: readonly string[]): Promise<number> {
  const child = spawn(execPath, [`${root}node_modules/vitest/vitest.mjs`, "run", "--config", "test/vitest.config.ts", ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...env, ...throwAways, ...compiled, ...(long && { LONG: "1" }) },
  });
  return new Promise((resolve) => {
    child.once("close", (code) => resolve(code ?? 1));
    child.once("error", () => resolve(1));
  });
}

/**
 * One loud line for each thing that is not here; the tests that need it are skipped, but never in CI for a browser or a database. Returns
 * how many of these.
 */
function sayWhatIsMissing(): number {
  const browsers = (["chromium", "firefox"] as const).filter((kind) => findBrowser(kind) === undefined);
  for (const kind of browsers) {
    console.log(`!!! ${kind} WAS NOT FOUND: the tests that drive it do not run. Install it, or name it in ${kind.toUpperCase()}.`);
  }
  if (!existsSync(`${root}../shared/data`))
    console.log("!!! ../shared/data IS NOT BESIDE THE PROJECT: the tests on real pages and published results do not run.");
  if (noPostgres !== undefined) console.log(noPostgres);
  return browsers.length + (noPostgres === undefined ? 0 : 1);
}
