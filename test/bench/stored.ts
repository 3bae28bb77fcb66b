import { canonicalJson } from "../../shared/canonical.ts";
import type { DatabaseKind } from "../support/databases.ts";
import { makeSheet } from "../support/sheets.ts";
import { type Child, startChild } from "./child.ts";
import { aim, figure, spread, table, withSpread } from "./figures.ts";
import { fillTo, years } from "./past.ts";
import { openPlace } from "./place.ts";
import { makeProvince, type Province } from "./province.ts";
import { requestBytes, send } from "./wire.ts";

const sizes = [1_000, 100_000] as const;
const rounds = 5;
const perRound = 240;
const connections = 16;

interface Sheet {
  readonly id: string;
  readonly body: string;
  readonly token: string;
}

/**
 * One round of one contender, for each sheet: the process' own CPU, and what the sender waited, which tells of PostgreSQL's processes too.
 */
interface Round {
  readonly cpuMs: number;
  readonly waitedMs: number;
}

interface Cost {
  readonly size: number;
  readonly full: readonly Round[];
  readonly bare: readonly Round[];
}

/**
 * What a sheet costs where few are stored and where many are, as the device sends it: the same bytes, canonical. Beside each the bare
 * grouped commits of the same bodies, in the same round, so that what the machine did to both falls out.
 */
export async function benchStored(kind: DatabaseKind, firstPort: number): Promise<string> {
  const place = await openPlace(kind);
  try {
    const [env, bareEnv] = [place.env("everything"), place.env("bare")];
    const province = await makeProvince(env);
    const plans: string[] = [];
    for (const year of years) plans.push(await province.plan(year));
    const sheets = await sheetsOf(province, plans.at(-1) ?? "", (rounds + 1) * perRound * sizes.length);
    await province.close();
    const bare = await startChild(
      new URL(`./baseline-commits${kind === "postgres" ? "-postgres" : ""}.ts`, import.meta.url),
      firstPort,
      bareEnv,
    );
    const costs: Cost[] = [];
    try {
      for (const size of sizes) {
        await fillTo(size, env, province, plans);
        const server = await startChild(new URL("../../server/main.ts", import.meta.url), firstPort + 1, env);
        try {
          costs.push({ size, ...(await measure(server, bare, sheets)) });
        } finally {
          await server.stop();
        }
      }
    } finally {
      await bare.stop();
    }
    return report(kind, costs);
  } finally {
    await place.remove();
  }
}

/** Of inspections of two, so that every second sheet reveals one. */
async function sheetsOf(province: Province, planId: string, count: number): Promise<Sheet[]> {
  const sheets: Sheet[] = [];
  for (let round = 0; sheets.length < count; round += 1) {
    const visitedOn = `2026-${String(1 + (round % 10)).padStart(2, "0")}-15`;
    const team = province.inspectors.slice(round * 2, round * 2 + 2);
    const people = team.map(({ personId }) => personId);
    const inspections = await province.opens(planId, visitedOn, people);
    inspections.forEach((inspectionId, i) => {
      for (const [n, { token }] of team.entries()) {
        const sheet = makeSheet({ inspectionId, unitId: province.unitIds[i] ?? "", visitedOn, seed: 1 + ((i * 7 + n) % 90) });
        sheets.push({ id: sheet.id, body: canonicalJson(sheet), token });
      }
    });
  }
  return sheets;
}

async function measure(server: Child, bare: Child, sheets: Sheet[]): Promise<Pick<Cost, "full" | "bare">> {
  const [full, commits]: [Round[], Round[]] = [[], []];
  for (let round = 0; round <= rounds; round += 1) {
    const own = sheets.splice(0, perRound);
    for (const [child, costs] of [[server, full] as const, [bare, commits] as const].sort(() => (round % 2 === 0 ? 1 : -1))) {
      const cost = await costOf(child, own);
      // The first round warms up.
      if (round > 0) costs.push(cost);
    }
  }
  return { full, bare: commits };
}

async function costOf(child: Child, sheets: readonly Sheet[]): Promise<Round> {
  const headers = (token: string) => ({ "content-type": "application/json", authorization: `Bearer ${token}` });
  const requests = sheets.map(({ id, body, token }) => requestBytes("PUT", `/api/submissions/${id}`, child.port, headers(token), body));
  const before = child.cpuMs();
  const { statuses, seconds } = await send(child.port, connections, requests);
  if (statuses.get(201) !== sheets.length) throw new Error(`sheets were refused: ${JSON.stringify([...statuses])}`);
  return { cpuMs: (child.cpuMs() - before) / sheets.length, waitedMs: (seconds * 1_000) / sheets.length };
}

function report(kind: DatabaseKind, costs: readonly Cost[]): string {
  const of = (rounds: readonly Round[], what: keyof Round) => rounds.map((round) => round[what]);
  const all = (rounds: readonly Round[], what: keyof Round) => of(rounds, what).reduce((sum, value) => sum + value, 0);
  // Processor time is counted in hundredths of a second, of which a round of bare commits takes a few: only all rounds together tell.
  const ratio = ({ full, bare }: Cost, what: keyof Round) => figure(all(full, what) / all(bare, what));
  const rows = costs.map((cost) => {
    const spreads = (what: keyof Round) => [cost.full, cost.bare].map((rounds) => withSpread(spread(of(rounds, what))));
    return [String(cost.size), ...spreads("cpuMs"), ratio(cost, "cpuMs"), ...spreads("waitedMs"), ratio(cost, "waitedMs")];
  });
  const [few, many] = costs.map(({ full }) => all(full, "cpuMs"));
  const growth = (many ?? Number.NaN) / (few ?? Number.NaN);
  return [
    `A sheet of 35 criteria at ${connections} connections on ${kind}, by how many are stored, ${rounds} rounds of ${perRound}: median (p5–p95)`,
    table(["stored", "CPU ms", "bare commits", "of bare", "ms a sheet", "bare commits", "of bare"], rows),
    aim("costs the same at 100,000 as at 1,000, within a quarter", growth <= 1.25, `${figure(growth)} ×`),
  ].join("\n");
}
