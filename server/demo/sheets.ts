import { type Checklist, type Criterion, criteriaOf, type InspectionForm } from "../../shared/checklists/checklist.ts";
import type { Answer, Entry } from "../../shared/sheets/answer.ts";
import { pointsOf } from "../../shared/sheets/scoring.ts";
import { faults } from "./faults.ts";

export interface SheetWish {
  readonly form: InspectionForm;
  /** How good the office is, 0 to 100. */
  readonly care: number;
  /** The same seed and care give the same sheet. */
  readonly seed: number;
  readonly traits?: readonly string[];
  /** Criteria that the inspector calls not applicable, with the reason; the lead has to decide. */
  readonly notApplicable?: Readonly<Record<string, string>>;
}

/** A complete score sheet, with every answer that the checklist allows and a note wherever points were lost. */
export function makeEntries(checklist: Checklist, wish: SheetWish): Record<string, Entry> {
  const chance = seeded(wish.seed);
  const entries: Record<string, Entry> = {};
  for (const criterion of criteriaOf(checklist, wish.form)) {
    // Drawn for every criterion, also those left out: so that one trait more does not change all the rest.
    const care = Math.min(100, Math.max(0, wish.care + (chance() - 0.5) * 40)) / 100;
    const size = 1 + Math.floor(chance() * 9);
    if (criterion.notApplicable?.unitTraits.some((trait) => wish.traits?.includes(trait))) continue;
    const reason = wish.notApplicable?.[criterion.id];
    const answer: Answer = reason === undefined ? answerFor(criterion, care, size) : { type: "notApplicable", reason };
    const points = pointsOf(criterion, answer);
    const lost = typeof points === "number" && points < criterion.maxPoints;
    entries[criterion.id] = { answer, note: lost ? (faults[criterion.id] ?? "Chưa đạt yêu cầu.") : "", evidence: [] };
  }
  return entries;
}

/** An answer that earns about this share of the points; `size` makes counts differ from office to office. */
function answerFor({ method }: Criterion, care: number, size: number): Answer {
  switch (method.type) {
    case "boolean":
      return { type: "boolean", yes: care > 0.45 };
    case "levels": {
      const best = Math.max(...method.levels.map((level) => level.points));
      const distance = (points: number) => Math.abs(points / best - care);
      const nearest = method.levels.reduce((chosen, level) => (distance(level.points) < distance(chosen.points) ? level : chosen));
      return { type: "levels", level: method.levels.indexOf(nearest) };
    }
    case "checklist":
      return { type: "checklist", ticked: method.items.slice(0, Math.round(method.items.length * care)).map((item) => item.key) };
    case "ratio": {
      const denominator = size * 24 + 11;
      const share = care > 0.9 ? 1 : 0.62 + 0.38 * care;
      return { type: "ratio", numerator: Math.round(denominator * share), denominator };
    }
    case "deduct": {
      const faulty = care > 0.8 ? 0 : care > 0.55 ? 1 : 2;
      const counts = method.rules.map((_, i) => (i === 0 ? faulty : 0));
      const people = 8 + size;
      return { type: "deduct", counts, ...(method.headcount && { time: "07:45", present: people - faulty, total: people }) };
    }
  }
}

/** Numbers from 0 to 1 that look like chance and are the same every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
