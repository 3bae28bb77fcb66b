import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { watchDocumentProcesses } from "../../server/documents/document-process.ts";
import { makeTemplate } from "../../server/documents/templates/make.ts";
import { cleanForTrial } from "../../server/documents/templates/templates.ts";
import { watchTableProcesses } from "../../server/tables/table-reader.ts";
import { readUnitTable } from "../../server/units/unit-rows.ts";
import { hostileTables } from "../support/hostile-tables.ts";
import { hostileFile, hostileTemplates } from "../support/hostile-templates.ts";
import { parsers, worstOfExpressions, worstPictures } from "../support/worst-inputs.ts";
import { aim, figure, table } from "./figures.ts";

/** The longest that one input may keep the request loop. */
const aimMs = 50;

/** What the worst input costs every expression, parser and picture at its cap, and tables and templates in a process of their own. */
export async function benchWorst(): Promise<string> {
  const loops = [
    ...Object.entries(worstOfExpressions).map(([name, { cap, worst }]) => {
      const [, pattern = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(name) ?? [];
      const everywhere = new RegExp(pattern, flags.includes("g") ? flags : `${flags}g`);
      return { name, cap, worst, run: (text: string): unknown => text.replace(everywhere, "") };
    }),
    ...parsers,
  ].map(({ name, cap, worst, run }) => {
    const text = worst(cap);
    return { name: name.slice(0, 60), of: `${cap} characters`, ...costOf(() => run(text)) };
  });
  const pictures = worstPictures.map(({ name, bytes, run }) => {
    const content = bytes();
    return { name, of: `${figure(content.length / 1_000)} kB`, ...costOf(() => run(content)) };
  });
  const apart: ApartCost[] = [];
  for (const { name, bytes } of hostileTables) apart.push(await costApart(`table: ${name}`, bytes(), readTable, watchTableProcesses));
  const template = await makeTemplate("minutes");
  for (const one of hostileTemplates)
    apart.push(await costApart(`template: ${one.what}`, await hostileFile(one, template), readTemplate, watchDocumentProcesses));
  const slowest = Math.max(...[...loops, ...pictures].map(({ ms }) => ms), ...apart.map(({ loopMs }) => loopMs));
  return [
    "worst inputs: expressions, parsers and pictures at their caps",
    table(
      ["on the request loop", "of", "ms", "MiB"],
      [...loops, ...pictures].sort((a, b) => b.ms - a.ms).map(({ name, of, ms, mib }) => [name, of, figure(ms), figure(mib)]),
    ),
    "MiB: what one run takes that no collection has given back",
    "",
    "worst inputs: tables and templates, read in a process of their own",
    table(
      ["file", "kB", "ms", "its MiB", "loop busy ms", "loop held ms"],
      apart.map(({ name, bytes, ms, mib, loopMs, heldMs }) => [
        name,
        figure(bytes / 1_000),
        figure(ms),
        figure(mib),
        figure(loopMs),
        figure(heldMs),
      ]),
    ),
    "loop busy: processor time of the server's thread for the whole upload; loop held: the longest pause seen, the machine's own work included",
    aim(`no input keeps the loop over ${aimMs} ms`, slowest <= aimMs, `${figure(slowest)} ms at most`),
  ].join("\n");
}

/** The least time of five, and the most memory. */
function costOf(run: () => unknown): { readonly ms: number; readonly mib: number } {
  let ms = Number.POSITIVE_INFINITY;
  let taken = 0;
  for (let i = 0; i < 5; i += 1) {
    const [before, held] = [performance.now(), process.memoryUsage()];
    run();
    ms = Math.min(ms, performance.now() - before);
    const now = process.memoryUsage();
    taken = Math.max(taken, now.heapUsed + now.external - held.heapUsed - held.external);
  }
  return { ms, mib: taken / 1_048_576 };
}

interface ApartCost {
  readonly name: string;
  readonly bytes: number;
  readonly ms: number;
  /** The most memory of the process that read it. */
  readonly mib: number;
  readonly loopMs: number;
  readonly heldMs: number;
}

/** Once to see what it takes, once more with the eyes on it, which cost something themselves. */
async function costApart(
  name: string,
  content: Uint8Array,
  read: (bytes: Uint8Array) => Promise<unknown>,
  watch: () => number[],
): Promise<ApartCost> {
  const [began, before] = [performance.now(), process.threadCpuUsage()];
  await read(content);
  const { user, system } = process.threadCpuUsage(before);
  const ms = performance.now() - began;
  let mib = 0;
  const looking = setInterval(() => {
    for (const pid of watch()) mib = Math.max(mib, memoryOf(pid));
  }, 20);
  const held = monitorEventLoopDelay({ resolution: 5 });
  held.enable();
  await read(content);
  held.disable();
  clearInterval(looking);
  return { name, bytes: content.length, ms, mib, loopMs: (user + system) / 1_000, heldMs: held.max / 1e6 };
}

async function readTable(bytes: Uint8Array): Promise<void> {
  const here = { units: [], codes: [], traits: [] };
  await readUnitTable(bytes, { language: "vi", here, from: undefined }).catch(() => {});
}

async function readTemplate(bytes: Uint8Array): Promise<void> {
  await cleanForTrial("minutes", bytes).catch(() => {});
}

function memoryOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
