import * as v from "valibot";
import { boundOf } from "../../shared/bounds.ts";
import { passwordLength } from "../../shared/people/password.ts";
import { normalized, plainName } from "../../shared/text.ts";
import { fieldErrors } from "../../shared/words/pages.ts";
import { type Look, speaker } from "./look.ts";

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
export function refilled(
  form: Readonly<Record<string, unknown>>,
  read: Parsed<unknown>,
  more: Readonly<Record<string, FieldError>> = {},
): Filled {
  const { errors, ...found } = read.ok ? { errors: {} } : read.filled;
  return { ...found, values: typed(form), errors: { ...errors, ...more } };
}

/** What was typed, without passwords and files. */
export function typed(form: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      typeof value === "string" && !/password|again|current/i.test(name) ? [[name, value]] : [],
    ),
  );
}

function isFieldError(message: string): message is FieldError {
  return Object.hasOwn(fieldErrors, message);
}

/** What is wrong with a field, with its bound. */
export function saidError(look: Look, { limits = {} }: Pick<Filled, "limits">, name: string, error: FieldError): string {
  const limit = limits[name];
  return speaker(look)(fieldErrors[error], limit === undefined ? {} : { limit });
}

export function hasErrors(filled: Filled): boolean {
  return filled.problem !== undefined || Object.keys(filled.errors).length > 0;
}
