import { setTimeout } from "node:timers/promises";
import type { Child } from "./child.ts";
import { aim, figure, spread, table } from "./figures.ts";
import { requestBytes, send } from "./wire.ts";

interface Watched {
  readonly seconds: number;
  /** Of small requests asked meanwhile, milliseconds. */
  readonly latencies: readonly number[];
  /** The longest stall of the server's loop by its own metrics, milliseconds; up to 10 ms too much, never too little. */
  readonly stall: number;
}

/**
 * Everything there is, exported as CSV and XLSX, while small requests go on: how long they wait and how long the loop stands still, beside
 * the same with no export going on; and the most memory that the server has had by then.
 */
export async function benchExport(server: Child, metricsPort: number, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const take = async (path: string) => {
    const answer = await fetch(server.origin + path, { headers });
    if (!answer.ok || !answer.body) throw new Error(`${path} was answered with ${answer.status}`);
    let bytes = 0;
    for await (const chunk of answer.body) bytes += chunk.byteLength;
    return bytes;
  };
  const idle = await watch(server, metricsPort, async () => {
    await setTimeout(10_000);
    return 0;
  });
  const exporting = await watch(server, metricsPort, async () => {
    const [csv] = await Promise.all([take("/api/answers.csv"), take("/api/results.xlsx")]);
    return csv;
  });
  const row = (name: string, { seconds, latencies, stall }: Watched) => {
    const { median, p99 } = spread(latencies);
    return [name, figure(seconds), figure(median), figure(p99), figure(Math.max(...latencies)), figure(stall)];
  };
  const memory = server.mostMemory();
  return [
    table(
      ["", "s", "p50 ms", "p99 ms", "most ms", "loop stall ms"],
      [row("nothing else", idle), row(`everything exported (${figure(exporting.result / 2 ** 20)} MiB)`, exporting)],
    ),
    aim(
      "the loop never stalls over 50 ms while everything is exported",
      exporting.stall <= 50,
      `${figure(exporting.stall)} ms (with no export ${figure(idle.stall)})`,
    ),
    aim("memory under 300 MiB", memory < 300, `${figure(memory)} MiB at most`),
  ].join("\n");
}

async function watch(server: Child, metricsPort: number, work: () => Promise<number>): Promise<Watched & { readonly result: number }> {
  await loopStall(metricsPort);
  const began = performance.now();
  let going = true;
  const working = work().finally(() => {
    going = false;
  });
  const latencies: number[] = [];
  const request = requestBytes("GET", "/healthz", server.port, {}, "");
  while (going) {
    latencies.push(...(await send(server.port, 1, [request])).latencies);
    await setTimeout(20);
  }
  const result = await working;
  return { result, latencies, seconds: (performance.now() - began) / 1_000, stall: await loopStall(metricsPort) };
}

/** Since it was asked last. */
async function loopStall(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^phieu_cham_event_loop_delay_max_seconds (\S+)$/m.exec(text)?.[1]) * 1_000;
}
