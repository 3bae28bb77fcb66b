import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ownStyles } from "../server/web/assets.ts";
import type { SourceFile } from "./support/house-rules.ts";
import { markupOf } from "./support/markup.ts";
import { givenTwice, strayTokens, unusedSelectors } from "./support/unused-styles.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

function filesOf(folders: readonly string[], ending: RegExp): SourceFile[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", ...folders], { cwd: root, encoding: "utf8" }).split("\n");
  const deleted = execFileSync("git", ["ls-files", "-d", ...folders], { cwd: root, encoding: "utf8" }).split("\n");
  return listed
    .filter((path) => ending.test(path) && !deleted.includes(path))
    .map((path) => ({ path, text: readFileSync(root + path, "utf8") }));
}

/** Whose styles stand where, and who draws with them. The invented office's website is nobody else's. */
const worlds: readonly { readonly name: string; readonly styles: readonly string[]; readonly drawnBy: readonly string[] }[] = [
  { name: "what both draw alike", styles: ["shared"], drawnBy: ["shared", "extension", "server", ":!server/demo/site"] },
  { name: "the extension", styles: ["extension"], drawnBy: ["extension", "shared"] },
  { name: "the server's pages", styles: ["server", ":!server/demo/site"], drawnBy: ["server", "shared", ":!server/demo/site"] },
  { name: "the invented office's website", styles: ["server/demo/site"], drawnBy: ["server/demo/site"] },
];

const stylesIn = (...folders: string[]) => filesOf(folders, /\.css$/);

describe("styles", () => {
  test.each(worlds)("of $name: something that is drawn fits every selector", ({ styles, drawnBy }) => {
    const sheets = filesOf(styles, /\.css$/);
    expect(sheets.length).toBeGreaterThan(0);
    expect(unusedSelectors(sheets, markupOf(filesOf(drawnBy, /\.(tsx?|js|html)$/)))).toEqual([]);
  });

  test("every token is used, and every one that is used is given", () => {
    expect(strayTokens(stylesIn("shared", "extension", "server", ":!server/demo/site"))).toEqual([]);
    expect(strayTokens(stylesIn("server/demo/site"))).toEqual([]);
  });

  test("nothing is declared twice: what extension and server say alike stands in shared/ui/style/", () => {
    expect(givenTwice(stylesIn("shared", "extension", "server", ":!server/demo/site"))).toEqual([]);
    expect(givenTwice(stylesIn("server/demo/site"))).toEqual([]);
  });

  test("a name that one room's sheet gives a look of its own is no other room's: every page loads them all", () => {
    const general = /\/(forms|narrow|page|parts|print)\.css$/;
    expect(namesOfTwo(filesOf(["server/web/style"], /\.css$/).filter(({ path }) => !general.test(path)))).toEqual([]);
    const board = { path: "board.css", text: ".pick .shown { margin: 0 }" };
    expect(namesOfTwo([board, { path: "evidence.css", text: ".shown { border: 1px solid }" }])).toEqual(["shown: evidence.css, board.css"]);
  });

  test("what both draw alike is loaded by the extension's screens; the server takes the whole folder", () => {
    const loaded = stylesIn("extension").flatMap(({ text }) =>
      [...text.matchAll(/@import "(?:\.\.\/)+(shared\/[^"]+)"/g)].map(([, path]) => path),
    );
    // The extension shows no bands.
    const shared = stylesIn("shared").map(({ path }) => path);
    expect(loaded.sort()).toEqual(shared.filter((path) => path !== "shared/ui/style/band.css"));
  });

  test("the server's pages load every sheet of their own", () => {
    const own = filesOf(["server/web/style"], /\.css$/).map(({ path }) => path);
    expect(ownStyles.map((name) => `server/web/style/${name}.css`).sort()).toEqual(own.sort());
  });
});

