import postcss, { type Declaration as CssDeclaration, type Rule } from "postcss";
import type { SourceFile } from "./house-rules.ts";
import type { DrawnElement, Markup, Names } from "./markup.ts";

/** A declaration for one selector, where it stands. */
interface Given {
  readonly path: string;
  readonly line: number;
  /** The media it holds for; empty for all. */
  readonly within: string;
  readonly selector: string;
  readonly property: string;
  readonly value: string;
}

/** Selectors that nothing fits which the sources can draw, each with the part that is missing. */
export function unusedSelectors(styles: readonly SourceFile[], markup: Markup): string[] {
  return styles.flatMap(({ path, text }) => {
    const found: string[] = [];
    postcss.parse(text).walkRules((rule) => {
      for (const selector of rule.selectors) {
        const missing = compoundsOf(selector).find((compound) => !markup.elements.some((element) => fits(element, compound, markup)));
        if (missing) found.push(`${path}:${lineOf(rule)} ${selector}: nothing is ${missing}`);
      }
    });
    return found;
  });
}

/** Tokens that no declaration uses, through other tokens or itself, and such as are used and never given. */
export function strayTokens(styles: readonly SourceFile[]): string[] {
  const given = styles.flatMap(declarationsOf);
  const tokens = given.filter(({ property }) => property.startsWith("--"));
  const usedBy = (all: readonly Given[]) =>
    new Set(all.flatMap(({ value }) => [...value.matchAll(/var\((--[\w-]+)/g)].map(([, name = ""]) => name)));
  const used = usedBy(given.filter(({ property }) => !property.startsWith("--")));
  for (let before = -1; before !== used.size; ) {
    before = used.size;
    for (const name of usedBy(tokens.filter(({ property }) => used.has(property)))) used.add(name);
  }
  const names = new Set(tokens.map(({ property }) => property));
  return [
    ...tokens.filter(({ property }) => !used.has(property)).map((token) => `${placeOf(token)} ${token.property} is not used`),
    ...[...used].filter((name) => !names.has(name)).map((name) => `${name} is used and not given`),
  ];
}

/** What is said a second time for the same selector in the same media: in one file whatever it says, in two the same. */
export function givenTwice(styles: readonly SourceFile[]): string[] {
  const first = new Map<string, Given[]>();
  return styles.flatMap(declarationsOf).flatMap((one) => {
    const key = [one.within, one.selector, one.property].join("\n");
    const before = first.get(key) ?? [];
    first.set(key, [...before, one]);
    // In one file the second makes the first idle, whatever it says; in two it may say otherwise.
    const again = before.find(({ path, value }) => path === one.path || value === one.value);
    return again ? [`${placeOf(one)} ${one.within}${one.selector} { ${one.property} } stands in ${placeOf(again)}`] : [];
  });
}

function declarationsOf({ path, text }: SourceFile): Given[] {
  const found: Given[] = [];
  postcss.parse(text).walkDecls((declaration) => {
    const { parent } = declaration;
    if (parent?.type !== "rule") return;
    for (const selector of (parent as Rule).selectors) {
      const value = declaration.value.replaceAll(/\s+/g, " ");
      found.push({ path, line: lineOf(declaration), within: withinOf(declaration), selector, property: declaration.prop, value });
    }
  });
  return found;
}

function withinOf(declaration: CssDeclaration): string {
  let within = "";
  for (let at = declaration.parent?.parent; at && at.type !== "root"; at = at.parent) {
    if (at.type === "atrule") within = `@${Reflect.get(at, "name")} ${Reflect.get(at, "params")} ${within}`;
  }
  return within;
}

function lineOf(node: Rule | CssDeclaration): number {
  return node.source?.start?.line ?? 0;
}

function placeOf({ path, line }: Given): string {
  return `${path}:${line}`;
}

const selectorParts = /::?[\w-]+(?:\(((?:[^()]|\([^()]*\))*)\))?|\[[^\]]*\]|[.#]?[\w-]+|\*|\s*[>+~]\s*|\s+/g;

/** The parts of a selector that one element each must fit, without its pseudo-classes; what `:has()` and `:is()` ask for besides. */
function compoundsOf(selector: string): string[] {
  const compounds: string[] = [""];
  const further: string[] = [];
  for (const [part, inside] of selector.matchAll(selectorParts)) {
    if (/^\s*[>+~\s]\s*$/.test(part)) compounds.push("");
    else if (/^:(has|is|where)\(/.test(part)) further.push(...(inside ?? "").split(",").flatMap((one) => compoundsOf(one.trim())));
    else if (!part.startsWith(":")) compounds.push((compounds.pop() ?? "") + part);
  }
  return [...compounds, ...further].filter((compound) => compound !== "" && compound !== "*");
}

/** Whether an element, as it is written, can be what a compound asks for. */
function fits(element: DrawnElement, compound: string, { names, words }: Markup): boolean {
  return [...compound.matchAll(selectorParts)].every(([part]) => {
    if (part.startsWith(".")) return has(element.classes, part.slice(1), element.spread, names);
    if (part.startsWith("#")) return has(element.ids, part.slice(1), element.spread, names);
    if (part.startsWith("[")) return hasAttribute(element, part, words);
    return element.tag === part || part === "*";
  });
}

function has({ names, open }: Names, name: string, spread: boolean, any: ReadonlySet<string>): boolean {
  if ((open || spread) && any.has(name)) return true;
  return names.some((one) => one === name || (one.includes("*") && new RegExp(`^${one.replaceAll("*", "[\\w-]+")}$`).test(name)));
}

/** A value is asked for where it is one of ours; HTML's own (`type`, `aria-…`) may come while running. `open` is the reader's doing. */
function hasAttribute(element: DrawnElement, part: string, words: ReadonlySet<string>): boolean {
  const [, name = "", value] = /^\[([\w-]+)(?:="?([^"]*)"?)?\]$/.exec(part) ?? [];
  if (name === "open" && (element.tag === "details" || element.tag === "dialog")) return true;
  if (!element.spread && !element.attributes.has(name)) return false;
  return value === undefined || !name.startsWith("data-") || words.has(value);
}
