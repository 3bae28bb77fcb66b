import { setImmediate } from "node:timers/promises";
import * as v from "valibot";
import { type Criterion, criteriaOf, InspectionForm } from "../../shared/checklists/checklist.ts";
import {
  type CriterionAgreements,
  cohenKappa,
  exactAgreement,
  fewestUnits,
  type InspectionAgreement,
  krippendorffAlpha,
  meanDifference,
  type Rating,
  type Ratings,
} from "../../shared/results/agreement.ts";
import { gradesOf } from "../../shared/results/grades.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { getInspection } from "../inspections/inspections.ts";
import { notAllSent, revealedStates } from "../inspections/states.ts";
import { StoredPoints, StoredReceipt } from "../inspections/stored-sheets.ts";
import { loadPlansAtHead } from "../plans/plans.ts";
import { choose, type ResultsAsk } from "./choice.ts";
import { type CountedSheet, checklistNamed, loadCountedSheets, type SheetFacts, sheetFactsOf } from "./figures-sheets.ts";

type Sources = Pick<Database, "read">;

/** How far an inspection's inspectors agree. `not-all-sent` until everybody has sent: agreement would tell of points. `not-found`. */
export async function loadInspectionAgreement({ read }: Sources, id: string): Promise<InspectionAgreement> {
  const checklists = checklistsOf(read);
  const inspection = await getInspection(read, id);
  const rows = await read
    .selectFrom("summaries as y")
    .innerJoin("submissions as s", "s.id", "y.submission_id")
    .leftJoin("people as p", "p.id", "y.author_id")
    .select(["y.author_id", "y.submission_id", "y.points", "p.name", "s.receipt"])
    .where("y.inspection_id", "=", id)
    .where("y.stage", "=", "inspector")
    .orderBy("y.submission_id")
    .execute();
  if (!revealedStates.some((state) => state === inspection.state)) throw await notAllSent(read, id);
  const checklist = await checklists.get(inspection.checklist_id, inspection.checklist_version);
  const known = await sheetFactsOf(read).load(rows.map((row) => row.submission_id));
  const sheets = rows.map((row) => ({ row, points: v.parse(StoredPoints, row.points), facts: known.get(row.submission_id) }));
  const criteria = criteriaOf(checklist, v.parse(InspectionForm, inspection.form));
  const things = criteria.map((criterion): Ratings => sheets.map((sheet) => ratingOf(criterion, sheet.points, sheet.facts)));
  const pairs = sheets.flatMap((_, i) => sheets.slice(i + 1).map((__, after) => [i, i + 1 + after] as const));
  return {
    inspectionId: id,
    inspectors: rows.map((row) => ({
      personId: row.author_id,
      name: row.name ?? row.author_id,
      submissionId: row.submission_id,
      blind: !v.parse(StoredReceipt, row.receipt).flags.includes("replacesRevealed"),
    })),
    criteria: criteria.length,
    exact: exactAgreement(things),
    meanDifference: meanDifference(things, false),
    alpha: krippendorffAlpha(things),
    pairs: pairs.map(([a, b]) => {
      const own = things.map((ratings): Ratings => [ratings[a], ratings[b]]);
      return {
        between: [rows[a]?.author_id ?? "", rows[b]?.author_id ?? ""],
        exact: exactAgreement(own),
        meanDifference: meanDifference(own, true),
      };
    }),
    differing: criteria
      .map((criterion, i) => ({ criterion, ratings: things[i] ?? [] }))
      .filter(({ ratings }) => exactAgreement([ratings]).equal < exactAgreement([ratings]).pairs)
      .sort((a, b) => spreadOf(b.ratings) - spreadOf(a.ratings) || (a.criterion.id < b.criterion.id ? -1 : 1))
      .map(({ criterion, ratings }) => ({ criterion: criterion.id, points: ratings.map(pointsIn), maxPoints: criterion.maxPoints })),
  };
}

