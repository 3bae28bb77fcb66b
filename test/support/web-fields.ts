import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Words } from "../../shared/text.ts";
import { importsOf } from "./house-rules.ts";
import { noText } from "./text-fields.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A text field of a web form, as it is written in the source: by its name and what its label says. */
export interface WebField {
  /** `server/plans/plan-page.ts title (planName)` */
  readonly at: string;
  readonly name: string;
  /** Every sentence that its label can be; empty where none was found. */
  readonly labels: readonly string[];
}

/** Every text field that the server's pages draw, of `shared/ui/` those that they use: by `<Field …>`, or written out. */
export async function webFields(): Promise<WebField[]> {
  const words = await sentences();
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "server"], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n");
  // What draws all the others is none itself.
  const files = withShared(listed.filter((path) => /\.tsx?$/.test(path) && !/^server\/(demo\/|web\/(Field|Pick)\.tsx)/.test(path)));
  return files.flatMap((path) => {
    const text = withHelpersInPlace(readFileSync(root + path, "utf8"));
    return [...drawn(text), ...written(text)].map(({ name, label }) => ({
      at: `${path} ${name} (${label})`,
      name,
      labels: words.get(label) ?? [],
    }));
  });
}

/** These, and what they draw of what the extension draws as well. */
function withShared(files: readonly string[]): string[] {
  const all = new Set(files);
  for (const path of all) {
    const used = importsOf({ path, text: readFileSync(root + path, "utf8") }).map(({ target }) => target);
    for (const target of used) if (/^shared\/ui\/.*\.tsx$/.test(target)) all.add(target);
  }
  return [...all];
}

/** `function ReasonInput(…) {…<input …>…}`: its control stands where it is drawn. */
function withHelpersInPlace(text: string): string {
  const helpers = [...text.matchAll(/^function (\w+Input)\(.*?^}/gms)];
  return helpers.reduce((all, [body, name = ""]) => {
    const control = /<(?:input|textarea)\b[^>]*>/.exec(body)?.[0] ?? "";
    return all.replace(body, () => "").replaceAll(`<${name} `, (use) => control + use);
  }, text);
}

interface Found {
  readonly name: string;
  readonly label: string;
}

/** `<Field filled={filled} name="title" label={words.planName} />`, and `<Find label={words.find} … />`, which is sent as `q`. */
function drawn(text: string): Found[] {
  return [...text.matchAll(/<(Field|Find)\b(.*?)\/>/gs)].flatMap(([, drawnBy, given = ""]) => {
    const type = /\btype="(\w+)"/.exec(given)?.[1] ?? "text";
    if (noText.has(type)) return [];
    const name = drawnBy === "Find" ? "q" : (/\bname="(\w+)"/.exec(given)?.[1] ?? "?");
    return [{ name, label: /\blabel=\{\w+\.(\w+)/.exec(given)?.[1] ?? "?" }];
  });
}

/** `<label…>{t(words.find)}</label> <input name="find" />`: a label just before its control. */
function written(text: string): Found[] {
  return [...text.matchAll(/<(?:input|textarea)\b[^>]*>/g)].flatMap(({ 0: tag, index }) => {
    const type = /\btype="([^"]*)"/.exec(tag)?.[1] ?? "text";
    if (noText.has(type)) return [];
    const before = text.slice(Math.max(0, index - 200), index);
    return [{ name: /\bname="([^"]*)"/.exec(tag)?.[1] ?? "?", label: [...before.matchAll(/\(\w+\.(\w+)\)/g)].at(-1)?.[1] ?? "?" }];
  });
}

/** Key → what it says in Vietnamese, in every file of words that has it. */
async function sentences(): Promise<ReadonlyMap<string, string[]>> {
  const all = new Map<string, string[]>();
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "shared/words/*.ts"], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n");
  for (const path of listed) {
    const screens: Record<string, unknown> = await import(/* @vite-ignore */ pathToFileURL(root + path).href);
    for (const words of Object.values(screens)) {
      if (typeof words !== "object" || words === null) continue;
      for (const [key, said] of Object.entries(words as Record<string, Words>)) all.set(key, [...(all.get(key) ?? []), said.vi]);
    }
  }
  return all;
}
