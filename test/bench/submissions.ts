import { canonicalJson } from "../../shared/canonical.ts";
import type { DatabaseKind } from "../support/databases.ts";
import { makeSheet } from "../support/sheets.ts";
import { type Child, startChild } from "./child.ts";
import { aim, figure, type Spread, spread, table, withSpread } from "./figures.ts";
import { openPlace } from "./place.ts";
import { type BenchEnv, makeProvince } from "./province.ts";
import { requestBytes, send } from "./wire.ts";

const rounds = 7;
/** How many sheets each contender gets per round, by connections: about a second's worth. */
const loads = [
  { connections: 1, sheets: 150 },
  { connections: 16, sheets: 600 },
  { connections: 64, sheets: 1_200 },
] as const;

interface Sheet {
  readonly id: string;
  readonly body: string;
  readonly token: string;
}

interface Contender {
  readonly name: string;
  readonly child: Child;
  readonly rates: Map<number, number[]>;
  readonly costs: Map<number, number[]>;
  readonly latencies: Map<number, number[]>;
}

/**
 * Submissions a second with everything on (real server, synchronous commits, device tokens, 35-criteria sheets), beside a
 * bare echo and bare grouped commits of the same bodies to the same kind of database: the three take turns within each
 * round, so that a busy machine is busy for all.
 */
export async function benchSubmissions(kind: DatabaseKind, firstPort: number): Promise<string> {
  const place = await openPlace(kind);
  const children: Child[] = [];
  try {
    const [full, bare] = [place.env("everything"), place.env("bare")];
    const sheets = await makeSheets(full, rounds * loads.reduce((sum, load) => sum + load.sheets, 0) + 600);
    const start = async (name: string, file: string, env: BenchEnv): Promise<Contender> => {
      const child = await startChild(new URL(file, import.meta.url), firstPort + children.length, env);
      children.push(child);
      return { name, child, rates: new Map(), costs: new Map(), latencies: new Map() };
    };
    const contenders = [
      await start("bare echo", "./baseline-echo.ts", bare),
      await start("bare grouped commits", kind === "postgres" ? "./baseline-commits-postgres.ts" : "./baseline-commits.ts", bare),
      await start("everything on", "../../server/main.ts", full),
    ];
    const warmUp = sheets.splice(0, 600);
    for (const contender of contenders) await measure(contender, 16, warmUp, false);
    for (let round = 0; round < rounds; round += 1) {
      for (const load of loads) {
        const own = sheets.splice(0, load.sheets);
        const turns = contenders.map((_, i) => contenders[(i + round) % contenders.length]);
        for (const contender of turns) if (contender) await measure(contender, load.connections, own, true);
      }
    }
    return report(kind, contenders);
  } finally {
    for (const child of children) await child.stop();
    await place.remove();
  }
}

/** Opens inspections of two inspectors each and fills in both sheets. */
async function makeSheets(env: BenchEnv, count: number): Promise<Sheet[]> {
  const province = await makeProvince(env);
  const planId = await province.plan(2026);
  const sheets: Sheet[] = [];
  for (let round = 0; sheets.length < count; round += 1) {
    const visitedOn = `2026-${String(1 + (round % 10)).padStart(2, "0")}-15`;
    const team = [0, 1].map((i) => province.inspectors[(round * 2 + i) % province.inspectors.length]).filter((one) => one !== undefined);
    const inspections = await province.opens(
      planId,
      visitedOn,
      team.map(({ personId }) => personId),
    );
    inspections.forEach((inspectionId, i) => {
      for (const [n, { token }] of team.entries()) {
        const sheet = makeSheet({ inspectionId, unitId: province.unitIds[i] ?? "", visitedOn, seed: 1 + ((i * 7 + n) % 90) });
        sheets.push({ id: sheet.id, body: canonicalJson(sheet), token });
      }
    });
  }
  await province.close();
  return sheets;
}

async function measure(
  { name, child, rates, costs, latencies }: Contender,
  connections: number,
  sheets: readonly Sheet[],
  counts: boolean,
): Promise<void> {
  const requests = sheets.map(({ id, body, token }) =>
    requestBytes(
      "PUT",
      `/api/submissions/${id}`,
      child.port,
      { "content-type": "application/json", authorization: `Bearer ${token}` },
      body,
    ),
  );
  const before = child.cpuMs();
  const answers = await send(child.port, connections, requests);
  const cpuMs = child.cpuMs() - before;
  const good = (answers.statuses.get(201) ?? 0) + (name === "bare echo" ? (answers.statuses.get(200) ?? 0) : 0);
  if (good !== sheets.length) throw new Error(`${name} refused sheets: ${JSON.stringify([...answers.statuses])}`);
  if (!counts) return;
  push(rates, connections, sheets.length / answers.seconds);
  push(costs, connections, cpuMs / sheets.length);
  for (const latency of answers.latencies) push(latencies, connections, latency);
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function report(kind: DatabaseKind, contenders: readonly Contender[]): string {
  const of = (values: Map<number, number[]>, connections: number): Spread => spread(values.get(connections) ?? []);
  const commits = contenders.find(({ name }) => name === "bare grouped commits");
  const rows = loads.flatMap(({ connections }) =>
    contenders.map(({ name, rates, costs, latencies }) => {
      // Round by round, so that what the machine did to both in that round falls out.
      const ratios = (rates.get(connections) ?? []).map((rate, round) => rate / (commits?.rates.get(connections)?.[round] ?? Number.NaN));
      return [
        `${connections} connection${connections === 1 ? "" : "s"}, ${name}`,
        withSpread(of(rates, connections)),
        withSpread(spread(ratios)),
        withSpread(of(costs, connections)),
        withSpread(of(latencies, connections)),
      ];
    }),
  );
  const full = contenders.find(({ name }) => name === "everything on");
  const aims = loads.map(({ connections }) => {
    const ratios = (full?.rates.get(connections) ?? []).map(
      (rate, round) => rate / (commits?.rates.get(connections)?.[round] ?? Number.NaN),
    );
    const { median } = spread(ratios);
    return aim(`${connections} connections: at least 0.4 of the bare grouped commits, better half`, median >= 0.4, figure(median));
  });
  return [
    `Submissions of 35 criteria on ${kind}, ${rounds} alternated rounds: median (p5–p95)`,
    table(["", "a second", "of bare commits", "CPU ms each", "latency ms"], rows),
    ...aims,
  ].join("\n");
}
