import { posix } from "node:path";

/** A tracked file: its path from the root, with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What a rule says about a file that breaks it: what was found, and what to do instead. */
export interface Breach {
  readonly path: string;
  readonly found: string;
  readonly instead: string;
}

/** A line of the house; a room on it may use every room on the lines below, and those to its right on its own line. */
type Line = readonly string[];

/** The house of README.md, “The house”, from the roof down. A file that lies loose is a room of its own. */
export const house: Readonly<Record<"server" | "shared" | "extension", readonly Line[]>> = {
  server: [
    ["commands", "demo"],
    ["main.ts", "serve.ts", "app.ts", "pages.ts", "terminal.ts"],
    ["verify", "backup"],
    ["desks"],
    ["documents", "exports"],
    ["results"],
    ["decisions"],
    ["field", "submissions", "findings", "evidence"],
    ["packages", "inspections", "plans", "people", "catalogue", "units", "checklists"],
    ["web"],
    ["http"],
    ["tables"],
    ["ledger"],
    ["database"],
    ["host"],
  ],
  shared: [
    ["ui"],
    ["field.ts"],
    ["documents", "results", "decisions", "findings", "sheets", "plans", "people", "catalogue", "units", "checklists"],
    ["server.ts"],
    ["problem.ts", "bounds.ts", "words"],
    ["points.ts", "vietnamese-text.ts", "text.ts", "id.ts", "canonical.ts"],
  ],
  extension: [
    ["entrypoints"],
    ["background"],
    ["options", "desk", "panel"],
    ["sheet"],
    ["screen"],
    ["sync"],
    ["drafts"],
    ["page"],
    ["errors.ts", "messages.ts", "settings.ts"],
  ],
};

/** Kysely and what it stands on. */
const queries = /^(kysely|better-sqlite3|pg)(\/|$)/;
/** HTTP; cookies are read and written where people sign in. */
const hono = /^(hono(?!\/utils\/cookie$)|@hono|hono-openapi)(\/|$)/;
/** What answers requests, and what starts and composes. */
const answersHttp = /^server\/([\w-]+\.ts$|http\/|web\/|demo\/|commands\/)|-(api|web)\.ts$/;

/**
 * Who may import whom, beside the house. `from`: the importing files; `only`: all that they may import; `never`: what they may not;
 * `types`: types may. Packages stand as they are named.
 */
