/*
 * What is scored: a checklist with its areas, criteria, methods, legal sources and bands, the one that comes with the product, and the
 * changes that a province makes to it. A published version never changes.
 */

import * as v from "valibot";
import { whole } from "../bounds.ts";
import { Bilingual, text } from "../text.ts";

/** Hundredths of a point, from zero up: 150 is 1,5 points. A third decimal cannot be written. */
export const Points = whole(0, 1_000_000);

/** Keys become members of records: a name that every object has already (`constructor`, `__proto__`) is no key. */
const Key = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(64),
  v.regex(/^[\w.-]+$/),
  v.check((key) => key !== "prototype" && !(key in {}), "this name is taken by the language"),
);

/** Where a criterion can be judged: on the website (remote) or in the office (onsite). */
export const CriterionForm = v.picklist(["remote", "onsite"]);
/** How an inspection is made (hình thức). */
export const InspectionForm = v.picklist(["remote", "onsite", "both"]);
export type InspectionForm = v.InferOutput<typeof InspectionForm>;

/** `numerator`, `denominator`, or the key of one of the method's further figures. */
const Figures = v.pipe(v.array(Key), v.minLength(1), v.maxLength(6));

/**
 * A number check: these parts together are no more than this whole. "Resolved ≤ carried over + received" names one part and two of the
 * whole; a file that was counted in two rows makes the parts larger than their whole. It is made where every figure that it names was
 * given.
 */
const NumberCheck = v.strictObject({ parts: Figures, whole: Figures, title: Bilingual });
export type NumberCheck = v.InferOutput<typeof NumberCheck>;

const Level = v.strictObject({ points: Points, label: Bilingual });

/** Lower bound, inclusive, in hundredths of a percent (9800 = 98 %). Thresholds stand from high to low; the last is 0. */
const Threshold = v.strictObject({ min: whole(0, 10_000), points: Points });

const Deduction = v.strictObject({ per: Bilingual, points: Points });

export const Method = v.variant("type", [
  v.strictObject({ type: v.literal("boolean"), yes: Points, no: Points }),
  v.strictObject({ type: v.literal("levels"), levels: v.pipe(v.array(Level), v.minLength(2), v.maxLength(20)) }),
  v.strictObject({
    type: v.literal("checklist"),
    pointsEach: Points,
    cap: Points,
    items: v.pipe(v.array(v.strictObject({ key: Key, label: Bilingual })), v.minLength(1), v.maxLength(50)),
  }),
  v.strictObject({
    type: v.literal("ratio"),
    numerator: Bilingual,
    denominator: Bilingual,
    formula: text(500),
    /** Points are `maxPoints × numerator / denominator`, half up, where there are no thresholds. */
    thresholds: v.nullable(v.pipe(v.array(Threshold), v.minLength(1), v.maxLength(20))),
    /** What has to be looked for in a sample, for the inspector to read. */
    fields: v.optional(v.array(Bilingual)),
    sampleSize: v.optional(whole(1)),
    /** Further counts, asked beside the two and taken when they are known; points do not rest on them, number checks do. */
    figures: v.optional(v.pipe(v.array(v.strictObject({ key: Key, label: Bilingual })), v.minLength(1), v.maxLength(6))),
    checks: v.optional(v.pipe(v.array(NumberCheck), v.minLength(1), v.maxLength(6))),
  }),
  v.strictObject({
    type: v.literal("deduct"),
    start: Points,
    floor: Points,
    /** Each rule's points are taken away per fault. */
    rules: v.pipe(v.array(Deduction), v.minLength(1), v.maxLength(20)),
    /** Asks for the time of the check and present / total ("vắng 3/11"). */
    headcount: v.optional(v.literal(true)),
  }),
]);
export type Method = v.InferOutput<typeof Method>;

/** In both languages; versions published before 2026.2 have one text for both, and stay as they are. */
const EitherText = v.union([text(500), Bilingual]);

/** How far a source was checked: against the text, not yet, or there is none because this checklist proposes it itself. */
export const legalStatuses = ["checked", "unchecked", "proposal"] as const;
export type LegalStatus = (typeof legalStatuses)[number];

/** What versions before 2026.2 called them. */
const earlierStatuses: Readonly<Record<string, LegalStatus>> = {
  confirmed: "checked",
  "from memory, unverified": "unchecked",
  "project proposal": "proposal",
};

export const Legal = v.strictObject({
  ref: EitherText,
  article: v.optional(EitherText),
  /** One of `legalStatuses`; `legalStatus` reads what earlier versions wrote. */
  status: text(100),
  url: v.optional(text(1_000)),
});

export const NotApplicableRule = v.strictObject({
  when: Bilingual,
  treatment: v.picklist(["excludeAndRescale", "fullPoints"]),
  /** With one of these traits of the unit the criterion is not applicable by itself. */
  unitTraits: v.array(Key),
});

export const Criterion = v.strictObject({
  id: Key,
  area: Key,
  title: Bilingual,
  maxPoints: Points,
  method: Method,
  /** Knock-out: when this holds, the criterion gets 0 whatever the answer. */
  zeroIf: v.optional(Bilingual),
  forms: v.pipe(v.array(CriterionForm), v.minLength(1)),
  evidence: v.array(v.picklist(["website", "onsite", "documents", "interview"])),
  legal: v.array(Legal),
  /** Absent: the criterion always applies. */
  notApplicable: v.optional(NotApplicableRule),
  websiteSignals: v.optional(v.array(EitherText)),
  note: v.optional(Bilingual),
  /** The unit has no website by rule: what is posted at the office counts as posted at both. */
  noSite: v.optional(v.literal("officeAloneCountsAsBoth")),
});
export type Criterion = v.InferOutput<typeof Criterion>;

