import { type Band, type Checklist, type Criterion, criteriaOf, type InspectionForm, type NumberCheck } from "../checklists/checklist.ts";
import { type Fraction, fraction, type Hundredths, mean, toIndex } from "../points.ts";
import type { Answer, Entry } from "./answer.ts";

/** What still has to be done at a criterion before the sheet can be sent. */
export type Need = "score" | "note" | "contradictionReason" | "notApplicableReason" | "possibleAnswer";

export type CriterionState =
  | "notScored"
  | "scored"
  /** By a trait of the unit, a zero denominator, or the lead's approval. */
  | "notApplicable"
  /** The inspector says so; the lead has not decided. */
  | "notApplicablePending";

export interface CriterionScore {
  readonly criterion: Criterion;
  readonly state: CriterionState;
  /** What was awarded and of how much; `null` while not scored or left out of the sum. */
  readonly points: Hundredths | null;
  readonly maxPoints: Hundredths | null;
  readonly needs: readonly Need[];
}

export interface Sum {
  readonly awarded: Hundredths;
  readonly max: Hundredths;
  /** `null` before every criterion is scored or not applicable, and where nothing applies. */
  readonly index: Hundredths | null;
}

export interface SheetScore extends Sum {
  readonly criteria: readonly CriterionScore[];
  readonly areas: readonly (Sum & { readonly area: string })[];
  /** Nothing is missing: the sheet can be sent. */
  readonly complete: boolean;
  /** Criteria waiting for the lead's decision on not applicable. */
  readonly pending: readonly string[];
  /** At least `minimumApplicable` percent of the form's points apply. */
  readonly enoughApplicable: boolean;
}

export interface SheetContext {
  readonly checklist: Checklist;
  readonly form: InspectionForm;
  /** Traits of the unit on the day of the inspection (`noProcedures`, `noDesk`, `noSite`). */
  readonly unitTraits: readonly string[];
  /** How many words a note must have that stands for a 0, a deduction or a "not applicable"; absent: anything but spaces. */
  readonly noteWords?: number;
  /** Criteria whose "not applicable" the lead has approved. */
  readonly approvedNotApplicable?: ReadonlySet<string>;
}

/**
 * Points by the criterion's method. `undefined` where the answer does not fit the criterion: another method, an unknown level or
 * item, a wrong number of counts. A zero denominator gives "notApplicable" where the criterion allows it.
 */
export function pointsOf(criterion: Criterion, answer: Answer): Hundredths | "notApplicable" | undefined {
  const { method } = criterion;
  if (answer.type === "notApplicable") return criterion.notApplicable ? "notApplicable" : undefined;
  if (method.type === "boolean" && answer.type === "boolean") return answer.yes ? method.yes : method.no;
  if (method.type === "levels" && answer.type === "levels") return method.levels[answer.level]?.points;
  if (method.type === "checklist" && answer.type === "checklist") {
    const ticked = new Set(answer.ticked);
    const known = method.items.filter((item) => ticked.has(item.key)).length;
    if (known !== answer.ticked.length) return undefined;
    return Math.min(method.cap, known * method.pointsEach);
  }
  if (method.type === "ratio" && answer.type === "ratio") {
    const { numerator, denominator, figures = {} } = answer;
    if (!Object.keys(figures).every((key) => method.figures?.some((figure) => figure.key === key))) return undefined;
    if (denominator === 0) return numerator === 0 && criterion.notApplicable ? "notApplicable" : undefined;
    if (method.thresholds === null) {
      // Exactly `maxPoints × numerator / denominator`; more than the whole earns no more than the whole.
      const share = fraction(BigInt(Math.min(numerator, denominator)) * BigInt(criterion.maxPoints), denominator);
      return Number((2n * share.numerator + share.denominator) / (2n * share.denominator));
    }
    return method.thresholds.find(({ min }) => BigInt(numerator) * 10_000n >= BigInt(denominator) * BigInt(min))?.points;
  }
  if (method.type === "deduct" && answer.type === "deduct") {
    if (answer.counts.length !== method.rules.length) return undefined;
    if (answer.present !== undefined && answer.total !== undefined && answer.present > answer.total) return undefined;
    const lost = method.rules.reduce((sum, rule, i) => sum + rule.points * (answer.counts[i] ?? 0), 0);
    return Math.max(method.floor, method.start - lost);
  }
  return undefined;
}