export const importRules: readonly { from: RegExp; except?: RegExp; only?: RegExp; never?: RegExp; types?: true; instead: string }[] = [
  { from: /^shared\//, except: /^shared\/ui\//, only: /^(shared\/|valibot$)/, instead: "shared/ is pure: it imports valibot alone" },
  { from: /^shared\/ui\//, only: /^(shared\/|valibot$|preact(\/|$))/, instead: "shared/ui/ draws for both sides: preact alone" },
  { from: /^extension\//, never: /^(server|test)\//, instead: "what both need belongs in shared/" },
  { from: /^extension\//, never: /^(node:|hono|kysely|better-|pg$|pino)/, instead: "the extension runs in a browser" },
  { from: /^server\//, never: /^(extension|test)\//, instead: "what both need belongs in shared/" },
  {
    from: /^extension\/page\//,
    never: /^extension\/(drafts|sync|sheet|screen|panel|desk|options)\//,
    instead: "the inspected page is reached by messages only",
  },
  {
    from: /^extension\/(panel|desk|options|sheet|screen)\//,
    never: /^extension\/sync\//,
    instead: "ask the background by a message (extension/messages.ts)",
  },
  {
    from: /^extension\/(panel|desk|options|sheet|screen|sync|drafts)\//,
    never: /^extension\/page\//,
    instead: "the inspected page is reached by messages only",
  },
  { from: /^extension\/panel\//, never: /^extension\/(desk|options)\//, instead: "what two screens need belongs in sheet/ or screen/" },
  { from: /^extension\/desk\//, never: /^extension\/(panel|options)\//, instead: "what two screens need belongs in sheet/ or screen/" },
  { from: /^extension\/options\//, never: /^extension\/(panel|desk)\//, instead: "what two screens need belongs in sheet/ or screen/" },
  {
    from: /^server\/(http|web)\/|-(api|web)\.ts$/,
    except: /^(shared|extension|test)\//,
    never: queries,
    instead: "put the question into a file of its room, one function each",
  },
  {
    from: /^server\/(?!web\/|demo\/).*(-page\.tsx?|\/[A-Z]\w*\.tsx)$/,
    only: /^(shared\/|preact(\/|$)|server\/web\/|server\/.*(-page\.tsx?|\/[A-Z]\w*\.tsx|-words\.ts)$)/,
    types: true,
    instead: "a page is a function of its props: query in its route",
  },
  { from: /^server\//, except: answersHttp, never: hono, instead: "only *-api.ts and *-web.ts know HTTP" },
  {
    from: /^server\/(backup|verify)\//,
    never: /^server\/(web|http)\/|-(api|web)\.ts$/,
    instead: "what checks and restores what is stored answers nobody",
  },
  {
    from: /^(extension|server|shared)\//,
    except: /^extension\/entrypoints\//,
    never: /^(extension\/entrypoints\/|server\/main\.ts$|server\/commands\/)/,
    instead: "an entry point is wiring only: move what you need out of it",
  },
];

/** What may not stand in a file's text. `in`: the files it is looked for in; `names`: proper names that are the same in every language. */
export const textRules: readonly { in: RegExp; except?: RegExp; never: RegExp; names?: RegExp; instead: string }[] = [
  {
    in: /^(extension|server|shared)\/.*\.(tsx?|mjs)$/,
    never: /\.(innerHTML|outerHTML)\b|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|createContextualFragment/,
    instead: "page text is data: textContent or Preact",
  },
  {
    in: /^(extension|server|shared)\/.*\.(tsx?|mjs)$/,
    never: /(?<![\w.])eval\(|\bnew Function\(/,
    instead: "nothing is executed that is not in the package",
  },
  {
    in: /\.(tsx?|mjs)$/,
    except: /^(wxt\.config\.ts|test\/vitest\.config\.ts|extension\/entrypoints\/.*)$/,
    never: /^export default\b/m,
    instead: "a named export",
  },
  {
    in: /^(extension|server|shared)\/.*\.(tsx?|mjs)$/,
    except: /^shared\/text\.ts$/,
    never: /\.normalize\(/,
    instead: "normalized (shared/text.ts): what sorts marks without a bound takes minutes for a megabyte of them",
  },
  {
    in: /^server\/.*\.tsx?$/,
    never: /[\w})]\[\s*c\.req\./,
    instead: "a Map (saidIn): an address can name what every object has",
  },
  { in: /^server\/.*\.tsx?$/, never: /\.parseBody\(/, instead: "readForm: counted and parsed by the same boundary" },
  { in: /\.tsx?$/, never: /^export \* from\b/m, instead: "no barrels: import the thing from its own file" },
  { in: /\.(tsx?|mjs|md|css|html)$/, never: /\b(FIXME|XXX|HACK)\b/, instead: "TODO [YYYY-MM-DD]: with a day by which it is done" },
  {
    in: /^(extension|shared)\/.*\.tsx?$/,
    except: /^extension\/sync\//,
    never: /(?<![\w.])fetch\(|\bXMLHttpRequest\b|\bnew (WebSocket|EventSource)\(|\.sendBeacon\(/,
    instead: "extension/sync/ is the only network code",
  },
  {
    in: /^(extension\/|shared\/ui\/|server\/(http|web)\/|server\/.*-(api|web|page|words)\.tsx?$|server\/.*(\/[A-Z]\w*|\.client)\.tsx$).*/,
    // An office's website speaks its own language alone.
    except: /^server\/demo\//,
    names: /Phiếu Chấm|Cốc Cốc/g,
    never: /^(?!\s*(\/\/|\*|\/\*)).*[ăđơưĂĐƠƯ\u1ea0-\u1ef9]/m,
    instead: "words of a screen stand in shared/words/, in both languages",
  },
  {
    in: /./,
    except: /^(LICENSE|package-lock\.json)$/,
    never: /(?<![\w./@:~-])\/(home|Users|root|work|workspace|builds|tmp|mnt)\/\w|\b[A-Z]:\\Users\\/,
    instead: "no path of one machine: a path relative to the project, or os.tmpdir()",
  },
  {
    in: /^server\/.*\.tsx?$/,
    except: /^server\/(web\/web|demo\/.*)\.ts$/,
    never: /\.redirect\(/,
    instead: "goTo(c, ownPath(…)): a path of ours, and no other host",
  },
  {
    in: /^(extension|server|shared)\/.*\.(tsx?|mjs|html)$/,
    never: /\btype(=|: )\{?["'`](date|time|datetime-local|month|week)["'`]/,
    instead: "a text field read by readDay or readTime (shared/text.ts): the browser's own follows the browser's language",
  },
  {
    in: /^server\/((http|web)\/.*|.*(-(api|web)\.ts|-page\.tsx?|\/[A-Z]\w*\.tsx|\.client\.tsx))$/,
    never: /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/,
    instead: "put the question into a file of its room, one function each",
  },
  {
    in: /^test\/.*\.tsx?$/,
    // The bench needs many people within seconds, and measures nothing of how they came; an intruder changes what they find.
    except: /^test\/(bench\/province|server\/tampering\.test)\.ts$/,
    never:
      /\b(addPerson|addDevice|addDeviceCode|decideDeviceCode|makePerson|setRights|setUnit|setDisabled)\b|\b(insertInto|updateTable|deleteFrom|replaceInto)\(\s*["'`](people|devices|device_codes|links|user|account|session)["'`]|\b(insert\s+into|update)\s+"?(people|devices|device_codes|links)"?\s+(set|select|values|\()/i,
    instead:
      "people and devices come as an administrator makes them: makeAccount, makeOffice, administers (visitor.ts), makeDevice (server.ts)",
  },
  {
    in: /./,
    never: /\bregistry\.[\w-]+\.\w+|\bnpmjs\.(org|com)|\bpypi\.org|artifactory|verdaccio/,
    instead: "no registry's address: npm knows its own",
  },
  {
    in: /^test\/.*\.tsx?$/,
    never: /^\s*(\*|\/\/) \S{1,14}\n\s*\1 [a-z]/m,
    instead: "a comment is wrapped again as a whole",
  },
  {
    in: /^package-lock\.json$/,
    never: /"resolved"/,
    instead: "omit-lockfile-registry-resolved=true stands in .npmrc: run npm install again",
  },
];

/** Entry points are wiring. install.mjs runs before anything is installed and so cannot import what it does. */
const entryPoints = /^(extension\/entrypoints\/.*\.tsx?|server\/main\.ts|server\/commands\/.*\.ts)$/;
const entryPointLines = 40;

const vagueNames = /(^|-)(utils?|helpers?|services?|managers?|common|misc)$/;

/** Every breach of the rules in one file. `today` (a day) is when a TODO is due. */
export function breachesOf(file: SourceFile, today: string): Breach[] {
  return [
    ...importBreaches(file),
    ...islandBreaches(file),
    ...houseBreaches(file),
    ...textBreaches(file),
    ...nameBreaches(file),
    ...todoBreaches(file, today),
    ...lengthBreaches(file),
  ];
}

function importBreaches(file: SourceFile): Breach[] {
  const imported = importsOf(file);
  return importRules
    .filter(({ from, except }) => from.test(file.path) && !except?.test(file.path))
    .flatMap(({ only, never, types, instead }) =>
      imported
        .filter(({ target, type }) => !(type && types) && ((only && !only.test(target)) || never?.test(target)))
        .map(({ target }) => ({ path: file.path, found: `imports ${target}`, instead })),
    );
}

/** An island runs in the reader's browser: it takes what is shared and what its own room draws with; types tie it to the server too. */
function islandBreaches(file: SourceFile): Breach[] {
  const { path } = file;
  if (!/^server\/.*\.client\.tsx$/.test(path)) return [];
  const isOwn = (target: string) => roomOf(target) === roomOf(path) && /(\/[A-Z]\w*\.tsx|-words\.ts)$/.test(target);
  return importsOf(file)
    .filter(({ target }) => !/^(shared\/|preact(\/|$))/.test(target) && !isOwn(target))
    .map(({ target }) => ({
      path,
      found: `imports ${target}`,
      instead: "an island takes shared/ and its own room's components and words",
    }));
}

/** Imports that go up the house, or to the left on their own line; and a room that the picture lacks. Types tie files together as well. */
function houseBreaches(file: SourceFile): Breach[] {
  const own = placeOf(file.path);
  if (own === undefined) return [];
  const { path } = file;
  if (own === "nowhere")
    return [{ path, found: `the room ${roomOf(path)}`, instead: "a room that the picture of the house has, or a new picture" }];
  return importsOf(file).flatMap(({ target }) => {
    const there = placeOf(target);
    if (there === undefined || there === "nowhere" || there.world !== own.world || roomOf(target) === roomOf(path)) return [];
    if (there.line > own.line || (there.line === own.line && there.at > own.at)) return [];
    return [
      { path, found: `imports ${target}, which lies above`, instead: "imports go down: move what you need down, never the arrow up" },
    ];
  });
}

/** `server/units`; a file that lies loose is its own. */
function roomOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

/** `undefined` outside of the three worlds and for what is no code. */
function placeOf(path: string): { world: string; line: number; at: number } | "nowhere" | undefined {
  const [world = "", room = ""] = path.split("/");
  if (!Object.hasOwn(house, world) || !/\.(tsx?|mjs)$/.test(path) || path.endsWith(".d.ts")) return undefined;
  const lines = house[world as keyof typeof house];
  const line = lines.findIndex((rooms) => rooms.includes(room));
  return line < 0 ? "nowhere" : { world, line, at: lines[line]?.indexOf(room) ?? 0 };
}

/** Files that import one another around a corner, types included; each circle once. */
export function circlesIn(files: readonly SourceFile[]): string[][] {
  const imports = new Map(files.map((file) => [file.path, importsOf(file).map(({ target }) => target)]));
  const [seen, done, way, found] = [new Set<string>(), new Set<string>(), [] as string[], [] as string[][]];
  const follow = (path: string): void => {
    if (done.has(path) || !imports.has(path)) return;
    if (seen.has(path)) {
      found.push(way.slice(way.indexOf(path)));
      return;
    }
    seen.add(path);
    way.push(path);
    for (const target of imports.get(path) ?? []) follow(target);
    way.pop();
    done.add(path);
  };
  for (const path of imports.keys()) follow(path);
  return found;
}

/**
 * What a file imports: project files by their path from the root, everything else by its name. `type`: only types, which tie files together
 * as well; `called`: by `import()`, when it is needed.
 */
export function importsOf({ path, text }: SourceFile): { target: string; type: boolean; called: boolean }[] {
  if (!/\.(tsx?|mjs|css)$/.test(path)) return [];
  const statements = text.matchAll(/^\s*(?:@?import|export)\s(?:[^"'`;=()]*?\sfrom\s)?\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm);
  return [...statements].map(([statement, fixed, called]) => {
    const name = fixed ?? called ?? "";
    const target = name.startsWith(".") ? posix.normalize(posix.join(posix.dirname(path), name)) : name;
    return { target, type: /^\s*(import|export) type\b/.test(statement), called: called !== undefined };
  });
}

/** The files that are handed to node as they are: by a script of package.json, beside a thread or a process, or where they ask for it. */
export function startedByNode(files: readonly SourceFile[]): string[] {
  const named = files.flatMap(({ path, text }) => [
    ...(path === "package.json" ? [...text.matchAll(/\bnode ([\w/-]+\.ts)\b/g)].map(([, script = ""]) => script) : []),
    ...[...text.matchAll(/new URL\("(\.[^"]+\.ts)", import\.meta\.url\)/g)].map(([, beside = ""]) =>
      posix.join(posix.dirname(path), beside),
    ),
    ...(/\bimport\.meta\.main\b/.test(text) || /^server\/commands\/.*\.ts$/.test(path) ? [path] : []),
  ]);
  return [...new Set(named)].sort();
}

/** How what node starts comes to a `.tsx`, which it cannot read before `loadTsx`: the files on the way; empty where it does not. */
export function wayToTsx(start: string, files: ReadonlyMap<string, SourceFile>, seen = new Set<string>()): string[] {
  const file = files.get(start);
  if (file === undefined || seen.has(start)) return [];
  if (start.endsWith(".tsx")) return [start];
  seen.add(start);
  for (const { target } of importsOf(file).filter(({ type, called }) => !type && !called)) {
    const way = wayToTsx(target, files, seen);
    if (way.length > 0) return [start, ...way];
  }
  return [];
}

function textBreaches(file: SourceFile): Breach[] {
  return textRules
    .filter((rule) => rule.in.test(file.path) && !rule.except?.test(file.path))
    .flatMap(({ never, names, instead }) => {
      const found = (names ? file.text.replace(names, "") : file.text).match(never)?.[0];
      return found === undefined ? [] : [{ path: file.path, found: found.trim().slice(0, 120), instead }];
    });
}

function nameBreaches({ path, text }: SourceFile): Breach[] {
  if (!/\.(tsx?|mjs|css)$/.test(path)) return [];
  const breaches: Breach[] = [];
  const parts = path.split("/");
  const stem = (parts.pop() ?? "").replace(/\.(test\.tsx?|client\.tsx|d\.ts|config\.ts|tsx?|mjs|css)$/, "");
  const component =
    path.endsWith(".tsx") && !/(\.test|-page|\.client)\.tsx$|^extension\/entrypoints\//.test(path) && /^export function [A-Z]/m.test(text);
  if (component ? !/^[A-Z][A-Za-z0-9]*$/.test(stem) : !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) {
    breaches.push({ path, found: `the name ${stem}`, instead: "files kebab-case, components PascalCase" });
  }
  for (const part of [...parts, stem]) {
    if (vagueNames.test(part)) breaches.push({ path, found: `the name ${part}`, instead: "named after the one thing inside" });
  }
  if (stem === "index" && !path.startsWith("extension/entrypoints/")) {
    breaches.push({ path, found: "an index file", instead: "no barrels: named after the one thing inside" });
  }
  return breaches;
}

function todoBreaches({ path, text }: SourceFile, today: string): Breach[] {
  if (!/\.(tsx?|mjs|css|html)$/.test(path)) return [];
  return [...text.matchAll(/\bTODO\b(?: \[(\d{4}-\d{2}-\d{2})\]:)?/g)]
    .filter(([, day]) => day === undefined || day <= today)
    .map(([found]) => ({ path, found, instead: "do it now, or TODO [YYYY-MM-DD]: with a day to come" }));
}

function lengthBreaches({ path, text }: SourceFile): Breach[] {
  const lines = text.trimEnd().split("\n");
  const wide = /\.(tsx?|mjs)$/.test(path)
    ? lines.filter((line) => line.length > columns && (comment.test(line) || line.replace(sentences, "").length > columns))
    : [];
  const breaches = wide.map((line) => ({
    path,
    found: `${line.length} columns: ${line.trim().slice(0, 60)}`,
    instead: `at most ${columns} columns; one sentence may be longer`,
  }));
  if (!entryPoints.test(path) || lines.length <= entryPointLines) return breaches;
  const instead = `an entry point is wiring, at most ${entryPointLines} lines`;
  return [...breaches, { path, found: `${lines.length} lines`, instead }];
}

const columns = 140;
const comment = /^\s*(\/\/|\/?\*)/;
/** What cannot be broken without reading worse: text between quotes, and expressions. */
const sentences = /"[^"]{40,}"|'[^']{40,}'|`[^`]{40,}`?|\/[^/ ][^/]{40,}\//g;

/** More than one of something whose number is not known; what is a limit is never one, and “of” it there are many. */
const countedThings =
  /(?<!of )\{(?!most)\w+\} (more )?(days|hours|minutes|units|sheets|files|findings|lines|pieces|pairs|items|inspections|visits)\b/;

/** What is wrong with a sentence in two languages; empty where nothing is. */
export function wordsBreaches(key: string, { vi, en }: { readonly vi: string; readonly en: string }): string[] {
  // However they are written: {count}, {seconds:duration}, {count|unit|units}.
  const places = (sentence: string) => [...new Set([...sentence.matchAll(/\{(\w+)/g)].map(([, name]) => `{${name}}`))].sort().join(" ");
  const wrong: string[] = [];
  for (const [language, sentence] of Object.entries({ vi, en })) {
    if (sentence.trim() === "") wrong.push(`${key}: ${language} is empty`);
    if (sentence !== sentence.trim()) wrong.push(`${key}: ${language} begins or ends with a space`);
    if (sentence !== sentence.normalize("NFC")) wrong.push(`${key}: ${language} is not NFC`);
  }
  const plural = en.match(countedThings)?.[0];
  if (plural !== undefined) wrong.push(`${key}: “${plural}” of one; write {count|day|days}`);
  if (places(vi) !== places(en)) wrong.push(`${key}: vi has ${places(vi) || "no places"}, en ${places(en) || "no places"}`);
  return wrong;
}
