import { canonicalJson } from "../../shared/canonical.ts";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { Refusal } from "../../shared/problem.ts";
import type { ResultRow } from "../../shared/results/results.ts";
import { type CriteriaResults, criteriaResultsOf, type PartRanking, rankBy } from "../../shared/results/results-criteria.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { loadPlans } from "../plans/plans.ts";
import { planUnitsOf } from "../units/units.ts";
import { checklistNamed, loadCountedSheets } from "./figures-sheets.ts";
import { basisOf, choose, loadResults, type ResultsAsk } from "./results.ts";

type Sources = Pick<Database, "read">;

/** The same answer until something is recorded: every change lengthens the audit chain. */
export interface CriteriaReader {
  load(query: ResultsAsk): Promise<CriteriaResults>;
}

const mostKept = 20;

export function createCriteriaReader(sources: Sources): CriteriaReader {
  const kept = new Map<string, { head: string; parts: CriteriaResults }>();
  return {
    async load(query) {
      const { hash: head } = await sources.read.selectFrom("audit_head").select("hash").where("id", "=", 1).executeTakeFirstOrThrow();
      const key = canonicalJson(query);
      const known = kept.get(key);
      if (known?.head === head) return known.parts;
      const parts = await loadCriteriaResults(sources, query);
      kept.delete(key);
      kept.set(key, { head, parts });
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return parts;
    },
  };
}

/**
 * What the units' points say of each area and criterion, narrowed to a block or a kind: sums of concluded inspections, in the working view of
 * revealed ones. Nothing before the reveal. `not-found`.
 */
async function loadCriteriaResults({ read }: Sources, { block, kind, ...query }: ResultsAsk): Promise<CriteriaResults> {
  const checklists = checklistsOf(read);
  const planUnits = planUnitsOf(read);
  const { plan, period } = choose(await loadPlans(read), query);
  const form = query.form ?? "onsite";
  const units = (await planUnits.load(plan.id, period.to)).filter(
    (unit) => (block === undefined || unit.block === block) && (kind === undefined || unit.kind === kind),
  );
  const sheets = Map.groupBy(await loadCountedSheets(read, plan.id, period, form), ({ unitId }) => unitId);
  const used = new Map<string, Checklist>();
  const scored = [];
  for (const { id: unitId, name, kind: unitKind, block: unitBlock } of units) {
    const own = sheets.get(unitId);
    const [first] = own ?? [];
    if (!own || !first) continue;
    const { checklist } = first;
    if (!used.has(checklist)) used.set(checklist, await checklistNamed(checklists, checklist));
    const appraised = own.filter(({ stage }) => stage === "appraisal");
    const counting = (appraised.length > 0 ? appraised : own).map(({ points }) => points);
    scored.push({ unitId, name, kind: unitKind, block: unitBlock, checklist, provisional: !first.concluded, sheets: counting });
  }
  return { plan: { id: plan.id, title: plan.title, year: plan.year }, period, form, ...criteriaResultsOf(scored, used, basisOf(query)) };
}

/** The units ranked by one area or one criterion. `not-found` where no sheet has it. */
export async function loadPartRanking(
  database: Pick<Database, "read">,
  criteria: CriteriaReader,
  { area, criterion, ...query }: ResultsAsk & { readonly area?: string | undefined; readonly criterion?: string | undefined },
  now: Date,
): Promise<PartRanking> {
  const { rows: own, basis } = await loadResults(database, query, now);
  if (criterion === undefined) {
    if (!own.some((row) => row.areas.some((each) => each.area === area))) throw new Refusal("not-found");
    return { basis, rows: rankBy(own, (row) => areaFigure(row, area)) };
  }
  const parts = await criteria.load(query);
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
