import { expect } from "vitest";
import type { Database } from "../../../server/database/open.ts";
import { loadInspection } from "../../../server/desks/inspection-view.ts";
import type { PublishedKeys } from "../../../server/ledger/keys.ts";
import { createPlan } from "../../../server/plans/plans.ts";
import { importUnits } from "../../../server/units/new-units.ts";
import { findFaults } from "../../../server/verify/verify.ts";
import { findReceiptFaults } from "../../../server/verify/verify-receipts.ts";
import { canonicalJson } from "../../../shared/canonical.ts";
import type { Coverage } from "../../../shared/results/coverage.ts";
import { type RankBasis, rankBases } from "../../../shared/results/results.ts";
import type { Results } from "../../../shared/results/results-answer.ts";
import type { Receipt } from "../../../shared/sheets/submission.ts";
import { type Figures, figuresOf, modelChecklist, pointsOf } from "./figures.ts";
import {
  type Author,
  blocks,
  inspectorsSheets,
  kinds,
  type ModelInspection,
  type ModelPlan,
  type ModelSheet,
  type ModelUnit,
  pendingIn,
  toldSent,
} from "./plan.ts";

/** A server, however it is reached. */
export type Line = (token: string, path: string, init?: RequestInit) => Promise<Response>;

export interface People {
  readonly tokens: Readonly<Record<Author | "lead", string>>;
  readonly ids: Readonly<Record<Author, string>>;
  /** From here on the office's account is that unit's. */
  speaksFor(unitId: string, line: Line): Promise<void>;
}

/** A plan that nobody has worked with yet, on the day its units are counted. */
export interface FreshPlan {
  readonly planId: string;
  readonly units: ModelUnit[];
}

export const asOf = "2026-01-02";

let made = 0;

/** A plan of five units in two blocks, of two kinds that no other test's units have. */
export async function freshPlan(database: Database): Promise<FreshPlan> {
  made += 1;
  const day = new Date(`${asOf}T03:00:00Z`);
  const units = [0, 1, 2, 3, 4].map((n) => ({
    name: `Đơn vị ${made}.${n + 1}`,
    kind: kinds[n % 2] ?? kinds[0],
    block: blocks[n < 4 ? 0 : 1] ?? "",
    websites: [],
  }));
  const ids = await importUnits(database, units, "quan", day);
  const { id, version } = modelChecklist;
  const periods = [{ kind: "year" as const, from: "2025-12-15", to: "2026-12-14" }];
  const planId = await createPlan(
    database,
    { year: 2026, title: `Kế hoạch ${made}`, targetPercent: 30, checklist: { id, version }, periods, team: [], unitIds: ids },
    "quan",
    day,
  );
  return {
    planId,
    units: units.map(({ name, kind, block }, i) => ({ id: ids[i] ?? "", kind, block, names: [{ from: "", name }], closedOn: null })),
  };
}

/** Everything that can be compared between the server and the model. */
export async function expectSame(
  model: ModelPlan,
  { planId }: { readonly planId: string },
  server: { readonly line: Line; readonly people: People; readonly database: Pick<Database, "read">; readonly keys: PublishedKeys },
  receipts: ReadonlyMap<string, Receipt>,
): Promise<void> {
  const { line, people, database, keys } = server;
  await expectSameResults(model, planId, line, people);
  await expectSameCoverage(model, planId, line, people.tokens.lead);
  for (const inspection of model.inspections) {
    const row = await database.read.selectFrom("inspections").selectAll().where("id", "=", inspection.id).executeTakeFirstOrThrow();
    const snapshot = JSON.parse(row.unit_snapshot);
    expect([row.state, snapshot.id, snapshot.name, snapshot.block]).toEqual([
      inspection.state,
      inspection.unit.id,
      inspection.name,
      inspection.unit.block,
    ]);
    await expectSameView(database, inspection);
    const stored = await database.read
      .selectFrom("submissions")
      .select(["id", "stage", "status", "receipt"])
      .where("inspection_id", "=", row.id)
      .execute();
    const sheets = stored.filter(({ stage }) => stage !== "appraisal");
    expect(new Map(sheets.map(({ id, status }) => [id, status]))).toEqual(new Map(inspection.sheets.map(({ id, status }) => [id, status])));
    for (const sheet of inspection.sheets) {
      const receipt = JSON.parse(sheets.find(({ id }) => id === sheet.id)?.receipt ?? "null");
      expect([receipt, receipt.flags.toSorted()]).toEqual([receipts.get(sheet.id), [...sheet.flags].sort()]);
    }
    expect(stored.find(({ stage, status }) => stage === "appraisal" && status === "current")?.id).toBe(inspection.settled?.id);
    await expectSameSums(database, row.id, inspection.sheets, inspection.settled?.figures, people);
  }
  expect(await findReceiptFaults(database, keys, [...receipts.values()])).toEqual([]);
  // The chain, every document, and every summary beside what a rebuild would compute.
  expect(await findFaults(database, keys)).toEqual([]);
}

