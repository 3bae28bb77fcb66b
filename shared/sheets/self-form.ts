import * as v from "valibot";
import type { Criterion } from "../checklists/checklist.ts";
import { readTime, text } from "../text.ts";
import { type Answer, type Entry, mostCounted } from "./answer.ts";

/*
 * A criterion's answer as a form of plain fields, for whoever scores without the extension. What was typed is kept as it was typed, right
 * or wrong, and read only when it is scored: a half-typed number is nobody's answer and nobody's loss.
 */

/** So much of a field is kept; what may be sent is less, and said. */
export const mostTyped = 20_000;

/** What stands in a criterion's form, by the fields' names; an empty field is absent. */
export const SelfFields = v.record(v.pipe(v.string(), v.maxLength(80)), text(mostTyped));
export type SelfFields = v.InferOutput<typeof SelfFields>;

export const noteLimit = 4_000;
const reasonLimit = 2_000;

/** An answer, and the fields that cannot be read: with one of them nothing is answered. */
export interface ReadFields {
  readonly entry: Omit<Entry, "evidence">;
  readonly wrong: readonly string[];
}

/** What this criterion's form may hold, by name: nothing else is kept. */
export function fieldsOf({ method, notApplicable, zeroIf }: Criterion): string[] {
  const own = (() => {
    switch (method.type) {
      case "boolean":
      case "levels":
        return ["answer"];
      case "checklist":
        return ["none", ...method.items.map(({ key }) => `tick-${key}`)];
      case "ratio":
        return ["numerator", "denominator", ...(method.figures ?? []).map(({ key }) => `figure-${key}`), "contradiction"];
      case "deduct":
        return [...method.rules.map((_, i) => `count-${i}`), ...(method.headcount ? ["time", "present", "total"] : [])];
    }
  })();
  return [...own, "note", ...(notApplicable ? ["na", "naReason"] : []), ...(zeroIf ? ["knockedOut"] : [])];
}

/** Reads a criterion's form. */
export function readFields({ method, notApplicable, zeroIf }: Criterion, fields: SelfFields): ReadFields {
  const wrong: string[] = [];
  const given = (name: string) => (Object.hasOwn(fields, name) ? (fields[name] ?? "") : "");
  const upTo = (name: string, most: number) => {
    if (given(name).length > most) wrong.push(name);
    return given(name).slice(0, most);
  };
  const count = (name: string) => {
    if (given(name).trim() === "") return undefined;
    const read = readCount(given(name));
    if (read === undefined) wrong.push(name);
    return read;
  };
  const note = upTo("note", noteLimit);
  const out = zeroIf && given("knockedOut") === "yes" ? ({ knockedOut: true } as const) : {};
  const says = (answer: Answer | null): ReadFields => ({ entry: { answer: wrong.length > 0 ? null : answer, note, ...out }, wrong });
  if (notApplicable && given("na") === "yes") return says({ type: "notApplicable", reason: upTo("naReason", reasonLimit) });
  switch (method.type) {
    case "boolean":
      return says(given("answer") === "" ? null : { type: "boolean", yes: given("answer") === "yes" });
    case "levels": {
      const level = method.levels.findIndex((_, i) => given("answer") === `level-${i}`);
      return says(level < 0 ? null : { type: "levels", level });
    }
    case "checklist": {
      const ticked = method.items.filter(({ key }) => given(`tick-${key}`) === "yes").map(({ key }) => key);
      if (ticked.length > 0 && given("none") === "yes") wrong.push("none");
      return says(ticked.length === 0 && given("none") !== "yes" ? null : { type: "checklist", ticked });
    }
    case "ratio": {
      const [numerator, denominator] = [count("numerator"), count("denominator")];
      const figures = (method.figures ?? []).flatMap(({ key }) => {
        const read = count(`figure-${key}`);
        return read === undefined ? [] : [[key, read] as const];
      });
      const why = upTo("contradiction", reasonLimit);
      if (numerator === undefined || denominator === undefined) return says(null);
      const more = { ...(figures.length > 0 && { figures: Object.fromEntries(figures) }), ...(why.trim() && { contradictionReason: why }) };
      return says({ type: "ratio", numerator, denominator, ...more });
    }
    case "deduct": {
      const counts = method.rules.map((_, i) => count(`count-${i}`));
      const time = given("time").trim() === "" ? undefined : readTime(given("time"));
      if (given("time").trim() !== "" && time === undefined) wrong.push("time");
      const [present, total] = [count("present"), count("total")];
      const at = {
        ...(time !== undefined && { time }),
        ...(present !== undefined && { present }),
        ...(total !== undefined && { total }),
      };
      const all = counts.filter((one) => one !== undefined);
      return says(all.length < counts.length ? null : { type: "deduct", counts: all, ...(method.headcount && at) });
    }
  }
}

/** A sent answer as it would have been typed. */
export function typedFields({ method }: Criterion, { answer, note, knockedOut }: Entry): SelfFields {
  const fields: Record<string, string> = { ...(note && { note }), ...(knockedOut && { knockedOut: "yes" }) };
  switch (answer?.type) {
    case "boolean":
      fields["answer"] = answer.yes ? "yes" : "no";
      break;
    case "levels":
      fields["answer"] = `level-${answer.level}`;
      break;
    case "checklist":
      for (const key of answer.ticked) fields[`tick-${key}`] = "yes";
      if (answer.ticked.length === 0) fields["none"] = "yes";
      break;
    case "ratio":
      fields["numerator"] = String(answer.numerator);
      fields["denominator"] = String(answer.denominator);
      for (const [key, count] of Object.entries(answer.figures ?? {})) fields[`figure-${key}`] = String(count);
      if (answer.contradictionReason) fields["contradiction"] = answer.contradictionReason;
      break;
    case "deduct":
      for (const [i, count] of answer.counts.entries()) fields[`count-${i}`] = String(count);
      if (method.type === "deduct" && method.headcount) {
        if (answer.time) fields["time"] = answer.time;
        if (answer.present !== undefined) fields["present"] = String(answer.present);
        if (answer.total !== undefined) fields["total"] = String(answer.total);
      }
      break;
    case "notApplicable":
      fields["na"] = "yes";
      fields["naReason"] = answer.reason;
  }
  return fields;
}

/** "1.248" and "1 248" are 1248. */
function readCount(typed: string): number | undefined {
  const plain = typed.trim();
  if (!/^\d+$|^\d{1,3}(?:[.,\s]\d{3})+$/.test(plain)) return undefined;
  const count = Number(plain.replace(/[.,\s]/g, ""));
  return count <= mostCounted ? count : undefined;
}