/** Each criterion and two inspectors who judged it at the same units, in a plan, a period and a form; by checklist version. */
export async function loadCriterionAgreements(
  { read }: Sources,
  { criterion: wanted, ...query }: Pick<ResultsAsk, "plan" | "period" | "form" | "basis"> & { readonly criterion?: string | undefined },
): Promise<CriterionAgreements> {
  const checklists = checklistsOf(read);
  const choice = choose((await loadPlansAtHead(read)).plans, query);
  const { basis } = choice;
  const counted = await loadCountedSheets(read, choice);
  const sheets = counted.filter(({ stage, concluded }) => stage === "inspector" && (concluded || basis === "live"));
  const known = await sheetFactsOf(read).load(sheets.map(({ submissionId }) => submissionId));
  const names = new Map(sheets.map(({ authorId, authorName }) => [authorId, authorName]));
  const agreements: CriterionAgreements["agreements"] = [];
  for (const { checklist: name, between, both } of pairsIn(sheets)) {
    const checklist = await checklistNamed(checklists, name);
    await setImmediate();
    for (const criterion of checklist.criteria.filter(({ id }) => wanted === undefined || id === wanted)) {
      const things = both
        .map((sheetsOfTwo): Ratings => sheetsOfTwo.map((sheet) => ratingOf(criterion, sheet.points, known.get(sheet.submissionId))))
        .filter((ratings) => ratings.every((rating) => rating !== undefined));
      if (things.length > 0)
        agreements.push({
          criterion: criterion.id,
          checklist: name,
          between: between.map((id) => ({ personId: id, name: names.get(id) ?? id })),
          ...agreementOf(criterion, things),
        });
    }
  }
  return { basis, fewestUnits, agreements };
}

interface Pair {
  /** `default@1`. */
  readonly checklist: string;
  readonly between: readonly [string, string];
  /** Their sheets of each inspection that both scored. */
  readonly both: (readonly [CountedSheet, CountedSheet])[];
}

/** Every two inspectors who scored the same inspection by the same checklist. */
function pairsIn(sheets: readonly CountedSheet[]): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const own of Map.groupBy(sheets, ({ inspectionId }) => inspectionId).values()) {
    const sorted = [...own].sort((a, b) => (a.authorId < b.authorId ? -1 : 1));
    for (const [i, a] of sorted.entries()) {
      for (const b of sorted.slice(i + 1)) {
        const key = `${a.checklist} ${a.authorId} ${b.authorId}`;
        const pair: Pair = pairs.get(key) ?? { checklist: a.checklist, between: [a.authorId, b.authorId], both: [] };
        pair.both.push([a, b]);
        pairs.set(key, pair);
      }
    }
  }
  return [...pairs.values()];
}

function agreementOf(criterion: Criterion, things: readonly Ratings[]) {
  const grades = gradesOf(criterion);
  const kappa = grades && things.length >= fewestUnits ? cohenKappa(things, grades) : null;
  const why = things.length < fewestUnits ? "fewUnits" : grades === null ? "noGrades" : "noExpectedDisagreement";
  return {
    units: things.length,
    exact: exactAgreement(things),
    meanDifference: meanDifference(things, true),
    kappa,
    noKappa: kappa === null ? (why as "fewUnits" | "noGrades" | "noExpectedDisagreement") : null,
    alpha: krippendorffAlpha(things),
  };
}

/** "Not applicable" by the document: where it earns full points, the points alone would not tell. */
function ratingOf(criterion: Criterion, points: Readonly<Record<string, number | null>>, facts: SheetFacts | undefined): Rating {
  const own = Object.hasOwn(points, criterion.id) ? points[criterion.id] : undefined;
  if (own === undefined) return undefined;
  return own === null || facts?.notApplicable.has(criterion.id) ? "notApplicable" : { points: own, max: criterion.maxPoints };
}

function pointsIn(rating: Rating): number | null {
  return rating === undefined || rating === "notApplicable" ? null : rating.points;
}

/** The greatest distance between two of the shares, in hundredths of a percent; a grade beside "not applicable" is as far as can be. */
function spreadOf(ratings: Ratings): number {
  const shares = ratings.flatMap((rating) =>
    rating === undefined || rating === "notApplicable" ? [] : (rating.points * 10_000) / rating.max,
  );
  return shares.length < ratings.length ? 10_000 : Math.max(...shares) - Math.min(...shares);
}
