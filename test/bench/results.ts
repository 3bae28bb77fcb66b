import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { aim, figure, spread, table, withSpread } from "./figures.ts";
import { fillTo, years } from "./past.ts";
import { makeProvince, unitCount } from "./province.ts";
import { requestBytes, send } from "./wire.ts";

const sizes = [1_000, 10_000, 100_000] as const;
const readings = 200;

/**
 * `GET /api/results` of 600 units by a lead's token, at growing numbers of stored submissions, beside the same bytes served ready-made.
 * The two take turns, one reading each.
 */
export async function benchResults(firstPort: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "phieu-cham-bench-"));
  const dataDir = join(folder, "server");
  const bare = await startChild(new URL("./baseline-bytes.ts", import.meta.url), firstPort);
  try {
    const province = await makeProvince(dataDir);
    const plans: string[] = [];
    for (const year of years) plans.push(await province.plan(year));
    await province.close();
    const rows = [];
    const medians: number[] = [];
    for (const size of sizes) {
      await fillTo(size, dataDir, province, plans);
      const found = await measure(size, bare, dataDir, firstPort + 1, province.readToken);
      rows.push(...found.rows);
      medians.push(found.median);
    }
    const [small = Number.NaN, , large = Number.NaN] = medians;
    return [
      `Results of ${unitCount} units, ${readings} alternated readings: median (p5–p95)`,
      table(["", "ms", "of ready bytes", "CPU ms each"], rows),
      aim("results read in at most 5 ms at 100,000", large <= 5, `${figure(large)} ms`),
      aim("at 100,000 no slower than 2 × the 1,000 figure", large <= 2 * small, `${figure(large / small)} ×`),
    ].join("\n");
  } finally {
    await bare.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(size: number, bare: Child, dataDir: string, port: number, token: string) {
  const server = await startChild(new URL("../../server/main.ts", import.meta.url), port, { DATA_DIR: dataDir });
  try {
    const answer = await fetch(`${server.origin}/api/results`, { headers: { authorization: `Bearer ${token}` } });
    const bytes = await answer.text();
    const { completeness } = JSON.parse(bytes);
    await fetch(`${bare.origin}/bytes`, { method: "PUT", body: bytes });
    const ask = (child: Child) => requestBytes("GET", "/api/results", child.port, { authorization: `Bearer ${token}` }, "");
    const once = async (child: Child, request: Buffer) => (await send(child.port, 1, [request])).latencies[0] ?? Number.NaN;
    const [own, ready] = [ask(server), ask(bare)];
    for (let warm = 0; warm < 50; warm += 1) await once(server, own);
    const times: number[] = [];
    const bareTimes: number[] = [];
    const cpuBefore = server.cpuMs();
    for (let reading = 0; reading < readings; reading += 1) {
      times.push(await once(server, own));
      bareTimes.push(await once(bare, ready));
    }
    const cpu = (server.cpuMs() - cpuBefore) / readings;
    const ratios = times.map((time, i) => time / (bareTimes[i] ?? Number.NaN));
    const name = `${size.toLocaleString("en")} submissions, ${completeness.ranked} ranked, ${figure(bytes.length / 1024)} KiB`;
    return { median: spread(times).median, rows: [[name, withSpread(spread(times)), withSpread(spread(ratios)), figure(cpu)]] };
  } finally {
    await server.stop();
  }
}
