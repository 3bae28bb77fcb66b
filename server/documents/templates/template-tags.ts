import { documentFieldWords } from "../../../shared/words/document-fields.ts";
import { isList, requiredIn, type Shape } from "./document-fields-words.ts";
import { near, type Paragraph } from "./template-markup.ts";
import type { TemplateFault } from "./template-problem.ts";

const mostTags = 3_000;
const mostFaults = 20;

interface Open {
  readonly name: string;
  /** `undefined`: a condition on a text, or the opposite of a list. */
  readonly each: Shape | undefined;
  readonly paragraph: Paragraph;
}

/** Everything that is wrong with a template's tags: unknown ones, those out of place, pairs that do not match, and what is missing. */
export function findTagFaults(paragraphs: readonly Paragraph[], shape: Shape): TemplateFault[] {
  const faults: TemplateFault[] = [];
  const printed = new Set<string>();
  let count = 0;
  for (const [, own] of Map.groupBy(paragraphs, ({ part }) => part)) {
    const open: Open[] = [];
    for (const paragraph of own) {
      if (strayBrace.test(paragraph.text.replace(tags, ""))) faults.push({ fault: "unclosedBrace", values: placeOf(paragraph) });
      for (const [whole, inside = ""] of paragraph.text.matchAll(tags)) {
        count += 1;
        if (count > mostTags) return [{ fault: "effort", values: {} }];
        readTag(whole, inside, { paragraph, shape, open, faults, printed });
      }
    }
    for (const { name, paragraph } of open)
      faults.push({ fault: "unclosed", values: { name: `{#${name}}`, end: `{/${name}}`, ...placeOf(paragraph) } });
  }
  for (const name of requiredIn(shape)) {
    const tag = name === "labels" ? "{#labels}" : `{${name}}`;
    if (!printed.has(name)) faults.push({ fault: "required", values: { name: tag, why: documentFieldWords[name].vi } });
  }
  return faults.slice(0, mostFaults);
}

const tags = /\{([^{}]*)\}/g;
const strayBrace = /[{}]/;
const plainTag = /^([#^/]?)([A-Za-z][A-Za-z0-9]{0,39})$/;

interface Reading {
  readonly paragraph: Paragraph;
  readonly shape: Shape;
  readonly open: Open[];
  readonly faults: TemplateFault[];
  /** Fields that are printed, and lists of whose items something is. */
  readonly printed: Set<string>;
}

function readTag(whole: string, inside: string, { paragraph, shape, open, faults, printed }: Reading): void {
  const say = (fault: TemplateFault["fault"], values: TemplateFault["values"] = {}) =>
    faults.push({ fault, values: { ...values, ...placeOf(paragraph) } });
  const [, sign = "", name = ""] = plainTag.exec(inside) ?? [];
  if (name === "") return void say("tag", { name: shown(whole), field: "{field}" });
  if (sign === "/") {
    const last = open.at(-1);
    if (last?.name === name) open.pop();
    else if (!open.some((one) => one.name === name)) say("unopened", { name: whole });
    else say("crossed", { name: whole, open: `{#${last?.name}}` });
    return;
  }
  const lists = open.flatMap(({ name: list, each }) => (each === undefined ? [] : [{ list, each }]));
  const scopes: readonly Shape[] = [shape, ...lists.map(({ each }) => each)];
  const depth = scopes.findLastIndex((scope) => Object.hasOwn(scope, name));
  const field = scopes[depth]?.[name];
  if (field === undefined) {
    const list = listWith(shape, name);
    if (list === undefined) unknown(name, scopes, say);
    else say("elsewhere", { name: `{${name}}`, list: `{#${list}}`, end: `{/${list}}` });
    // What is between an unknown tag and its end is read all the same.
    if (sign !== "") open.push({ name, each: undefined, paragraph });
    return;
  }
  if (sign === "") {
    printed.add(lists[depth - 1]?.list ?? name);
    if (isList(field)) say("notOneText", { name: `{${name}}`, list: `{#${name}}`, end: `{/${name}}` });
    return;
  }
  if (sign === "#" && isList(field) && open.some((one) => one.name === name && one.each !== undefined))
    say("twice", { name: `{#${name}}` });
  open.push({ name, each: sign === "#" && isList(field) ? field.each : undefined, paragraph });
}

function unknown(
  name: string,
  scopes: readonly Shape[],
  say: (fault: TemplateFault["fault"], values: TemplateFault["values"]) => void,
): void {
  const meant = [...new Set(scopes.flatMap((scope) => Object.keys(scope)))]
    .map((known) => ({ known, far: distance(name.toLowerCase(), known.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  if (meant && meant.far <= Math.max(2, Math.floor(name.length / 3))) say("unknownMeant", { name: `{${name}}`, meant: `{${meant.known}}` });
  else say("unknown", { name: `{${name}}` });
}

/** The list whose items have this field. */
function listWith(shape: Shape, name: string): string | undefined {
  for (const [list, field] of Object.entries(shape)) {
    if (!isList(field)) continue;
    if (Object.hasOwn(field.each, name)) return list;
    const deeper = listWith(field.each, name);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** How many letters differ; neighbours that changed places count once. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      const row = rows[i];
      if (row) row[j] = best;
    }
  return at(a.length, b.length);
}

function placeOf({ part, number, text }: Paragraph) {
  return { part, paragraph: String(number), near: near(text) };
}

function shown(tag: string): string {
  return tag.length > 40 ? `${tag.slice(0, 40)}…` : tag;
}
