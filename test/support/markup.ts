import { parseSync } from "vite";
import type { SourceFile } from "./house-rules.ts";

/** What sources can draw: each element that is written somewhere, and the words that could be put in while running. */
export interface Markup {
  readonly elements: readonly DrawnElement[];
  /** Such as stand in files that draw something: for classes and ids. */
  readonly names: ReadonlySet<string>;
  /** Such as stand anywhere: for the values of attributes. */
  readonly words: ReadonlySet<string>;
}

/** An element as it is written. Where a part of it comes from elsewhere (a variable, a prop), any of the words may stand there. */
export interface DrawnElement {
  readonly tag: string;
  readonly classes: Names;
  readonly ids: Names;
  readonly attributes: ReadonlySet<string>;
  /** Attributes are put into it that are not named here. */
  readonly spread: boolean;
}

/** `open`: any word besides. A name that is put together stands with `*` for what is not known of it: `b*`. */
export interface Names {
  readonly names: readonly string[];
  readonly open: boolean;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Reads JSX and HTML files. */
export function markupOf(sources: readonly SourceFile[]): Markup {
  const files = sources.map(({ path, text }) => {
    const elements: DrawnElement[] = path.endsWith(".html") ? elementsOfHtml(text) : [];
    const words: string[] = [];
    if (/\.(tsx?|mjs|js)$/.test(path)) walk(parseSync(path, text, path.endsWith("js") ? { lang: "js" } : {}).program, elements, words);
    // An island draws nothing, and gives what is drawn its classes.
    return { elements, words, names: elements.length > 0 || path.endsWith(".client.tsx") ? words : [] };
  });
  return {
    elements: files.flatMap(({ elements }) => elements),
    names: new Set(files.flatMap(({ names }) => names)),
    words: new Set(files.flatMap(({ words }) => words)),
  };
}

function walk(node: unknown, elements: DrawnElement[], words: string[]): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const one of node) walk(one, elements, words);
    return;
  }
  const one = node as Node;
  // What a component is given stands with the elements that it writes itself.
  if (one.type === "JSXOpeningElement" && /^[a-z]/.test(tagOf(one))) elements.push(elementOfJsx(one));
  const text = textOf(one);
  if (text !== undefined) {
    for (const [word] of text.matchAll(/(?<![^\s"'])[a-z][\w-]*(?![^\s"'])/gi)) words.push(word);
  }
  for (const inside of Object.values(one)) walk(inside, elements, words);
}

/** What a string or a template says, with `\0` and its number for each place that is filled in. */
function textOf(node: Node): string | undefined {
  if (node.type === "Literal") return typeof node["value"] === "string" ? node["value"] : undefined;
  if (node.type !== "TemplateLiteral") return undefined;
  const parts = (node["quasis"] as { value: { cooked: string | null } }[]).map(({ value }) => value.cooked ?? "");
  return parts.map((part, at) => (at === 0 ? part : `\0${at - 1}\0${part}`)).join("");
}

function elementsOfHtml(html: string): DrawnElement[] {
  return [...html.matchAll(/<([a-z][a-z0-9-]*)((?:[^<>"]|"[^"]*")*)/gi)].map(([, tag = "", inside = ""]) => {
    const attributes = new Map(
      [...inside.matchAll(/([a-z][\w-]*)(?:="([^"]*)")?/gi)].map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
    );
    const named = (name: string) => namesIn(attributes.get(name) ?? "", []);
    return {
      tag: tag.toLowerCase(),
      classes: named("class"),
      ids: named("id"),
      attributes: new Set(attributes.keys()),
      spread: false,
    };
  });
}

function elementOfJsx(node: Node): DrawnElement {
  const given = node["attributes"] as Node[];
  const values = new Map(
    given.filter(({ type }) => type === "JSXAttribute").map((one) => [nameOfJsx(one["name"] as Node), one["value"] as Node | null]),
  );
  const names = (...all: string[]) => join(all.flatMap((name) => (values.has(name) ? [namesOf(values.get(name))] : [])));
  return {
    tag: tagOf(node),
    classes: names("class", "classname"),
    ids: names("id"),
    attributes: new Set(values.keys()),
    spread: given.some(({ type }) => type === "JSXSpreadAttribute"),
  };
}

function tagOf(node: Node): string {
  return (node["name"] as { name?: string }).name ?? "";
}

function nameOfJsx({ type, name, namespace }: Node): string {
  const text = type === "JSXNamespacedName" ? `${(namespace as Node)["name"]}:${(name as Node)["name"]}` : String(name);
  return text.toLowerCase();
}

/** The names that an expression can give. */
function namesOf(node: Node | null | undefined): Names {
  switch (node?.type) {
    case undefined:
      return { names: [], open: false };
    case "Literal":
      return namesIn(typeof node["value"] === "string" ? node["value"] : "", []);
    case "TemplateLiteral":
      return namesIn(textOf(node) ?? "", node["expressions"] as Node[]);
    case "JSXExpressionContainer":
    case "ParenthesizedExpression":
    case "TSAsExpression":
      return namesOf(node["expression"] as Node);
    case "ConditionalExpression":
      return join([namesOf(node["consequent"] as Node), namesOf(node["alternate"] as Node)]);
    case "LogicalExpression":
      return join([...(node["operator"] === "&&" ? [] : [namesOf(node["left"] as Node)]), namesOf(node["right"] as Node)]);
    case "MemberExpression": {
      const { type, properties } = node["object"] as Node;
      if (type === "ObjectExpression") return join((properties as Node[]).map(({ value }) => namesOf(value as Node)));
      return { names: [], open: true };
    }
    case "Identifier":
      return { names: [], open: node["name"] !== "undefined" };
    default:
      return { names: [], open: true };
  }
}

function namesIn(text: string, filledIn: readonly Node[]): Names {
  const alone: Names[] = [];
  const names = text.split(/\s+/).flatMap((name) => {
    const places = [...name.matchAll(/\0(\d+)\0/g)].map(([, at]) => namesOf(filledIn[Number(at)]));
    if (places.length > 0) alone.push(...places);
    const rest = name.replaceAll(/\0\d+\0/g, "*");
    // `num${differs ? " d" : ""}`: the name itself, and what is put behind it.
    return rest.replaceAll("*", "") === "" ? [] : [rest, ...(rest.endsWith("*") ? [rest.slice(0, -1)] : [])];
  });
  return join([{ names, open: false }, ...alone]);
}

function join(all: readonly Names[]): Names {
  return { names: all.flatMap(({ names }) => names), open: all.some(({ open }) => open) };
}
