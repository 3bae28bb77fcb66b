/*
 * Results: from the summary rows of the sheets that count to indexes, ranks and bands, and the figures beside and behind them. What
 * somebody looks at is one `Choice` (choice.ts); which inspection counts for a unit says counted-inspections.ts; indexes, ranks and bands
 * are computed by shared/results, as on a device. This file ranks the units and keeps what it computed; the other files named results-… say
 * what stands behind a rank, those named figures-… what sheets say beside it, coverage.ts where inspectors have been. Before its reveal an
 * inspection tells nothing here but how many sheets are out.
 */

import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import type { Band, Checklist } from "../../shared/checklists/checklist.ts";
import { bandSharesOf } from "../../shared/results/band-shares.ts";
import { type ResultRow, ranked, rowOf } from "../../shared/results/results.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import { differing } from "../../shared/sheets/applies.ts";
import { isWithin, type Unit } from "../../shared/units/unit.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { perDatabase } from "../database/per-database.ts";
import type { Tables } from "../database/tables.ts";
import { loadPlanAdjustments } from "../inspections/adjustments.ts";
import { changedUnits, type Place } from "../ledger/recorded-since.ts";
import { loadPlans, loadPlansAtHead } from "../plans/plans.ts";
import { planUnitsOf } from "../units/units.ts";
import { asking, type Choice, choose, type ResultsAsk } from "./choice.ts";
import { loadCountedUnits } from "./counted-inspections.ts";

/** What narrows the list and changes no rank. */
type Narrowing = Pick<ResultsAsk, "block" | "kind" | "under">;

/**
 * Results are read far more often than they change: what was computed is kept until the audit chain, which every change lengthens, has
 * grown. Then the units whose sheets came or went are read again, and all are ranked anew.
 */
export interface ResultsReader {
  /**
   * The results of what is asked for by `choose`, ranked within blocks. `block`, `kind` and `under` narrow what is listed; ranks stay those
   * within the block. Concluded inspections alone hold ranks, unless `basis` asks for the working view. `not-found` as `choose` says.
   */
  load(query: ResultsAsk, now: Date): Promise<Results>;
  /** The same as UTF-8 JSON: hundreds of kilobytes that are written out once, and not again for every reader. */
  loadJson(query: ResultsAsk, now: Date): Promise<Uint8Array<ArrayBuffer>>;
}

interface Computed {
  readonly results: Results;
  /** Each unit's figures before they are ranked. */
  readonly figures: ReadonlyMap<string, ResultRow>;
  /** By name, whatever the rows were made by. */
  readonly checklists: ReadonlyMap<string, Checklist>;
  /** The plan's units as they were then; others mean that everything is another. */
  readonly units: readonly Unit[];
}

interface Kept extends Computed {
  readonly place: Place;
  /** Made when somebody first asks for it. */
  json?: Uint8Array;
}

/** Plans, periods and forms whose results are kept. */
const mostKept = 50;

/** The one reader of an open database. */
export const keptResultsOf = perDatabase(createResultsReader);

function createResultsReader(read: Kysely<Tables>): ResultsReader {
  const kept = new LRUCache<string, Kept>({ max: mostKept });

  const keep = async (query: ResultsAsk, now: Date): Promise<Kept> => {
    const { head, plans } = await loadPlansAtHead(read);
    const choice = choose(plans, query);
    const key = Object.values(asking(choice)).join(" ");
    const known = kept.get(key);
    if (known?.place.hash === head.hash) return known;
    const units = known ? await changedUnits(read, known.place, head) : "everything";
    const before = known && units !== "everything" ? { before: known, units } : undefined;
    const made = { place: head, ...(await compute(read, choice, now, before)) };
    kept.set(key, made);
    return made;
  };

  const load: ResultsReader["load"] = async (query, now) => narrowed(await keep(query, now), query, now);

  return {
    load,
    async loadJson(query, now) {
      const { block, kind, under } = query;
      if (block !== undefined || kind !== undefined || under !== undefined) return utf8.encode(JSON.stringify(await load(query, now)));
      const known = await keep(query, now);
      known.json ??= jsonOf(known);
      const end = utf8.encode(`,"computedAt":"${now.toISOString()}"}`);
      const bytes = new Uint8Array(known.json.length + end.length);
      bytes.set(known.json);
      bytes.set(end, known.json.length);
      return bytes;
    },
  };
}

/** Ranks stay those within the whole block; `under` lists only some of what the shares of bands are of. */
function narrowed({ results, checklists }: Computed, { block, kind, under }: Narrowing, now: Date): Results {
  const placed = results.rows.filter((row) => isWithin(row, { block, kind }));
  const isUnder = (row: ResultRow) => under === undefined || (row.unranked === null && row.index !== null && row.index < under);
  const rows = placed.filter(isUnder);
  const bandShares = placed.length === results.rows.length ? results.bandShares : bandSharesOf(placed, bandsIn(checklists));
  return { ...results, rows, completeness: completenessOf(rows), bandShares, computedAt: now.toISOString() };
}

