import fc from "fast-check";
import { type Criterion, criteriaOf, type InspectionForm } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Answer, Entry } from "../../shared/sheets/answer.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import type { SheetContext } from "../../shared/sheets/scoring.ts";

/** The criterion of the default checklist with this id. */
export function criterion(id: string): Criterion {
  const found = defaultChecklist.criteria.find((one) => one.id === id);
  if (!found) throw new Error(`the default checklist has no ${id}`);
  return found;
}

/** An entry with a note, so that a 0 or a deduction may stand. */
export function entry(answer: Answer | null, more: Partial<Entry> = {}): Entry {
  return { answer, note: "đã đối chiếu tại chỗ", evidence: [], ...more };
}

/** The answer that earns everything. */
export function best({ method }: Criterion): Answer {
  switch (method.type) {
    case "boolean":
      return { type: "boolean", yes: method.yes >= method.no };
    case "levels":
      return {
        type: "levels",
        level: method.levels.findIndex((level) => level.points === Math.max(...method.levels.map(({ points }) => points))),
      };
    case "checklist":
      return { type: "checklist", ticked: method.items.map((item) => item.key) };
    case "ratio":
      return { type: "ratio", numerator: 10, denominator: 10 };
    case "deduct":
      return { type: "deduct", counts: method.rules.map(() => 0) };
  }
}

/** The answer that earns least. */
export function worst({ method }: Criterion): Answer {
  switch (method.type) {
    case "boolean":
      return { type: "boolean", yes: method.yes < method.no };
    case "levels":
      return { type: "levels", level: method.levels.length - 1 };
    case "checklist":
      return { type: "checklist", ticked: [] };
    case "ratio":
      return { type: "ratio", numerator: 0, denominator: 10 };
    case "deduct":
      return { type: "deduct", counts: method.rules.map(() => 100) };
  }
}

/** Every criterion of the form, answered the best way unless told otherwise. */
export function sheet(form: InspectionForm = "both", own: Readonly<Record<string, Entry>> = {}): Record<string, Entry> {
  return { ...Object.fromEntries(criteriaOf(defaultChecklist, form).map((one) => [one.id, entry(best(one))])), ...own };
}

export function context(form: InspectionForm = "both", more: Partial<SheetContext> = {}): SheetContext {
  return { checklist: defaultChecklist, form, unitTraits: [], ...more };
}

const ids = {
  draft: "01890a5d-ac96-774b-bcce-b302099a8057",
  inspection: "01890a5d-ac96-774b-bcce-b302099a8058",
  plan: "01890a5d-ac96-774b-bcce-b302099a8059",
  unit: "01890a5d-ac96-774b-bcce-b302099a805a",
  submission: "01890a5d-ac96-774b-bcce-b302099a805b",
} as const;
export const sheetIds = ids;

export function draft(entries: Record<string, Entry>, form: InspectionForm = "both", traits: string[] = []): Draft {
  return {
    format: 1,
    id: ids.draft,
    owner: { accountId: "thanh-tra-1", instanceId: "may-chu-1" },
    inspectionId: ids.inspection,
    inspection: { kind: "planned", form, visitedOn: "2026-11-20", planId: ids.plan },
    unit: { id: ids.unit, name: "Xã Suối Ngần", kind: "commune", block: "Khối xã", websites: [], traits, closedOn: null },
    checklist: { id: defaultChecklist.id, version: defaultChecklist.version },
    entries,
    startedAt: "2026-11-20T01:30:00.000Z",
    changedAt: "2026-11-20T01:30:00.000Z",
    revision: 0,
  };
}

export const sentNow = { id: ids.submission, at: new Date("2026-11-20T04:00:00.000Z") };

/** Any answer the criterion can take: every level, tick, count, and ratios on both sides of their thresholds. */
export function anyAnswer(one: Criterion): fc.Arbitrary<Answer> {
  const { method } = one;
  switch (method.type) {
    case "boolean":
      return fc.boolean().map((yes) => ({ type: "boolean", yes }));
    case "levels":
      return fc.nat(method.levels.length - 1).map((level) => ({ type: "levels", level }));
    case "checklist":
      return fc.subarray(method.items.map((item) => item.key)).map((ticked) => ({ type: "checklist", ticked }));
    case "ratio":
      return fc
        .tuple(
          fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 1_000_000_000 })),
          fc.double({ min: 0, max: 1.1, noNaN: true }),
        )
        .map(([denominator, share]) => {
          const numerator = Math.min(1_000_000_000, Math.floor(denominator * share));
          return {
            type: "ratio",
            numerator,
            denominator,
            ...(numerator > denominator && { contradictionReason: "số liệu đơn vị công bố" }),
          };
        });
    case "deduct":
      return fc
        .array(fc.nat(9), { minLength: method.rules.length, maxLength: method.rules.length })
        .map((counts) => ({ type: "deduct", counts }));
  }
}

/**
 * Any entry that can be sent: an answer, a knock-out, a zero denominator or "not applicable" with its reason where the criterion allows it.
 */
export function anyEntry(one: Criterion): fc.Arbitrary<Entry> {
  const ways: fc.Arbitrary<Entry>[] = [anyAnswer(one).map((answer) => entry(answer))];
  if (one.zeroIf) ways.push(fc.option(anyAnswer(one)).map((answer) => entry(answer, { knockedOut: true })));
  if (one.notApplicable) {
    ways.push(fc.constant(entry({ type: "notApplicable", reason: "không phát sinh trong kỳ" })));
    if (one.method.type === "ratio") ways.push(fc.constant(entry({ type: "ratio", numerator: 0, denominator: 0 })));
  }
  return fc.oneof({ maxDepth: 1 }, ...ways.map((arbitrary, i) => ({ arbitrary, weight: i === 0 ? 6 : 1 })));
}

export interface AnySheet {
  readonly form: InspectionForm;
  readonly unitTraits: string[];
  readonly entries: Record<string, Entry>;
}

/** Any complete sheet of any form, for a unit with any traits. */
export const anySheet: fc.Arbitrary<AnySheet> = fc.constantFrom<InspectionForm>("remote", "onsite", "both").chain((form) =>
  fc.record({
    form: fc.constant(form),
    unitTraits: fc.subarray(Object.keys(defaultChecklist.unitTraits)),
    entries: fc.record(Object.fromEntries(criteriaOf(defaultChecklist, form).map((one) => [one.id, anyEntry(one)]))),
  }),
);
