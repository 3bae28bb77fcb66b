import type { Criterion } from "../../checklists/checklist.ts";
import { type Answer, type Entry, mostCounted } from "../../sheets/answer.ts";
import { type CriterionScore, contradicts, type Need } from "../../sheets/scoring.ts";
import { readTime, type Words } from "../../text.ts";
import { panel } from "../../words/panel.ts";

/** The answer after the `n`th choice of a criterion (from 1; 0: none of them); `undefined` where a key has nothing to choose. */
export function answerAfter({ method }: Criterion, answer: Answer | null, n: number, back = false): Answer | undefined {
  switch (method.type) {
    case "boolean":
      return n === 1 || n === 2 ? { type: "boolean", yes: n === 1 } : undefined;
    case "levels":
      return n >= 1 && n <= method.levels.length ? { type: "levels", level: n - 1 } : undefined;
    case "checklist": {
      if (n === 0) return { type: "checklist", ticked: [] };
      const item = method.items[n - 1];
      return item && withItem(answer, item.key);
    }
    case "deduct":
      if (n === 0)
        return withCounts(
          answer,
          method.rules.map(() => 0),
        );
      return n <= method.rules.length ? withFault(method.rules.length, answer, n - 1, back ? -1 : 1) : undefined;
    case "ratio":
      return undefined;
  }
}

/** Ticks the item, or takes its tick away. */
export function withItem(answer: Answer | null, key: string): Answer {
  const ticked = answer?.type === "checklist" ? answer.ticked : [];
  return { type: "checklist", ticked: ticked.includes(key) ? ticked.filter((other) => other !== key) : [...ticked, key] };
}

/** `rule` counted `by` more or fewer, never below 0; `rules`: how many the criterion has. */
export function withFault(rules: number, answer: Answer | null, rule: number, by: number): Answer {
  const counts = Array.from({ length: rules }, (_, i) => (answer?.type === "deduct" ? (answer.counts[i] ?? 0) : 0));
  counts[rule] = Math.max(0, (counts[rule] ?? 0) + by);
  return withCounts(answer, counts);
}

/** Keeps the time and the headcount that stand beside the counts. */
export function withCounts(answer: Answer | null, counts: number[]): Answer {
  return { ...(answer?.type === "deduct" ? answer : { type: "deduct" }), counts };
}

/** Time and headcount that were typed before any fault join the first answer, whichever way it is given. */
export function withHeadcount(next: Answer, before: Answer | null, typed: Readonly<Record<string, string>>): Answer {
  return next.type === "deduct" && before?.type !== "deduct" ? { ...headcountOf(typed), ...next } : next;
}

/** What of the typed fields can be read: a time, who was there, of how many. What cannot be read is left out. */
export function headcountOf(
  typed: Readonly<Record<string, string>>,
): Pick<Extract<Answer, { type: "deduct" }>, "time" | "present" | "total"> {
  const time = readTime(typed["time"] ?? "");
  const present = parseCount(typed["present"] ?? "");
  const total = parseCount(typed["total"] ?? "");
  return { ...(time !== undefined && { time }), ...(present !== undefined && { present }), ...(total !== undefined && { total }) };
}

/** "5.783", "5 783" and "5783" are 5783; `undefined` for what is no count of things, or more than one can be. */
export function parseCount(text: string): number | undefined {
  const count = wholeIn(text);
  return count !== undefined && count <= mostCounted ? count : undefined;
}

/** What is wrong with what was typed for a count: nothing, no number at all, or more than a count can be. */
export function countFault(text: string): Words | undefined {
  if (text.trim() === "" || parseCount(text) !== undefined) return undefined;
  return wholeIn(text) === undefined ? panel.notCount : panel.countTooLarge;
}

function wholeIn(text: string): number | undefined {
  const plain = text.trim();
  return /^\d+$|^\d{1,3}(?:[.,\s]\d{3})+$/.test(plain) ? Number(plain.replace(/[.,\s]/g, "")) : undefined;
}

/** How a criterion stands, for its icon, its tick and the words beside them. */
export type Mark = "scored" | "notApplicable" | "wrongFigures" | "incomplete" | "open";

/** What is wrong comes before what is missing; an answer that contradicts itself and says why is scored. */
export function markOf({ criterion, state, needs }: CriterionScore, entry: Entry | undefined): Mark {
  if (needs.includes("possibleAnswer") || needs.includes("contradictionReason")) return "wrongFigures";
  if (state === "notScored") return "open";
  if (needs.length > 0) return "incomplete";
  if (entry?.answer && contradicts(criterion, entry.answer)) return "scored";
  return state === "scored" ? "scored" : "notApplicable";
}

/** What is missing, in the order in which the bar names it. */
export const needOrder: readonly Need[] = ["score", "possibleAnswer", "contradictionReason", "note", "notApplicableReason"];
