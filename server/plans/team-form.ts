import * as v from "valibot";
import { Position } from "../../shared/plans/plan.ts";
import { readDay } from "../../shared/text.ts";
import type { Person } from "../people/people.ts";
import type { TeamMember } from "./plans.ts";

/** A day as it was typed, read as `2026-10-05`. */
export const FormDay = v.pipe(
  v.optional(v.string(), ""),
  v.transform((typed) => readDay(typed) ?? ""),
  v.check((day) => day !== "", "noSuchDay"),
);

/** The texts of a field that may stand several times in a form. */
export function namesIn(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === "string");
}

/** The team as it was chosen; only inspectors score. */
export function teamOf(form: Readonly<Record<string, unknown>>, people: readonly Person[]): TeamMember[] {
  return people.flatMap((person) => {
    const position = v.safeParse(Position, form[`position-${person.id}`]);
    if (!position.success) return [];
    return [
      {
        personId: person.id,
        position: position.output,
        scores: person.roles.includes("inspector") && form[`scores-${person.id}`] === "yes",
      },
    ];
  });
}
