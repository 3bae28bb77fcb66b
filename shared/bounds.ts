import * as v from "valibot";
import type { Words } from "./text.ts";

/**
 * A whole number from `min` to `max`. Asked in this order, so that one far too large is told its bound, and not what computers can hold.
 */
export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  return v.pipe(v.number(), v.minValue(min), v.maxValue(max), v.safeInteger());
}

/** The same as it stands in an address. */
export function wholeText(min: number, max: number) {
  return v.pipe(
    v.string(),
    v.maxLength(20),
    v.regex(/^\d+$/, "expected a whole number"),
    v.transform(Number),
    v.minValue(min),
    v.maxValue(max),
  );
}

/** What a value had to keep to: at most or at least so much, of what. */
export interface Bound {
  readonly bound: "most" | "least";
  readonly of: "number" | "characters" | "items";
  readonly limit: number;
}

const bounds: Readonly<Record<string, Bound["bound"]>> = { max_value: "most", min_value: "least", max_length: "most", min_length: "least" };

/** The bound that a value broke; `undefined` where it is wrong in another way. */
export function boundOf(issue: Pick<v.BaseIssue<unknown>, "type" | "requirement" | "input">): Bound | undefined {
  const bound = bounds[issue.type];
  if (bound === undefined || typeof issue.requirement !== "number") return undefined;
  const of = issue.type.endsWith("_value") ? "number" : Array.isArray(issue.input) ? "items" : "characters";
  return { bound, of, limit: issue.requirement };
}

/** How a bound is said behind the name of what broke it. */
export const boundWords: Readonly<Record<Bound["bound"], Readonly<Record<Bound["of"], Words>>>> = {
  most: {
    number: { vi: "số lớn nhất được nhận là {limit}", en: "the largest number taken is {limit}" },
    characters: { vi: "nhận nhiều nhất {limit} ký tự", en: "at most {limit} characters are taken" },
    items: { vi: "nhận nhiều nhất {limit} mục", en: "at most {limit} items are taken" },
  },
  least: {
    number: { vi: "số nhỏ nhất được nhận là {limit}", en: "the smallest number taken is {limit}" },
    characters: { vi: "cần ít nhất {limit} ký tự", en: "at least {limit} {limit|character|characters} must be given" },
    items: { vi: "cần ít nhất {limit} mục", en: "at least {limit} {limit|item|items} must be given" },
  },
};
