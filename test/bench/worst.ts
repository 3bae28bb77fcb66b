import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { watchTableProcesses } from "../../server/tables/table-reader.ts";
import { readUnitTable } from "../../server/units/unit-rows.ts";
import { type HostileTable, hostileTables } from "../support/hostile-tables.ts";
import { parsers, worstOfExpressions } from "../support/worst-inputs.ts";
import { aim, figure, table } from "./figures.ts";

/** The longest that one input may keep the request loop. */
const aimMs = 50;

/** What the worst input costs every expression and parser at its cap, and every table import the server and its own process. */
export async function benchWorst(): Promise<string> {
  const loops = [
    ...Object.entries(worstOfExpressions).map(([name, { cap, worst }]) => {
      const [, pattern = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(name) ?? [];
      const everywhere = new RegExp(pattern, flags.includes("g") ? flags : `${flags}g`);
      return { name, cap, worst, run: (text: string): unknown => text.replace(everywhere, "") };
    }),
    ...parsers,
  ].map(({ name, cap, worst, run }) => ({ name: name.slice(0, 60), cap, ms: least(() => run(worst(cap))) }));
  const tables: TableCost[] = [];
  for (const hostile of hostileTables) tables.push(await costOf(hostile));
  const slowest = Math.max(...loops.map(({ ms }) => ms), ...tables.map(({ loopMs }) => loopMs));
  return [
    "worst inputs: expressions and parsers at their caps",
    table(
      ["on the request loop", "characters", "ms"],
      [...loops].sort((a, b) => b.ms - a.ms).map(({ name, cap, ms }) => [name, String(cap), figure(ms)]),
    ),
    "",
    "worst inputs: tables, read in a process of their own",
    table(
      ["table", "kB", "ms", "its MiB", "loop busy ms", "loop held ms"],
      tables.map(({ name, bytes, ms, mib, loopMs, heldMs }) => [
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

function least(run: () => unknown): number {
  let ms = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i += 1) {
    const before = performance.now();
    run();
    ms = Math.min(ms, performance.now() - before);
  }
  return ms;
}

interface TableCost {
  readonly name: string;
  readonly bytes: number;
  readonly ms: number;
  /** The most memory of the process that read it. */
  readonly mib: number;
  readonly loopMs: number;
  readonly heldMs: number;
}

/** Once to see what it takes, once more with the eyes on it, which cost something themselves. */
async function costOf({ name, bytes }: HostileTable): Promise<TableCost> {
  const content = bytes();
  const [began, before] = [performance.now(), process.threadCpuUsage()];
  await read(content);
  const { user, system } = process.threadCpuUsage(before);
  const ms = performance.now() - began;
  let mib = 0;
  const looking = setInterval(() => {
    for (const pid of watchTableProcesses()) mib = Math.max(mib, memoryOf(pid));
  }, 20);
  const held = monitorEventLoopDelay({ resolution: 5 });
  held.enable();
  await read(content);
  held.disable();
  clearInterval(looking);
  return { name, bytes: content.length, ms, mib, loopMs: (user + system) / 1_000, heldMs: held.max / 1e6 };
}

async function read(bytes: Uint8Array): Promise<void> {
  const here = { units: [], codes: [], traits: [] };
  await readUnitTable(bytes, { language: "vi", here, from: undefined }).catch(() => {});
}

function memoryOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