export const Band = v.strictObject({ name: Bilingual, min: whole(0, 10_000) });
export type Band = v.InferOutput<typeof Band>;

/** What stands beside the criteria: a bonus or a penalty, on the index, each time it is given. `cap`: no more than this in all. */
const Adjustments = v.pipe(
  v.strictObject({
    cap: v.strictObject({ bonus: Points, penalty: Points }),
    list: v.pipe(
      v.array(v.strictObject({ id: Key, kind: v.picklist(["bonus", "penalty"]), points: Points, title: Bilingual })),
      v.minLength(1),
      v.maxLength(50),
    ),
  }),
  v.check(({ list }) => new Set(list.map(({ id }) => id)).size === list.length, "two adjustments share an id"),
);

/**
 * A checklist version (bộ tiêu chí). Immutable once used. `schema` is the version of this shape.
 * Criteria belong to areas in the areas' order; bands go from best to worst, the last one from 0.
 */
export const Checklist = v.pipe(
  v.strictObject({
    schema: v.literal(1),
    id: Key,
    version: Key,
    title: Bilingual,
    status: Bilingual,
    areas: v.pipe(v.array(v.strictObject({ id: Key, title: Bilingual, short: Bilingual })), v.minLength(1), v.maxLength(20)),
    bands: v.pipe(v.array(Band), v.minLength(1), v.maxLength(10)),
    /** Less than this share of the form's points applicable (percent): index without band and rank. */
    minimumApplicable: whole(0, 100),
    unitTraits: v.record(Key, Bilingual),
    criteria: v.pipe(v.array(Criterion), v.minLength(1), v.maxLength(300)),
    /** Absent: neither bonus nor penalty. */
    adjustments: v.optional(Adjustments),
  }),
  v.check((list) => new Set(list.criteria.map((criterion) => criterion.id)).size === list.criteria.length, "two criteria share an id"),
  v.check(
    (list) => list.criteria.every((criterion) => list.areas.some((area) => area.id === criterion.area)),
    "a criterion belongs to no area",
  ),
  v.check(
    (list) => list.criteria.every((criterion) => criterion.maxPoints === highest(criterion.method, criterion.maxPoints)),
    "maxPoints is not what the method can reach",
  ),
  v.check((list) => fallsToZero(list.bands), "bands go from best to worst and end at 0"),
  v.check(
    (list) => list.criteria.every(({ method }) => method.type !== "ratio" || method.thresholds === null || fallsToZero(method.thresholds)),
    "thresholds go from high to low and end at 0",
  ),
  v.check((list) => new Set(list.areas.map((area) => area.id)).size === list.areas.length, "two areas share an id"),
  v.check(
    (list) =>
      list.criteria.every(
        ({ method }) => method.type !== "checklist" || new Set(method.items.map((item) => item.key)).size === method.items.length,
      ),
    "two items of a criterion share a key",
  ),
  v.check(
    (list) => list.criteria.every(({ method }) => method.type !== "ratio" || namesItsFigures(method)),
    "a number check names a figure that is not there, or two share a key",
  ),
  v.check(
    (list) => list.criteria.every(({ method }) => method.type !== "deduct" || method.floor <= method.start),
    "a floor lies above its start",
  ),
  v.check(
    (list) =>
      list.criteria.every(({ notApplicable }) => notApplicable?.unitTraits.every((trait) => Object.hasOwn(list.unitTraits, trait)) ?? true),
    "a criterion names a trait that the checklist does not know",
  ),
);
export type Checklist = v.InferOutput<typeof Checklist>;

/** The criteria that an inspection of this form judges: a remote one the remote criteria only. */
export function criteriaOf(checklist: Checklist, form: InspectionForm): Criterion[] {
  return checklist.criteria.filter((criterion) => (form === "both" ? true : criterion.forms.includes(form)));
}

/** What is not known counts as not checked: never more than was said. */
export function legalStatus(source: { readonly status: string }): LegalStatus {
  return legalStatuses.find((status) => status === source.status) ?? earlierStatuses[source.status] ?? "unchecked";
}

function fallsToZero(bounds: readonly { readonly min: number }[]): boolean {
  return bounds.at(-1)?.min === 0 && bounds.every(({ min }, i) => i === 0 || min < (bounds[i - 1]?.min ?? 0));
}

function namesItsFigures({ figures = [], checks = [] }: Extract<Method, { type: "ratio" }>): boolean {
  const keys = ["numerator", "denominator", ...figures.map(({ key }) => key)];
  return new Set(keys).size === keys.length && checks.every(({ parts, whole }) => [...parts, ...whole].every((key) => keys.includes(key)));
}

function highest(method: Method, maxPoints: number): number {
  switch (method.type) {
    case "boolean":
      return Math.max(method.yes, method.no);
    case "levels":
      return Math.max(...method.levels.map((level) => level.points));
    case "checklist":
      return Math.min(method.cap, method.pointsEach * method.items.length);
    case "ratio":
      return method.thresholds ? Math.max(...method.thresholds.map((threshold) => threshold.points)) : maxPoints;
    case "deduct":
      return method.start;
  }
}

/** Names a checklist version everywhere: `default@1`. */
export function checklistName({ id, version }: { readonly id: string; readonly version: string }): string {
  return `${id}@${version}`;
}