/** The published rows alone: quick enough to be asked for again and again. */
export async function expectSameResults(model: ModelPlan, planId: string, line: Line, { tokens }: People): Promise<void> {
  for (const basis of rankBases)
    expect(await serversRows(line, tokens.lead, planId, basis), basis).toEqual(Object.fromEntries(model.results(basis)));
}

async function serversRows(line: Line, token: string, planId: string, basis: RankBasis): Promise<Record<string, unknown>> {
  const { rows }: Results = await (await line(token, `/api/results?plan=${planId}&basis=${basis}`)).json();
  return Object.fromEntries(
    rows.map((row) => [
      row.unitId,
      {
        unitId: row.unitId,
        name: row.name,
        block: row.block,
        kind: row.kind,
        index: row.index,
        areas: Object.fromEntries(row.areas.map(({ area, index }) => [area, index])),
        band: row.band?.name.vi ?? null,
        rank: row.rank,
        tied: row.tied,
        unranked: row.unranked,
        basis: row.basis,
        provisional: row.provisional,
        inspection: row.inspection?.id ?? null,
        expected: row.inspection?.expected ?? null,
        sent: row.inspection?.sent ?? null,
      },
    ]),
  );
}

/** Units that begin later are visited, but cover nothing: they did not exist on the plan's date. */
async function expectSameCoverage(model: ModelPlan, planId: string, line: Line, token: string): Promise<void> {
  const { plans }: Coverage = await (await line(token, `/api/coverage?plan=${planId}`)).json();
  for (const [kind, { units, visits, unplanned }] of model.visits()) {
    const covered = [...units].filter(({ from }) => from === undefined || from <= asOf).length;
    const found = plans[0]?.kinds.find((row) => row.kind === kind);
    expect({ kind, covered: found?.covered, visits: found?.visits, unplanned: found?.unplanned, outside: found?.outside }).toEqual({
      kind,
      covered,
      visits,
      unplanned,
      outside: units.size - covered,
    });
  }
}

/** What the lead's page shows: nothing of anybody before the reveal. */
async function expectSameView(database: Pick<Database, "read">, inspection: ModelInspection): Promise<void> {
  const view = await loadInspection(database, inspection.id);
  const current = inspectorsSheets(inspection);
  const shown = inspection.state !== "open";
  expect([view.revealed, view.sent, view.current.map(({ submissionId }) => submissionId).sort()]).toEqual([
    shown,
    toldSent(inspection),
    shown ? current.map(({ id }) => id).sort() : [],
  ]);
  if (!shown) expect([view.index, view.history, view.team.filter(({ sent }) => sent !== null)]).toEqual([null, [], []]);
}

async function expectSameSums(
  { read }: Pick<Database, "read">,
  inspectionId: string,
  sheets: readonly ModelSheet[],
  settled: Figures | undefined,
  { ids }: People,
): Promise<void> {
  const rows = await read.selectFrom("summaries").selectAll().where("inspection_id", "=", inspectionId).execute();
  const sums = rows.map((row) => {
    const [areas, points, pending] = [JSON.parse(row.areas), JSON.parse(row.points), JSON.parse(row.pending)];
    const figures = { awarded: Number(row.awarded), max: Number(row.max), areas, points, enough: Number(row.enough_applicable) === 1 };
    return canonicalJson([row.stage, row.stage === "appraisal" ? "" : row.author_id, figures, pending.toSorted()]);
  });
  const current = sheets.filter(({ status }) => status === "current");
  const expected = [
    ...current.map((sheet) => [
      sheet.author === "office" ? "self" : "inspector",
      ids[sheet.author],
      figuresOf(pointsOf(sheet.found)),
      pendingIn(sheet).sort(),
    ]),
    ...(settled ? [["appraisal", "", settled, []]] : []),
  ];
  expect(sums.sort()).toEqual(expected.map((one) => canonicalJson(one as never)).sort());
}