/** The trait of the unit for which the criterion does not apply, whatever is answered. */
export function traitAgainst({ notApplicable }: Criterion, unitTraits: readonly string[]): string | undefined {
  return notApplicable?.unitTraits.find((trait) => unitTraits.includes(trait));
}

/** What one entry earns, or why nothing yet, and what is still needed before the sheet can be sent. */
export function scoreCriterion(criterion: Criterion, entry: Entry | undefined, context: SheetContext): CriterionScore {
  if (traitAgainst(criterion, context.unitTraits) !== undefined) return leftOut(criterion, "notApplicable", []);
  const answer = entry?.answer ?? null;
  if (!entry || (answer === null && !entry.knockedOut))
    return { criterion, state: "notScored", points: null, maxPoints: null, needs: ["score"] };
  const { noteWords = 0 } = context;
  const explained = explains(entry.note, noteWords) || entry.evidence.length > 0;
  if (entry.knockedOut) {
    if (!criterion.zeroIf || (answer !== null && pointsOf(criterion, answer) === undefined)) return impossible(criterion);
    return { criterion, state: "scored", points: 0, maxPoints: criterion.maxPoints, needs: explained ? [] : ["note"] };
  }
  if (answer === null) return impossible(criterion);
  const points = pointsOf(criterion, answer);
  if (points === undefined) return impossible(criterion);
  if (answer.type === "notApplicable") {
    const approved = context.approvedNotApplicable?.has(criterion.id) ?? false;
    return leftOut(
      criterion,
      approved ? "notApplicable" : "notApplicablePending",
      explains(answer.reason, noteWords) ? [] : ["notApplicableReason"],
    );
  }
  if (points === "notApplicable") return leftOut(criterion, "notApplicable", []);
  // Two figures that cannot both be right are no score before somebody says why they are so.
  if (answer.type === "ratio" && contradicts(criterion, answer) && !answer.contradictionReason?.trim())
    return withoutPoints(criterion, "contradictionReason");
  const needs: Need[] = [];
  const deducted = answer.type === "deduct" && answer.counts.some((count) => count > 0);
  if ((points === 0 || deducted) && !explained) needs.push("note");
  return { criterion, state: "scored", points, maxPoints: criterion.maxPoints, needs };
}

/** A number check that failed; without a title it is that of the ratio itself. */
export interface Contradiction {
  readonly parts: number;
  readonly whole: number;
  readonly title?: NumberCheck["title"];
  /** The figures that it compares. */
  readonly of: readonly string[];
}

/**
 * The numbers that cannot all be right: parts larger than their whole. Published figures do this now and then, so a reason makes them
 * sendable.
 */
export function contradictionsIn({ method }: Pick<Criterion, "method">, answer: Answer): Contradiction[] {
  if (answer.type !== "ratio") return [];
  const { numerator, denominator, figures = {} } = answer;
  const found: Contradiction[] =
    numerator > denominator ? [{ parts: numerator, whole: denominator, of: ["numerator", "denominator"] }] : [];
  const given = new Map([...Object.entries(figures), ["numerator", numerator], ["denominator", denominator]] as [string, number][]);
  for (const check of method.type === "ratio" ? (method.checks ?? []) : []) {
    if (![...check.parts, ...check.whole].every((key) => given.has(key))) continue;
    const [parts = 0, whole = 0] = [check.parts, check.whole].map((keys) => keys.reduce((sum, key) => sum + (given.get(key) ?? 0), 0));
    if (parts > whole) found.push({ parts, whole, title: check.title, of: [...check.parts, ...check.whole] });
  }
  return found;
}

/** Whether an answer breaks one of its criterion's number checks, or has more of something than there is. */
export function contradicts(criterion: Pick<Criterion, "method">, answer: Answer): boolean {
  return contradictionsIn(criterion, answer).length > 0;
}

