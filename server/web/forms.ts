import { html } from "hono/html";
import * as v from "valibot";
import { boundOf } from "../../shared/bounds.ts";
import { passwordLength } from "../../shared/people/password.ts";
import { formatDay, normalized, plainName, readDay, type Words } from "../../shared/text.ts";
import { fieldErrors, fieldNames, shellWords } from "../../shared/words/pages.ts";
import type { Html } from "./html.ts";
import { icon } from "./icons.ts";
import { type Look, notice, speaker } from "./layout.ts";

export type FieldError = keyof typeof fieldErrors;

/** What a form shows again after a refusal: what was typed (never passwords) and what is wrong with it. */
export interface Filled {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, FieldError>>;
  /** By the field: how long it may be. */
  readonly limits?: Readonly<Record<string, number>>;
  /** What is wrong with the whole, already said in the reader's language. */
  readonly problem?: string;
}

export const emptyForm: Filled = { values: {}, errors: {} };

/** One line of text that a person typed; trimmed, with nothing in it that cannot be seen. */
export function line(max: number) {
  return v.pipe(
    v.optional(v.string(), ""),
    v.transform((typed) => plainName(typed).replace(/\s+/g, " ").trim()),
    v.minLength(1, "required"),
    v.maxLength(max, "tooLong"),
  );
}

export const Email = v.pipe(
  v.optional(v.string(), ""),
  v.transform((typed) => normalized(typed, "NFKC").trim().toLowerCase()),
  v.minLength(1, "required"),
  v.maxLength(200, "tooLong"),
  v.email("notEmail"),
);

export const NewPassword = v.pipe(
  v.optional(v.string(), ""),
  v.minLength(1, "required"),
  v.minLength(passwordLength.min, "passwordShort"),
  v.maxLength(passwordLength.max, "passwordLong"),
);

export const TypedPassword = v.pipe(v.optional(v.string(), ""), v.minLength(1, "required"), v.maxLength(200, "tooLong"));

/** One or several boxes of one name. */
export function many<T extends v.GenericSchema<string>>(item: T) {
  return v.pipe(
    v.optional(v.union([v.array(v.string()), v.string()]), []),
    v.transform((value) => (Array.isArray(value) ? value : [value])),
    v.array(item),
  );
}

export type Parsed<T> = { readonly ok: true; readonly output: T } | { readonly ok: false; readonly filled: Filled };

/** Parses a form; the first thing wrong with each field is kept beside it. A field `again` repeats `password`. */
export function parseForm<T extends v.GenericSchema>(schema: T, form: Readonly<Record<string, unknown>>): Parsed<v.InferOutput<T>> {
  const read = v.safeParse(schema, form);
  const errors: Record<string, FieldError> = {};
  const limits: Record<string, number> = {};
  const repeated = !("again" in form) || form["again"] === form["password"];
  if (read.success && repeated) return { ok: true, output: read.output };
  for (const issue of read.issues ?? []) {
    const name = String(issue.path?.[0]?.key ?? "form");
    errors[name] ??= isFieldError(issue.message) ? issue.message : "wrong";
    const broken = boundOf(issue);
    if (broken) limits[name] ??= broken.limit;
  }
  if (!repeated) errors["again"] = "passwordsDiffer";
  return { ok: false, filled: { values: typed(form), errors, limits } };
}

/** A form's whole again: what was typed, what its parsing found (with the bounds), and what was found besides. */
export function refilled(form: Readonly<Record<string, unknown>>, read: Parsed<unknown>, more: Readonly<Record<string, FieldError>> = {}): Filled {
  const { errors, ...found } = read.ok ? { errors: {} } : read.filled;
  return { ...found, values: typed(form), errors: { ...errors, ...more } };
}

/** What was typed, without passwords and files. */
export function typed(form: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (typeof value === "string" && !/password|again|current/i.test(name) ? [[name, value]] : [])),
  );
}

function isNamed(name: string): name is keyof typeof fieldNames {
  return Object.hasOwn(fieldNames, name);
}

function isFieldError(message: string): message is FieldError {
  return Object.hasOwn(fieldErrors, message);
}

interface Field {
  readonly name: string;
  readonly label: Words;
  readonly hint?: Words;
  readonly type?: "text" | "email" | "password" | "day" | "number" | "url";
  readonly autocomplete?: string;
  readonly value?: string;
  readonly rows?: number;
  /** The id of a `datalist` to choose from. */
  readonly list?: string;
  readonly optional?: boolean;
}

/** A label, its control, its hint and what is wrong with it, tied together for screen readers. */
export function field(look: Look, filled: Filled, { name, label, hint, type = "text", autocomplete, value, rows, list, optional }: Field): Html {
  const t = speaker(look);
  const error = filled.errors[name];
  const given = filled.values[name] ?? value ?? "";
  const shown = type === "password" ? "" : type === "day" ? dayText(given) : given;
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  const state = html`${described ? html` aria-describedby="${described}"` : ""}${error ? html` aria-invalid="true"` : ""}${optional ? "" : html` required`}`;
  const control = rows
    ? html`<textarea id="${name}" name="${name}" rows="${rows}"${state}>${shown}</textarea>`
    : type === "day"
      ? html`<input id="${name}" name="${name}" class="day" type="text" inputmode="numeric" maxlength="10" placeholder="${t(shellWords.dayForm)}" value="${shown}" autocomplete="off"${state}>`
      : html`<input id="${name}" name="${name}" type="${type}" value="${shown}" autocomplete="${autocomplete ?? "off"}"${list ? html` list="${list}"` : ""}${state}>`;
  return html`<div class="field"><label for="${name}">${t(label)}</label>${hint ? html`<span class="hint" id="${name}-hint">${t(hint)}</span>` : ""}${control}${fieldError(look, filled, name)}</div>`;
}

/** As days are written here; what is no day stands as it was typed. */
function dayText(given: string): string {
  const day = readDay(given);
  return day ? formatDay(day) : given;
}

export function fieldError(look: Look, filled: Filled, name: string): Html | "" {
  const error = filled.errors[name];
  return error ? html`<span class="error" id="${name}-error">${icon("stop")}${saidError(look, filled, name, error)}</span>` : "";
}

/** Everything that is wrong, each a way to its field; announced, because the page was loaded anew. */
export function errorSummary(look: Look, filled: Filled): Html | "" {
  const t = speaker(look);
  const errors = Object.entries(filled.errors);
  if (errors.length === 0) return filled.problem ? notice("danger", filled.problem) : "";
  return notice(
    "danger",
    html`<strong>${filled.problem ?? t(shellWords.formHasErrors)}</strong><ul>${errors.map(([name, error]) => html`<li><a href="#${name}">${isNamed(name) ? `${t(fieldNames[name])}: ` : ""}${saidError(look, filled, name, error)}</a></li>`)}</ul>`,
  );
}

/** What is wrong with a field, with its bound. */
export function saidError(look: Look, { limits = {} }: Pick<Filled, "limits">, name: string, error: FieldError): string {
  const limit = limits[name];
  return speaker(look)(fieldErrors[error], limit === undefined ? {} : { limit });
}

export function hasErrors(filled: Filled): boolean {
  return filled.problem !== undefined || Object.keys(filled.errors).length > 0;
}