function completenessOf(rows: readonly ResultRow[]): Results["completeness"] {
  return { ranked: rows.filter((row) => row.rank !== null).length, units: rows.length };
}

const utf8 = new TextEncoder();

/** Rows as they were last written out, with a comma before: a unit whose figures and place stayed is not written anew. */
const written = new WeakMap<ResultRow, { readonly rank: number | null; readonly tied: boolean; readonly json: Uint8Array }>();

/** The results' JSON without `computedAt` and the bracket at its end. */
function jsonOf({ results: { rows, completeness, computedAt: _, ...head }, figures }: Computed): Uint8Array {
  const parts = rows.map((row) => {
    const own = figures.get(row.unitId) ?? row;
    const before = written.get(own);
    if (before && before.rank === row.rank && before.tied === row.tied) return before.json;
    const json = utf8.encode(`,${JSON.stringify(row)}`);
    written.set(own, { rank: row.rank, tied: row.tied, json });
    return json;
  });
  const [begin, end] = [
    utf8.encode(`${JSON.stringify(head).slice(0, -1)},"rows":[`),
    utf8.encode(`],"completeness":${JSON.stringify(completeness)}`),
  ];
  const [first, ...others] = parts;
  return Buffer.concat(first ? [begin, first.subarray(1), ...others, end] : [begin, end]);
}

/** The results, without what was kept. */
export async function computeResults(
  { read }: Pick<Database, "read">,
  query: Omit<ResultsAsk, keyof Narrowing>,
  now: Date,
): Promise<Results> {
  return (await compute(read, choose(await loadPlans(read), query), now)).results;
}

/** What was computed before, and the units that have changed since. */
interface Since {
  readonly before: Computed;
  readonly units: ReadonlySet<string>;
}

/** Computes the results; where the figures of the other units are known from before, it reads the changed ones alone. */
async function compute(read: Kysely<Tables>, choice: Choice, now: Date, changed?: Since): Promise<Computed> {
  const { plan, period, form, basis } = choice;
  const units = await planUnitsOf(read).load(plan.id, period.to);
  const since = changed?.before.units === units ? changed : undefined;
  const checklists = new Map(since?.before.checklists);
  const figures = new Map(since?.before.figures);
  for (const row of await loadFigures(read, choice, units, checklists, since)) figures.set(row.unitId, row);
  const rows = ranked([...figures.values()]);
  const { areas } = await checklistsOf(read).get(plan.checklist.id, plan.checklist.version);
  const results = {
    plan: { id: plan.id, title: plan.title, year: plan.year },
    period,
    form,
    basis,
    areas: areas.map(({ id, title }) => ({ id, ...title })),
    rows,
    completeness: completenessOf(rows),
    bandShares: bandSharesOf(rows, bandsIn(checklists)),
    computedAt: now.toISOString(),
  };
  return { results, figures, checklists, units };
}

/** The figures, not yet ranked, of these units or of those among them that have changed. The checklists they were scored by join `used`. */
async function loadFigures(
  read: Kysely<Tables>,
  { plan, period, form, basis }: Choice,
  units: readonly Unit[],
  used: Map<string, Checklist>,
  since: Since | undefined,
): Promise<ResultRow[]> {
  const checklists = checklistsOf(read);
  const asked = since ? units.filter(({ id }) => since.units.has(id)) : units;
  const adjustments = await loadPlanAdjustments(read, checklists, plan.id);
  const counted = await loadCountedUnits(read, asked, plan.id, period, form, since?.units);
  for (const { inspection, checklist } of counted) {
    if (inspection && checklist && !used.has(inspection.checklist))
      used.set(inspection.checklist, await checklists.get(checklist.id, checklist.version));
  }
  const bandsOf = bandsIn(used);
  return counted.map((unit) => {
    const given = adjustments.get(unit.inspection?.id ?? "");
    const settledByScorer = unit.settledByScorer || unit.scorers.some((scorer) => given?.decidedBy.has(scorer));
    const differs = differing(used.get(unit.inspection?.checklist ?? "")?.criteria ?? [], unit.points);
    return rowOf({ ...unit, adjustment: given?.adjustment, differing: differs, settledByScorer }, bandsOf, basis);
  });
}

function bandsIn(checklists: ReadonlyMap<string, Checklist>): (name: string) => readonly Band[] {
  return (name) => checklists.get(name)?.bands ?? [];
}
