import { posix } from "node:path";
import { parseSync } from "vite";
import type { Breach, SourceFile } from "./house-rules.ts";

/**
 * An effect that depends on what is new at each render runs at each render: on every save, and in the middle of a word. What a
 * dependency comes from is followed through variables, hooks, contexts and the props of components, over files. What cannot be
 * followed (a package's function) passes.
 */
export function effectsAtEachRender(files: readonly SourceFile[]): Breach[] {
  const modules = files.filter(({ path }) => /\.tsx?$/.test(path)).map(read);
  return modules.flatMap((module) =>
    module.calls
      .filter(({ node }) => withDependencies.test(nameOf(node["callee"])))
      .flatMap((site) => foundAt(site, modules).map((found) => ({ path: module.path, found, instead }))),
  );
}

/**
 * The effects that move the focus or what is shown, by themselves or by what they call, each as `file [dependencies]`. They run when what
 * they depend on changes: that has to be something that a person did, never data that arrived.
 */
export function effectsThatMove(files: readonly SourceFile[]): string[] {
  const modules = files.filter(({ path }) => /\.tsx?$/.test(path)).map(read);
  const known = new Map<Node, boolean>();
  return modules.flatMap((module) =>
    module.calls
      .filter(({ node }) => /^use(Layout)?Effect$/.test(nameOf(node["callee"])) && movesAnything(node, module, modules, known))
      .map(({ node }) => {
        const list = nodes(node["arguments"])[1];
        return `${module.path} ${list ? module.text.slice(list.start, list.end) : "at each render"}`;
      }),
  );
}

/**
 * Islands have no effects: whatever of theirs moves the focus or the page, each place as `file function`. As above, only a person's act may
 * lead there.
 */
export function islandsThatMove(files: readonly SourceFile[]): string[] {
  const found = files
    .filter(({ path }) => path.endsWith(".client.tsx"))
    .map(read)
    .flatMap(({ path, text, functions }) =>
      text.split("\n").flatMap((line, i) => {
        if (!moves.test(line)) return [];
        const at = text.split("\n").slice(0, i).join("\n").length + 1;
        const around = [...functions].filter(([, { start, end }]) => start <= at && at < end).sort(([, a], [, b]) => b.start - a.start);
        return [`${path} ${around[0]?.[0] ?? "as it is loaded"}`];
      }),
    );
  return [...new Set(found)];
}