describe("a selector that nothing fits is found", () => {
  const css = (text: string): SourceFile[] => [{ path: "a.css", text }];
  const tsx = (text: string): SourceFile => ({ path: "a.tsx", text });
  const found = (style: string, ...drawn: SourceFile[]) => unusedSelectors(css(`${style} { color: red; }`), markupOf(drawn));

  const jsx = tsx(`
    const tones = ["warn"];
    export const A = ({ tone, on }) => (
      <p id="a" class={\`state \${tone}\`} data-mark="scored">
        <b class={on ? "on" : undefined} /> <Icon name="heat" />
      </p>
    );
  `);
  test.each([
    ["a class", ".gone"],
    ["a class that is only a word elsewhere", "b.warn"],
    ["an id", "#gone"],
    ["an element", "table"],
    ["an element with a class that others have", "b.state"],
    ["an attribute", ':root[data-theme="dark"]'],
    ["a value of an attribute", '[data-mark="gone"]'],
    ["a part of a selector", "p > .gone:hover"],
    ["what :has() asks for", "p:has(.gone)"],
    ["one of a list", "p, .gone"],
    ["what is given to a component alone", "b.heat"],
  ])("%s: %s", (_, selector) => {
    expect(found(selector, jsx)).toHaveLength(1);
  });

  test("and one that something fits is not", () => {
    const fits = ["p.state.warn", "#a", "b.on", '[data-mark="scored"]', "p:has(.on) > b:not(.gone)::before", "*", ":focus-visible"];
    expect(fits.flatMap((selector) => found(selector, jsx))).toEqual([]);
    const built = tsx(`
      export const B = ({ differs, shade }) => (
        <td class={\`num\${differs ? " d" : ""}\`}><i class={\`b\${shade}\`} aria-current="page" /></td>
      );
    `);
    expect(["td.num.d", "td.num", "i.b5", "i[aria-current]"].flatMap((selector) => found(selector, built))).toEqual([]);
    expect(["td.on", "i.num", ".num.b5", "td[aria-current]"].filter((selector) => found(selector, built).length === 0)).toEqual([]);
  });

  test("with the place where it stands", () => {
    expect(found(".on,\n.gone td", jsx)).toEqual(["a.css:1 .gone td: nothing is .gone"]);
  });
});

describe("so are", () => {
  const one = { path: "one.css", text: ":root { --a: 1px; --b: var(--a); --c: 2px; }\np { margin: var(--b); }" };

  test("a token that no rule uses, and one that is used and never given", () => {
    expect(strayTokens([one, { path: "two.css", text: "p { padding: var(--d); }" }])).toEqual([
      "one.css:1 --c is not used",
      "--d is used and not given",
    ]);
  });

  test("what is declared twice, in one file or in two", () => {
    const again = { path: "two.css", text: "i, p {\n margin: var(--b); }" };
    expect(givenTwice([one, again])).toEqual(["two.css:2 p { margin } stands in one.css:2"]);
    expect(givenTwice([{ path: "a.css", text: "p { margin: 0; }\np { margin: 1px; }" }])).toHaveLength(1);
    expect(givenTwice([one, { path: "two.css", text: "@media print { p { margin: var(--b); } }\np { margin: 0; }" }])).toEqual([]);
  });
});

/** Classes that one sheet styles wherever they stand, and another one uses: `name: whose, others`. */
function namesOfTwo(sheets: readonly SourceFile[]): string[] {
  const selectors = sheets.map(({ path, text }) => ({
    path,
    all: [...text.replace(/\/\*.*?\*\//gs, "").matchAll(/([^{}]+)\{/g)].flatMap(([, list = ""]) =>
      list.split(",").map((one) => one.trim()),
    ),
  }));
  return selectors.flatMap(({ path, all }) =>
    [...new Set(all.flatMap((one) => /^\.([\w-]+)$/.exec(one)?.[1] ?? []))].flatMap((name) => {
      const others = selectors.filter(
        (other) =>
          other.path !== path && other.all.some((one) => one.split(/[^\w.-]/).some((part) => part.split(".").slice(1).includes(name))),
      );
      return others.length > 0 ? [`${name}: ${[path, ...others.map((other) => other.path)].join(", ")}`] : [];
    }),
  );
}
