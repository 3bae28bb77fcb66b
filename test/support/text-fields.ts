import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A field that takes text, as it is written in the source. */
export interface SourceField {
  /** `shared/ui/criterion/CriterionItem.tsx textarea ${id}-note`: how a person who has to look for it finds it. */
  readonly at: string;
  readonly tag: "input" | "textarea";
  /** Its type where it is fixed; `text` where none is given. */
  readonly type: string;
  /** What its `id` can be; everything where it has none. The longer `fixed`, the surer is a match. */
  readonly id: RegExp;
  readonly fixed: number;
}

/** These take no text of a person's own: they are chosen, or filled by parts. */
export const noText: ReadonlySet<string> = new Set([
  "radio",
  "checkbox",
  "file",
  "hidden",
  "submit",
  "button",
  "date",
  "time",
  "number",
  "range",
  "color",
]);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * Every text field in the extension's screens, and in what they share with the server's pages. One that is drawn by a component
 * (`CountField`) counts once for each place that uses it.
 */
export function extensionFields(): SourceField[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "extension/*.tsx", "shared/ui/*.tsx"], {
    cwd: root,
    encoding: "utf8",
  })
    .trim()
    .split("\n");
  const elements = listed.flatMap((path) => elementsOf(path, readFileSync(root + path, "utf8")));
  return elements
    .filter(({ name }) => name === "input" || name === "textarea")
    .flatMap((element) => {
      const { given, id } = element;
      // The id comes from whoever uses the component.
      const users = id?.type === "Identifier" ? elements.filter(({ name }) => name === element.component) : [];
      return users.length > 0 ? users.map((user) => ({ ...user, name: element.name, given })) : [element];
    })
    .map(({ path, name, given, id }) => fieldOf(path, name as "input" | "textarea", given("type") ?? "text", id))
    .filter(({ type }) => !noText.has(type));
}

interface Element {
  readonly path: string;
  readonly name: string;
  /** The component that draws it. */
  readonly component: string;
  readonly given: (attribute: string) => string | undefined;
  readonly id: Node | undefined;
}

function fieldOf(path: string, tag: "input" | "textarea", type: string, id: Node | undefined): SourceField {
  const parts = id?.type === "TemplateLiteral" ? (id["quasis"] as { value: { raw: string } }[]).map(({ value }) => value.raw) : undefined;
  const fixed = parts ?? (id?.type === "Literal" ? [String(id["value"])] : ["", ""]);
  return {
    at: `${path} ${tag} ${fixed.join("…") || type}`,
    tag,
    type,
    id: new RegExp(`^${fixed.map((part) => part.replace(/[^\w-]/g, "\\$&")).join(".+")}$`.replace(/^\^\.\+\$$/, "^.*$")),
    fixed: fixed.join("").length,
  };
}

function elementsOf(path: string, text: string): Element[] {
  const { program } = parseSync(path, text) as unknown as { program: Node };
  const found: Element[] = [];
  const visit = (node: Node, component: string) => {
    const own = node.type === "FunctionDeclaration" ? String((node["id"] as Node | null)?.["name"] ?? component) : component;
    if (node.type === "JSXOpeningElement") found.push(elementOf(path, node, own));
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, own);
  };
  visit(program, "");
  return found;
}

function elementOf(path: string, node: Node, component: string): Element {
  const attribute = (wanted: string): Node | undefined => {
    const found = (node["attributes"] as Node[]).find((one) => (one["name"] as Node | undefined)?.["name"] === wanted)?.["value"];
    if (!isNode(found)) return undefined;
    return found.type === "JSXExpressionContainer" ? (found["expression"] as Node) : found;
  };
  const given = (wanted: string) => {
    const value = attribute(wanted);
    return value?.type === "Literal" ? String(value["value"]) : undefined;
  };
  return { path, name: String((node["name"] as Node)["name"] ?? ""), component, given, id: attribute("id") };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** A text field as it was met on a screen. */
export interface MetField {
  readonly tag: string;
  readonly type: string;
  readonly id: string;
}

/** The field in the source that this one is, the surest where several could be; `undefined` for one that the source does not know. */
export function sourceOf(met: MetField, fields: readonly SourceField[]): SourceField | undefined {
  return fields.filter(({ tag, type, id }) => tag === met.tag && type === met.type && id.test(met.id)).sort((a, b) => b.fixed - a.fixed)[0];
}
