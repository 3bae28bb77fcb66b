import type { Kysely } from "kysely";
import { canonicalJson } from "../../shared/canonical.ts";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { Refusal } from "../../shared/problem.ts";
import type { ResultRow } from "../../shared/results/results.ts";
import { type CriteriaResults, criteriaResultsOf, type PartRanking, rankBy } from "../../shared/results/results-criteria.ts";
import { isWithin } from "../../shared/units/unit.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { perDatabase } from "../database/per-database.ts";
import type { Tables } from "../database/tables.ts";
import { KeptByMark } from "../host/kept.ts";
import { loadPlansAtHead } from "../plans/plans.ts";
import { planUnitsOf } from "../units/units.ts";
import { asking, type Choice, choose, type ResultsAsk } from "./choice.ts";
import { checklistNamed, countingSheets, loadCountedSheets } from "./figures-sheets.ts";
import { keptResultsOf } from "./results.ts";

/** The same answer until something is recorded: every change lengthens the audit chain. */
export interface CriteriaReader {
  /** As `loadCriteriaResults`. */
  load(query: ResultsAsk): Promise<CriteriaResults>;
}

const mostKept = 20;

/** The one reader of an open database. */
export const keptCriteriaOf = perDatabase(createCriteriaReader);

function createCriteriaReader(read: Kysely<Tables>): CriteriaReader {
  const kept = new KeptByMark<CriteriaResults>(mostKept);
  return {
    async load({ block, kind, ...query }) {
      const { head, plans } = await loadPlansAtHead(read);
      const choice = choose(plans, query);
      const key = canonicalJson({ ...asking(choice), block, kind });
      return await kept.load(key, head.hash, () => loadCriteriaResults(read, choice, { block, kind }));
    },
  };
}

/**
 * What the units' points say of each area and criterion, narrowed to a block or a kind: sums of concluded inspections, in the working view
 * of revealed ones. Nothing before the reveal.
 */
async function loadCriteriaResults(
  read: Kysely<Tables>,
  choice: Choice,
  asked: Pick<ResultsAsk, "block" | "kind">,
): Promise<CriteriaResults> {
  const { plan, period, form, basis } = choice;
  const units = (await planUnitsOf(read).load(plan.id, period.to)).filter((unit) => isWithin(unit, asked));
  const sheets = Map.groupBy(await loadCountedSheets(read, choice), ({ unitId }) => unitId);
  const used = new Map<string, Checklist>();
  const scored = [];
  for (const { id: unitId, name, kind: unitKind, block: unitBlock } of units) {
    const own = sheets.get(unitId);
    const [first] = own ?? [];
    if (!own || !first) continue;
    const { checklist } = first;
    if (!used.has(checklist)) used.set(checklist, await checklistNamed(checklistsOf(read), checklist));
    const counting = countingSheets(own).map(({ points }) => points);
    scored.push({ unitId, name, kind: unitKind, block: unitBlock, checklist, provisional: !first.concluded, sheets: counting });
  }
  return { plan: { id: plan.id, title: plan.title, year: plan.year }, period, form, ...criteriaResultsOf(scored, used, basis) };
}

/** The units ranked by one area or one criterion. `not-found` where no sheet has it. */
export async function loadPartRanking(
  database: Pick<Database, "read">,
  { area, criterion, ...query }: ResultsAsk & { readonly area?: string | undefined; readonly criterion?: string | undefined },
  now: Date,
): Promise<PartRanking> {
  const { rows: own, basis } = await keptResultsOf(database.read).load(query, now);
  if (criterion === undefined) {
    if (!own.some((row) => row.areas.some((each) => each.area === area))) throw new Refusal("not-found");
    return { basis, rows: rankBy(own, (row) => areaFigure(row, area)) };
  }
  const parts = await keptCriteriaOf(database.read).load(query);
  const columns = parts.criteria.flatMap((each, i) => (each.criterion === criterion ? [i] : []));
  if (columns.length === 0) throw new Refusal("not-found");
  const figureOf = ({ cells, differing }: CriteriaResults["rows"][number]): number | "differs" | null =>
    differing.includes(criterion) ? "differs" : (columns.map((i) => cells[i] ?? null).find((cell) => cell !== null) ?? null);
  const cells = new Map(parts.rows.map((row) => [row.unitId, figureOf(row)]));
  return { basis, rows: rankBy(own, (row) => cells.get(row.unitId) ?? null) };
}

function areaFigure({ areas }: ResultRow, area: string | undefined): number | "differs" | null {
  const own = areas.find((each) => each.area === area);
  return own?.differs ? "differs" : (own?.index ?? null);
}
