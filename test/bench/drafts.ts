import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { Draft } from "../../shared/sheets/draft.ts";
import { fullDraft, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, type BrowserName, browsersToTest } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { openStorage } from "../support/stored.ts";
import { aim, figure, type Spread, spread, table, withSpread } from "./figures.ts";

const saves = 400;

interface Times {
  readonly own: readonly number[];
  readonly bare: readonly number[];
}

/**
 * One change of a full draft (35 criteria with notes), from the call until it is on the disk, by the extension's own `changeDraft` in a
 * page of the
 * installed extension; beside bare writes of the same record with the same durability. The two take turns.
 */
export async function benchDrafts(): Promise<string> {
  const code = await bundle();
  const rows: string[][] = [];
  const aims: string[] = [];
  for (const name of browsersToTest()) {
    const { version, own, bare } = await measure(name, code);
    const ratios = own.map((time, i) => time / (bare[i] || Number.NaN)).filter(Number.isFinite);
    rows.push([`${version}, draft save`, ...cells(spread(own)), withSpread(spread(ratios))]);
    rows.push([`${version}, bare write`, ...cells(spread(bare)), "1"]);
    const { p99 } = spread(own);
    aims.push(aim(`${name}: draft save p99 at most 16 ms`, p99 <= 16, `${figure(p99)} ms`));
  }
  return [`Draft save, ${saves} alternated saves`, table(["", "p50 ms", "p99 ms", "of bare"], rows), ...aims].join("\n");
}

function cells({ median, p99 }: Spread): string[] {
  return [figure(median), figure(p99)];
}

/** The extension's code for drafts as one script, the way it is built for the panel. */
async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL("../../extension/drafts/drafts.ts", import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: true, lib: { entry, formats: ["iife"], name: "drafts" } },
  });
  const [output] = [built].flat();
  const chunk = output && "output" in output ? output.output[0] : undefined;
  if (chunk?.type !== "chunk") throw new Error("the drafts' code was not built");
  return chunk.code;
}

async function measure(name: BrowserName, code: string): Promise<Times & Pick<Browser, "version">> {
  const browser = await launchWithExtension(name);
  try {
    const page = await openStorage(browser);
    const draft = fullDraft(inspection(unit("Xã Đo Đạc")));
    const script = Object.assign(saveInTurns, {
      toString: () => `async (draft, saves) => { ${code}; return (${runInPage})(drafts, draft, saves); }`,
    });
    const { own, bare } = await page.evaluate<[string, number], Times>(script, JSON.stringify(draft), saves);
    return { version: `${name} ${browser.version.replace(/^.*\//, "")}`, own, bare };
  } finally {
    await browser.close();
  }
}

/** Never called: it stands for the script that is sent to the page with the drafts' code before it. */
function saveInTurns(_draft: string, _saves: number): Times {
  throw new Error("this runs in a page only");
}

interface DraftsCode {
  createDraft(draft: Draft): Promise<Draft>;
  changeDraft(id: string, change: object, now: Date): Promise<Draft>;
  deleteDraft(id: string): Promise<void>;
}

/** Runs in the page; it must not reach outside itself. */
async function runInPage(drafts: DraftsCode, json: string, count: number): Promise<Times> {
  const draft: Draft = JSON.parse(json);
  const criteria = Object.keys(draft.entries);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open("bench-of-bare-writes", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "id" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const bareWrite = (record: object) =>
    new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(["drafts"], "readwrite", { durability: "strict" });
      transaction.objectStore("drafts").put(record);
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
    });
  const timed = async (work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  };
  await drafts.createDraft(draft);
  const own: number[] = [];
  const bare: number[] = [];
  const warmUp = 20;
  for (let i = 0; i < count + warmUp; i += 1) {
    const change = {
      type: "entry",
      criterionId: criteria[i % criteria.length],
      entry: { note: `Ghi chú lần thứ ${i}: đã xem tại chỗ, có ảnh chụp.` },
    };
    const one = await timed(() => drafts.changeDraft(draft.id, change, new Date()));
    const other = await timed(() => bareWrite({ ...draft, revision: i }));
    if (i >= warmUp) {
      own.push(one);
      bare.push(other);
    }
    // As fast as nobody types, and yet not one on the heels of the other.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await drafts.deleteDraft(draft.id);
  database.close();
  indexedDB.deleteDatabase("bench-of-bare-writes");
  return { own, bare };
}
