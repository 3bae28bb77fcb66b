import * as v from "valibot";
import { Minutes } from "../../shared/documents/document.ts";
import { formatDay, readDay } from "../../shared/text.ts";
import type { FieldError } from "../web/forms.ts";
import { listFields, type minutesFields, textFields } from "./minutes-words.ts";

/** Minutes as their form shows them: a list is one item a line. */
export function minutesAsTyped(minutes: Minutes): Record<(typeof minutesFields)[number], string> {
  const texts = textFields.map((name) => [name, minutes[name]]);
  const lists = listFields.map((name) => [name, minutes[name].join("\n")]);
  const requests = minutes.requests.map(({ text, dueOn }) => (dueOn === null ? text : `${text} | ${formatDay(dueOn)}`)).join("\n");
  return Object.fromEntries([...texts, ...lists, ["requests", requests]]);
}

/** What was typed, read; by field what is wrong with it. */
export function readMinutes(form: Readonly<Record<string, unknown>>): {
  readonly minutes: Minutes | undefined;
  readonly errors: Record<string, FieldError>;
  readonly limits: Record<string, number>;
} {
  const typed = (name: string) => (typeof form[name] === "string" ? form[name] : "");
  const items = (name: string) =>
    typed(name)
      .split(/\r\n?|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== "");
  const errors: Record<string, FieldError> = {};
  const limits: Record<string, number> = {};
  const requests = items("requests").map((line) => {
    const [, text = line, day] = /^(.*)\|([^|]*)$/s.exec(line) ?? [];
    const dueOn = day === undefined ? null : readDay(day);
    if (dueOn === undefined) errors["requests"] = "noSuchDay";
    return { text: text.trim(), dueOn: dueOn ?? null };
  });
  const texts = Object.fromEntries(textFields.map((name) => [name, typed(name).trim()]));
  const lists = Object.fromEntries(listFields.map((name) => [name, items(name)]));
  const read = v.safeParse(Minutes, { ...texts, ...lists, requests });
  for (const issue of read.issues ?? []) {
    const name = String(issue.path?.[0]?.key ?? "requests");
    errors[name] ??= issue.type === "max_length" ? "tooLong" : "wrong";
    if (issue.type === "max_length" && typeof issue.requirement === "number") limits[name] ??= issue.requirement;
  }
  return { minutes: read.success && Object.keys(errors).length === 0 ? read.output : undefined, errors, limits };
}
