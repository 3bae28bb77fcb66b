import { setImmediate } from "node:timers/promises";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { Refusal } from "../../shared/problem.ts";
import { movesOf, type Sensitivity, type SteppedSheet, stepsFrom } from "../../shared/results/sensitivity.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { loadPlansAtHead } from "../plans/plans.ts";
import { asking, choose, type ResultsAsk } from "./choice.ts";
import { type CountedSheet, checklistNamed, countingSheets, loadCountedSheets, type SheetFacts, sheetFactsOf } from "./figures-sheets.ts";
import { keptResultsOf } from "./results.ts";

/** So many units between two looks at what else waits. */
const atATime = 5;

/**
 * How firm each rank is: the best and the worst place that one step of one criterion would give, within the unit's block; of `unit` every
 * such move in full. `not-found`, also for a unit without a rank.
 */
export async function loadSensitivity(
  { read }: Pick<Database, "read">,
  { unit, block, ...query }: ResultsAsk & { readonly unit?: string | undefined },
  now: Date,
): Promise<Sensitivity> {
  const choice = choose((await loadPlansAtHead(read)).plans, query);
  const { rows, basis } = await keptResultsOf(read).load({ ...asking(choice), block }, now);
  const ranked = rows.flatMap((row) => (row.rank !== null && row.index !== null ? [{ ...row, rank: row.rank, index: row.index }] : []));
  if (unit !== undefined && !ranked.some(({ unitId }) => unitId === unit)) throw new Refusal("not-found");
  const sheets = Map.groupBy(await loadCountedSheets(read, choice), ({ unitId }) => unitId);
  const known = await sheetFactsOf(read).load([...sheets.values()].flat().map(({ submissionId }) => submissionId));
  const blocks = Map.groupBy(ranked, (row) => row.block);
  const found: Sensitivity = { basis, units: [], moves: [] };
  for (const [i, row] of ranked.entries()) {
    if (unit !== undefined && row.unitId !== unit) continue;
    const stepped: SteppedSheet[] = [];
    for (const sheet of countingSheets(sheets.get(row.unitId) ?? [])) {
      const checklist = await checklistNamed(checklistsOf(read), sheet.checklist);
      stepped.push(steppedOf(sheet, checklist, known.get(sheet.submissionId)));
    }
    const moves = movesOf(row, stepped, blocks.get(row.block) ?? []);
    const places = [row.rank, ...moves.map(({ rank }) => rank)];
    const { unitId, name, block: own, index, rank, inspection } = row;
    found.units.push({
      ...{ unitId, name, block: own, checklist: inspection?.checklist ?? null, index, rank },
      best: Math.min(...places),
      worst: Math.max(...places),
      criteria: [...new Set(moves.map(({ criterion }) => criterion))],
    });
    if (unit !== undefined) found.moves.push(...moves);
    if (i % atATime === 0) await setImmediate();
  }
  return found;
}

/** What does not apply has no step, whatever it earned. */
function steppedOf({ awarded, max, points }: CountedSheet, { criteria }: Checklist, facts: SheetFacts | undefined): SteppedSheet {
  const steps = criteria.flatMap((criterion) => {
    const own = Object.hasOwn(points, criterion.id) ? points[criterion.id] : undefined;
    if (own === undefined || own === null || facts?.notApplicable.has(criterion.id)) return [];
    return [[criterion.id, { points: own, ...stepsFrom(criterion, own, facts?.ratios.get(criterion.id)) }] as const];
  });
  return { awarded, max, steps: new Map(steps) };
}
