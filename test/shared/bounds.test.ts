import { readdirSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { boundOf } from "../../shared/bounds.ts";
import { Refusal } from "../../shared/problem.ts";

/** A schema of the library, as far as a walk has to know it. */
interface Node {
  readonly kind: string;
  readonly type: string;
  readonly pipe?: readonly Node[];
  readonly requirement?: unknown;
  readonly [part: string]: unknown;
}

const folder = new URL("../../shared/", import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /(?<!\.d)\.ts$/.test(name));
const modules: Record<string, Record<string, unknown>> = {};
for (const name of files) modules[name] = await import(new URL(name, folder).href);
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "kind" in value && "type" in value;

/** Every schema there is in `shared/`, with the names of what it stands in. */
function everySchema(): Map<Node, string> {
  const found = new Map<Node, string>();
  const walk = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const [i, one] of value.entries()) walk(one, `${name}[${i}]`);
    else if (isNode(value)) {
      if (value.kind !== "schema" || found.has(value)) return;
      found.set(value, name);
      for (const part of ["pipe", "item", "wrapped", "options", "key", "value", "items"]) walk(value[part], name);
      walk(value["entries"], name);
    } else if (typeof value === "object" && value !== null) for (const [key, part] of Object.entries(value)) walk(part, `${name}.${key}`);
  };
  for (const [path, exported] of Object.entries(modules))
    for (const [name, value] of Object.entries(exported)) if (isNode(value)) walk(value, `${path} ${name}`);
  return found;
}

const bounding = /^(max|min)_(value|length)$/;
const bounded = [...everySchema()].flatMap(([schema, name]) =>
  (schema.pipe ?? []).filter(({ type }) => bounding.test(type)).map((action) => ({ schema, name, action })),
);

/** What breaks one bound and is right in kind. Items are told by their number alone. */
function breaking({ schema, action }: (typeof bounded)[number]): unknown {
  const limit = Number(action.requirement) + (action.type.startsWith("max") ? 1 : -1);
  if (action.type.endsWith("_value")) return schema.pipe?.some(({ type }) => type === "string") ? String(limit) : limit;
  return schema.pipe?.[0]?.type === "array" ? Array.from({ length: limit }, () => null) : "1".repeat(limit);
}

/** The first thing wrong with it; a list's items are not looked at. */
function firstIssue(schema: Node, value: unknown): v.BaseIssue<unknown> | undefined {
  const [root, ...rest] = schema.pipe ?? [];
  const actions = rest as unknown as v.PipeItem<unknown[], unknown[], v.BaseIssue<unknown>>[];
  const read = root?.type === "array" ? v.pipe(v.array(v.unknown()), ...actions) : (schema as unknown as v.GenericSchema);
  return v.safeParse(read, value, { abortEarly: true }).issues?.[0];
}

describe("every bound of every schema", () => {
  test("is found by this walk", () => {
    expect(bounded.length).toBeGreaterThan(100);
    expect(bounded.map(({ name }) => name)).toContainEqual(expect.stringContaining("Answer"));
  });

  test("is named by the refusal: the limit, and of what it is", () => {
    const silent = bounded.filter((one) => {
      const value = breaking(one);
      // Nothing is shorter than nothing, or below 0 in an address.
      if (value === "" || (typeof value === "string" && value.startsWith("-"))) return false;
      const issue = firstIssue(one.schema, value);
      return issue === undefined || boundOf(issue) === undefined;
    });
    expect(silent.map(({ name, action }) => `${name}: ${action.type} ${action.requirement}`)).toEqual([]);
  });

  test("is named where a value lies far beyond what numbers and names can be", () => {
    const numbers = bounded.filter(({ schema, action }) => action.type === "max_value" && schema.pipe?.[0]?.type === "number");
    for (const { schema, name, action } of numbers) {
      const issue = firstIssue(schema, 1e300);
      expect(issue && boundOf(issue), name).toEqual({ bound: "most", of: "number", limit: action.requirement });
    }
  });

  test("stands as a length of its own where an expression counts characters", () => {
    const counting = [...everySchema()].filter(([{ pipe = [] }]) => {
      const at = pipe.findIndex(({ type, requirement }) => type === "regex" && /\{\d*,\d*\}/.test(String(requirement)));
      return at > 0 && !pipe.slice(0, at).some(({ type }) => type === "max_length");
    });
    expect(counting.map(([{ pipe = [] }, name]) => `${name}: ${pipe.map(({ requirement }) => requirement).filter(Boolean)}`)).toEqual([]);
  });

  test("is said in both languages with the place", () => {
    const refusal = new Refusal("out-of-bounds", {
      where: "entries.NYTT-12.answer.numerator",
      bound: "most",
      of: "number",
      limit: "1000000000",
    });
    expect(refusal.toProblem("vi").detail).toContain("“entries.NYTT-12.answer.numerator”: số lớn nhất được nhận là 1.000.000.000");
    expect(refusal.toProblem("en").detail).toContain("the largest number taken is 1,000,000,000");
  });
});
