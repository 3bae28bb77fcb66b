import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeSheet } from "../support/sheets.ts";
import { type Child, startChild } from "./child.ts";
import { aim, figure, spread, table, withSpread } from "./figures.ts";
import { fillTo, years } from "./past.ts";
import { makeProvince, type Province, unitCount } from "./province.ts";
import { requestBytes, send } from "./wire.ts";

const sizes = [1_000, 10_000, 100_000] as const;
const readings = 200;

/**
 * `GET /api/results` of 600 units by a lead's token, at growing numbers of stored submissions, beside the same bytes served ready-made; right
 * after another sheet has come in, and again with nothing changed. All take turns, one reading each.
 */
export async function benchResults(firstPort: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "phieu-cham-bench-"));
  const dataDir = join(folder, "server");
  const bare = await startChild(new URL("./baseline-bytes.ts", import.meta.url), firstPort);
  try {
    const province = await makeProvince(dataDir);
    const plans: string[] = [];
    for (const year of years) plans.push(await province.plan(year));
    const sheets = await newSheets(province, plans.at(-1) ?? "");
    await province.close();
    const rows: string[][] = [];
    const medians: { changed: number; unchanged: number }[] = [];
    for (const size of sizes) {
      await fillTo(size, dataDir, province, plans);
      const found = await measure(size, bare, dataDir, firstPort + 1, province.readToken, sheets.splice(0, readings));
      rows.push(...found.rows);
      medians.push(found.medians);
    }
    const [small, , large] = medians;
    if (!small || !large) throw new Error("every size was measured");
    return [
      `Results of ${unitCount} units, ${readings} alternated readings: median (p5–p95)`,
      table(["", "ms", "of ready bytes"], rows),
      aim("results read in at most 5 ms at 100,000", large.unchanged <= 5, `${figure(large.unchanged)} ms`),
      aim("the same right after a change", large.changed <= 5, `${figure(large.changed)} ms`),
      aim("at 100,000 no slower than 2 × the 1,000 figure", large.unchanged <= 2 * small.unchanged, `${figure(large.unchanged / small.unchanged)} ×`),
      aim("the same right after a change", large.changed <= 2 * small.changed, `${figure(large.changed / small.changed)} ×`),
    ].join("\n");
  } finally {
    await bare.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Sheet {
  readonly id: string;
  readonly body: string;
  readonly token: string;
}

/** Sheets that will come in between the readings: each of an inspection of its own. */
async function newSheets(province: Province, planId: string): Promise<Sheet[]> {
  const [inspector] = province.inspectors;
  if (!inspector) throw new Error("there are inspectors");
  const visitedOn = "2026-12-01";
  const inspections = await province.opens(planId, visitedOn, [inspector.personId]);
  return inspections.map((inspectionId, i) => {
    const sheet = makeSheet({ inspectionId, unitId: province.unitIds[i] ?? "", visitedOn, seed: 1 + (i % 90) });
    return { id: sheet.id, body: JSON.stringify(sheet), token: inspector.token };
  });
}

async function measure(size: number, bare: Child, dataDir: string, port: number, token: string, sheets: readonly Sheet[]) {
  const server = await startChild(new URL("../../server/main.ts", import.meta.url), port, { DATA_DIR: dataDir });
  try {
    const bytes = await (await fetch(`${server.origin}/api/results`, { headers: { authorization: `Bearer ${token}` } })).text();
    const { completeness } = JSON.parse(bytes);
    await fetch(`${bare.origin}/bytes`, { method: "PUT", body: bytes });
    const ask = (child: Child) => requestBytes("GET", "/api/results", child.port, { authorization: `Bearer ${token}` }, "");
    const once = async (child: Child, request: Buffer, status = 200) => {
      const { latencies, statuses } = await send(child.port, 1, [request]);
      if (!statuses.has(status)) throw new Error(`the server answered ${[...statuses.keys()].join()}`);
      return latencies[0] ?? Number.NaN;
    };
    const [own, ready] = [ask(server), ask(bare)];
    for (let warm = 0; warm < 50; warm += 1) await once(server, own);
    const changed: number[] = [];
    const unchanged: number[] = [];
    const bareTimes: number[] = [];
    for (const { id, body, token: by } of sheets) {
      const headers = { "content-type": "application/json", authorization: `Bearer ${by}` };
      await once(server, requestBytes("PUT", `/api/submissions/${id}`, port, headers, body), 201);
      changed.push(await once(server, own));
      unchanged.push(await once(server, own));
      bareTimes.push(await once(bare, ready));
    }
    const cpuBefore = server.cpuMs();
    for (let reading = 0; reading < readings; reading += 1) await once(server, own);
    const cpuUnchanged = (server.cpuMs() - cpuBefore) / readings;
    const row = (name: string, times: readonly number[]) => {
      const ratios = times.map((time, i) => time / (bareTimes[i] ?? Number.NaN));
      return [name, withSpread(spread(times)), withSpread(spread(ratios))];
    };
    const name = `${size.toLocaleString("en")} submissions`;
    return {
      medians: { changed: spread(changed).median, unchanged: spread(unchanged).median },
      rows: [
        row(`${name} (${completeness.ranked} ranked, ${figure(bytes.length / 1024)} KiB), after a change`, changed),
        row(`${name}, nothing changed (CPU ${figure(cpuUnchanged)} ms)`, unchanged),
        row(`${name}, ready bytes`, bareTimes),
      ],
    };
  } finally {
    await server.stop();
  }
}