/** The one function that computes every sheet, on the device and on the server. */
export function scoreSheet(entries: Readonly<Record<string, Entry>>, context: SheetContext): SheetScore {
  const criteria = criteriaOf(context.checklist, context.form).map((criterion) =>
    scoreCriterion(criterion, Object.hasOwn(entries, criterion.id) ? entries[criterion.id] : undefined, context),
  );
  return sumSheet(criteria, context.checklist);
}

/** The sheet's figures from those of its criteria. */
export function sumSheet(criteria: readonly CriterionScore[], checklist: Checklist): SheetScore {
  const formPoints = criteria.reduce((sum, { criterion }) => sum + criterion.maxPoints, 0);
  // What is not scored yet applies until somebody says otherwise.
  const applicable = criteria.reduce(
    (sum, score) => sum + (score.state === "notScored" ? score.criterion.maxPoints : (score.maxPoints ?? 0)),
    0,
  );
  const total = sumOf(criteria);
  return {
    ...total,
    criteria,
    areas: checklist.areas
      .map((area) => ({ area: area.id, own: criteria.filter((score) => score.criterion.area === area.id) }))
      .filter(({ own }) => own.length > 0)
      .map(({ area, own }) => ({ area, ...sumOf(own) })),
    complete: criteria.every((score) => score.needs.length === 0),
    pending: criteria.filter((score) => score.state === "notApplicablePending").map((score) => score.criterion.id),
    enoughApplicable: applicable * 100 >= formPoints * checklist.minimumApplicable,
  };
}

/** The published figure of one or several sheets: the exact mean of their shares, rounded once. */
export function meanIndex(
  sheets: readonly { readonly awarded: Hundredths; readonly max: Hundredths }[],
  scale?: number,
): Hundredths | null {
  const shares: Fraction[] = [];
  for (const { awarded, max } of sheets) {
    if (max === 0) return null;
    shares.push(fraction(awarded, max));
  }
  const share = mean(shares);
  return share ? toIndex(share, scale) : null;
}

/** Lower bound inclusive, upper exclusive; from the rounded, published index. Bands stand from best to worst. */
export function bandOf(bands: readonly Band[], index: Hundredths): Band | undefined {
  return bands.find((band) => index >= band.min);
}

/** Standard competition ranking (1, 2, 2, 4), highest first; `tied` is printed as "đồng hạng". */
export function rank<T>(rows: readonly T[], indexOf: (row: T) => number): { row: T; rank: number; tied: boolean }[] {
  const sorted = [...rows].sort((a, b) => indexOf(b) - indexOf(a));
  let current = 0;
  return sorted.map((row, i) => {
    const index = indexOf(row);
    const before = sorted[i - 1];
    const after = sorted[i + 1];
    const sameBefore = before !== undefined && indexOf(before) === index;
    if (!sameBefore) current = i + 1;
    return { row, rank: current, tied: sameBefore || (after !== undefined && indexOf(after) === index) };
  });
}

function sumOf(criteria: readonly CriterionScore[]): Sum {
  const awarded = criteria.reduce((sum, score) => sum + (score.points ?? 0), 0);
  const max = criteria.reduce((sum, score) => sum + (score.maxPoints ?? 0), 0);
  const open = criteria.some((score) => score.state === "notScored");
  return { awarded, max, index: open || max === 0 ? null : toIndex(fraction(awarded, max)) };
}

/** A criterion that does not apply: out of the sum, or with full points, by its rule. */
export function leftOut(criterion: Criterion, state: "notApplicable" | "notApplicablePending", needs: readonly Need[]): CriterionScore {
  const full = criterion.notApplicable?.treatment === "fullPoints" ? criterion.maxPoints : null;
  return { criterion, state, points: full, maxPoints: full, needs };
}

function impossible(criterion: Criterion): CriterionScore {
  return withoutPoints(criterion, "possibleAnswer");
}

function withoutPoints(criterion: Criterion, need: Need): CriterionScore {
  return { criterion, state: "notScored", points: null, maxPoints: null, needs: [need] };
}

/** At least so many words, told apart by spaces; a dot or a dash alone is none. */
export function explains(note: string, words: number): boolean {
  if (words === 0) return note.trim() !== "";
  return note.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length >= words;
}