const moves = /\.(focus|select|scrollIntoView|scrollTo|scrollBy|showModal|showPopover)\(|(?<![\w.])scroll(To|By)?\(/;

function movesAnything(node: Node, module: Module, modules: readonly Module[], known: Map<Node, boolean>): boolean {
  const before = known.get(node);
  if (before !== undefined) return before;
  known.set(node, false);
  let found = moves.test(module.text.slice(node.start, node.end));
  visit(node, [], (inside) => {
    if (found || inside.type !== "CallExpression") return;
    const called = functionAt(module, nameOf(inside["callee"]), modules);
    found = called !== undefined && movesAnything(called.node, called.module, modules, known);
  });
  known.set(node, found);
  return found;
}

const instead = "a primitive, state, or something made once (useMemo, useCallback, outside the component)";
const withDependencies = /^use(Effect|LayoutEffect|Memo|Callback)$/;
/** What these give stays the same until there is a reason; the dependencies of the last two are looked at by themselves. */
const lasting = /^use(State|Reducer|Ref|Id|Memo|Callback)$/;
/** Methods that give a new array or object every time. */
const makers =
  /^(map|filter|slice|concat|flat|flatMap|toSorted|toReversed|toSpliced|with|entries|keys|values|split|match|matchAll|from|of|assign|fromEntries)$/;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Module {
  readonly path: string;
  readonly text: string;
  readonly functions: ReadonlyMap<string, Node>;
  /** Local name → file and name there. */
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
  readonly calls: readonly Site[];
  readonly elements: readonly Site[];
}

/** A place in a module, with the functions around it, from the outermost. */
interface Site {
  readonly module: Module;
  readonly node: Node;
  readonly around: readonly Node[];
  /** Where the innermost function was called from, while its result is followed. */
  readonly called?: Site;
}

function foundAt(site: Site, modules: readonly Module[]): string[] {
  const hook = nameOf(site.node["callee"]);
  const list = nodes(site.node["arguments"])[1];
  if (!list) return [`${hook} without dependencies`];
  if (list.type !== "ArrayExpression") return [`${hook} with dependencies that are no list`];
  return nodes(list["elements"]).flatMap((dependency) => {
    const why = whyNew({ ...site, node: dependency }, [], modules, new Set());
    return why === undefined ? [] : [`${hook} depends on ${site.module.text.slice(dependency.start, dependency.end)}: ${why}`];
  });
}

/** Why the value at this place, or the part of it that `path` names, is another one at each render; `undefined` where it is not. */
function whyNew(site: Site, path: readonly string[], modules: readonly Module[], seen: Set<string>): string | undefined {
  const { node } = site;
  const follow = (to: Node | undefined, along = path, from: Site = site) => to && whyNew({ ...from, node: to }, along, modules, seen);
  const key = `${site.module.path}:${node.start}:${node.end}:${path.join(".")}`;
  if (seen.has(key)) return undefined;
  seen.add(key);
  switch (node.type) {
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "FunctionDeclaration":
      return "a function made at each render";
    case "JSXElement":
    case "JSXFragment":
      return "an element made at each render";
    case "NewExpression":
      return path.length > 0 ? undefined : "an object made at each render";
    case "Literal":
      return node["regex"] ? "an expression made at each render" : undefined;
    case "ObjectExpression":
      return path.length === 0
        ? "an object made at each render"
        : propertiesOf(node, path[0])
            .map((value) => follow(...value(path)))
            .find(Boolean);
    case "ArrayExpression":
      return path.length === 0 ? "a list made at each render" : follow(nodes(node["elements"])[Number(path[0])], path.slice(1));
    case "ConditionalExpression":
      return follow(node["consequent"] as Node) ?? follow(node["alternate"] as Node);
    case "LogicalExpression":
      return follow(node["left"] as Node) ?? follow(node["right"] as Node);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "ChainExpression":
    case "ParenthesizedExpression":
      return follow(node["expression"] as Node);
    case "MemberExpression":
      return node["computed"] ? undefined : follow(node["object"] as Node, [nameOf(node["property"]), ...path]);
    case "Identifier":
      return whyNewName(site, path, modules, seen);
    case "CallExpression":
      return whyNewResult(site, path, modules, seen);
    default:
      return undefined;
  }
}

/** The values that stand for a property of an object that is written out: its own, or what is spread into it. */
function propertiesOf(object: Node, name: string | undefined): ((path: readonly string[]) => [Node, readonly string[]])[] {
  return nodes(object["properties"]).flatMap((property) => {
    if (property.type === "SpreadElement")
      return [(path: readonly string[]): [Node, readonly string[]] => [property["argument"] as Node, path]];
    if (nameOf(property["key"]) !== name) return [];
    return [(path: readonly string[]): [Node, readonly string[]] => [property["value"] as Node, path.slice(1)]];
  });
}

function whyNewName(site: Site, path: readonly string[], modules: readonly Module[], seen: Set<string>): string | undefined {
  const name = nameOf(site.node);
  for (let depth = site.around.length - 1; depth >= 0; depth -= 1) {
    const within = site.around[depth];
    if (!within) continue;
    const around = site.around.slice(0, depth + 1);
    const declared = declaredIn(within, name);
    if (declared) return whyNew({ ...site, around, node: declared.value }, [...declared.path, ...path], modules, seen);
    const parameter = parameterOf(within, name);
    if (parameter) return whyNewParameter({ ...site, around, node: within }, parameter, path, modules, seen);
  }
  // What stands outside every function is made once.
  return undefined;
}

/** A parameter is what its callers give: of a component its attributes, of a hook its arguments. */
function whyNewParameter(
  site: Site,
  { index, path: inside }: { readonly index: number; readonly path: readonly string[] },
  path: readonly string[],
  modules: readonly Module[],
  seen: Set<string>,
): string | undefined {
  const along = [...inside, ...path];
  const name = functionName(site.node, site.module);
  if (name === undefined) return undefined;
  const given = (from: Site): string | undefined => {
    const argument = nodes(from.node["arguments"])[index];
    return argument && whyNew({ ...from, node: argument }, along, modules, seen);
  };
  if (site.called) return given(site.called);
  if (/^use[A-Z]/.test(name)) return sitesOf(modules, site.module, name, "calls").map(given).find(Boolean);
  return sitesOf(modules, site.module, name, "elements")
    .map((element) => {
      const value = attributeOf(element.node, along[0]);
      return value && whyNew({ ...element, node: value }, along.slice(1), modules, seen);
    })
    .find(Boolean);
}

function whyNewResult(site: Site, path: readonly string[], modules: readonly Module[], seen: Set<string>): string | undefined {
  const callee = site.node["callee"] as Node;
  if (callee.type === "MemberExpression")
    return makers.test(nameOf(callee["property"])) && path.length === 0 ? "a list or object made at each render" : undefined;
  const name = nameOf(callee);
  if (lasting.test(name)) return undefined;
  if (name === "useContext") return whyNewContext(nameOf(nodes(site.node["arguments"])[0]), path, modules, seen);
  const found = functionAt(site.module, name, modules);
  if (!found || isPrimitive(found.node)) return undefined;
  return resultsOf(found.node)
    .map((result) => whyNew({ module: found.module, around: [found.node], node: result, called: site }, path, modules, seen))
    .find(Boolean);
}

function whyNewContext(context: string, path: readonly string[], modules: readonly Module[], seen: Set<string>): string | undefined {
  return modules
    .flatMap(({ elements }) => elements)
    .filter(({ node }) => nameOf((node["openingElement"] as Node)["name"]) === `${context}.Provider`)
    .map((element) => {
      const value = attributeOf(element.node, "value");
      return value && whyNew({ ...element, node: value }, path, modules, seen);
    })
    .find(Boolean);
}

// --- reading a file

function read({ path, text }: SourceFile): Module {
  const { program } = parseSync(path, text) as unknown as { program: Node };
  const functions = new Map<string, Node>();
  const imports = new Map<string, { from: string; name: string }>();
  const calls: Site[] = [];
  const elements: Site[] = [];
  const module: Module = { path, text, functions, imports, calls, elements };
  for (const statement of nodes(program["body"])) {
    const own = (statement.type.startsWith("Export") ? statement["declaration"] : statement) as Node | null;
    if (own?.type === "FunctionDeclaration") functions.set(nameOf(own["id"]), own);
    for (const one of own?.type === "VariableDeclaration" ? nodes(own["declarations"]) : []) {
      if (isFunction(one["init"])) functions.set(nameOf(one["id"]), one["init"]);
    }
    if (statement.type !== "ImportDeclaration") continue;
    const from = posix.normalize(posix.join(posix.dirname(path), String((statement["source"] as Node)["value"])));
    for (const one of nodes(statement["specifiers"]))
      imports.set(nameOf(one["local"]), { from, name: nameOf(one["imported"] ?? one["local"]) });
  }
  visit(program, [], (node, around) => {
    if (node.type === "CallExpression") calls.push({ module, node, around });
    if (node.type === "JSXElement") elements.push({ module, node, around });
  });
  return module;
}

function visit(node: Node, around: readonly Node[], see: (node: Node, around: readonly Node[]) => void): void {
  see(node, around);
  const inside = isFunction(node) ? [...around, node] : around;
  for (const child of childrenOf(node)) visit(child, inside, see);
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function isFunction(value: unknown): value is Node {
  return isNode(value) && /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(value.type);
}

function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** `a`, or `a.b` in the name of an element. */
function nameOf(value: unknown): string {
  if (!isNode(value)) return "";
  if (value.type === "JSXMemberExpression") return `${nameOf(value["object"])}.${nameOf(value["property"])}`;
  return String(value["name"] ?? value["value"] ?? "");
}

/** The function's own statements, without those of functions inside it. */
function ownNodes(within: Node): Node[] {
  const own: Node[] = [];
  const look = (node: Node) => {
    own.push(node);
    if (!isFunction(node)) for (const child of childrenOf(node)) look(child);
  };
  for (const child of nodes([within["body"]])) look(child);
  return own;
}

function declaredIn(within: Node, name: string): { value: Node; path: readonly string[] } | undefined {
  for (const node of ownNodes(within)) {
    if (node.type === "FunctionDeclaration" && nameOf(node["id"]) === name) return { value: node, path: [] };
    if (node.type !== "VariableDeclarator" || !isNode(node["init"])) continue;
    const path = pathIn(node["id"], name);
    if (path) return { value: node["init"], path };
  }
  return undefined;
}

function parameterOf(within: Node, name: string): { index: number; path: readonly string[] } | undefined {
  for (const [index, parameter] of nodes(within["params"]).entries()) {
    const path = pathIn(parameter, name);
    if (path) return { index, path };
  }
  return undefined;
}

/** How a name is reached in a pattern: `{ a: { b } }` gives b as a, b. */
function pathIn(pattern: unknown, name: string): readonly string[] | undefined {
  if (!isNode(pattern)) return undefined;
  if (pattern.type === "Identifier") return nameOf(pattern) === name ? [] : undefined;
  if (pattern.type === "AssignmentPattern") return pathIn(pattern["left"], name);
  const parts: [string, unknown][] =
    pattern.type === "ArrayPattern"
      ? (pattern["elements"] as unknown[]).map((part, i) => [String(i), part])
      : nodes(pattern["properties"])
          .filter(({ type }) => type === "Property")
          .map((part) => [nameOf(part["key"]), part["value"]]);
  for (const [key, part] of parts) {
    const path = pathIn(part, name);
    if (path) return [key, ...path];
  }
  return undefined;
}

function functionName(node: Node, module: Module): string | undefined {
  return [...module.functions].find(([, own]) => own === node)?.[0];
}

function functionAt(module: Module, name: string, modules: readonly Module[]): { module: Module; node: Node } | undefined {
  const own = module.functions.get(name);
  if (own) return { module, node: own };
  const imported = module.imports.get(name);
  const there = imported && modules.find(({ path }) => path === imported.from);
  const node = imported && there?.functions.get(imported.name);
  return there && node ? { module: there, node } : undefined;
}

/** Where a function is called, or a component is drawn: in its own file, and in those that import it. */
function sitesOf(modules: readonly Module[], module: Module, name: string, kind: "calls" | "elements"): Site[] {
  return modules.flatMap((other) => {
    const local =
      other === module ? name : [...other.imports].find(([, { from, name: there }]) => from === module.path && there === name)?.[0];
    return other[kind].filter(({ node }) => nameOf(kind === "calls" ? node["callee"] : (node["openingElement"] as Node)["name"]) === local);
  });
}

function attributeOf(element: Node, name: string | undefined): Node | undefined {
  const found = nodes((element["openingElement"] as Node)["attributes"]).find((attribute) => nameOf(attribute["name"]) === name);
  const value = found?.["value"];
  return isNode(value) && value.type === "JSXExpressionContainer" ? (value["expression"] as Node) : undefined;
}

function resultsOf(own: Node): Node[] {
  const body = own["body"] as Node;
  if (body.type !== "BlockStatement") return [body];
  return ownNodes(own)
    .filter(({ type }) => type === "ReturnStatement")
    .flatMap((statement) => nodes([statement["argument"]]));
}

/** The function says itself that it gives text, a number, yes or no. */
function isPrimitive(own: Node): boolean {
  const annotation = (own["returnType"] as Node | null)?.["typeAnnotation"] as Node | undefined;
  const types = annotation?.type === "TSUnionType" ? nodes(annotation["types"]) : nodes([annotation]);
  return types.length > 0 && types.every(({ type }) => /^TS(String|Number|Boolean|Undefined|Null|Literal)/.test(type));
}
