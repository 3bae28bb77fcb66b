import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { problems } from "../shared/problem.ts";
import { vietnamDay } from "../shared/text.ts";
import { breachesOf, circlesIn, importsOf, type SourceFile, startedByNode, wayToTsx, wordsBreaches } from "./support/house-rules.ts";
import { effectsAtEachRender, effectsThatMove, islandsThatMove } from "./support/new-at-each-render.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const today = vietnamDay(new Date());

const mostInOneFolder = 25;

/** These two show what is refused. */
const shownHere = /^test\/(conventions\.test|support\/house-rules)\.ts$/;

function projectFiles(): SourceFile[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" }).split("\0");
  const deleted = new Set(execFileSync("git", ["ls-files", "-dz"], { cwd: root, encoding: "utf8" }).split("\0"));
  return listed
    .filter((path) => path !== "" && !deleted.has(path) && !shownHere.test(path) && !/\.(png|jpe?g|ico|woff2?)$/.test(path))
    .map((path) => ({ path, text: readFileSync(root + path, "utf8") }));
}

/** A snippet as the text of a file, with the beginning of both as a title. */
function shown([path = "", text = ""]: readonly string[]): SourceFile & { shown: string } {
  return { path, text, shown: `${path}: ${text.split("\n", 1)[0]?.slice(0, 70)}` };
}

describe("house rules", () => {
  test.for(
    [
      ["shared/points.ts", 'import { readFile } from "node:fs/promises";'],
      ["shared/points.ts", 'import type { Tables } from "../server/database/tables.ts";'],
      ["shared/points.ts", 'export { html } from "hono/html";'],
      ["extension/panel/Panel.tsx", 'import { createApp } from "../../server/app.ts";'],
      ["extension/panel/Panel.tsx", 'import { send } from "../sync/sender.ts";'],
      ["extension/panel/Panel.tsx", 'import {\n  a,\n  b,\n} from "../sync/sender.ts";'],
      ["extension/desk/lists/Outbox.tsx", 'const sender = await import("../../sync/sender.ts");'],
      ["extension/sheet/Sheet.tsx", 'import { send } from "../sync/sender.ts";'],
      ["extension/screen/call.ts", 'import { send } from "../sync/sender.ts";'],
      ["extension/options/About.tsx", 'import { send } from "../sync/sender.ts";'],
      ["extension/options/About.tsx", 'import { Confirm } from "../desk/Confirm.tsx";'],
      ["extension/desk/Score.tsx", 'import { Start } from "../panel/Start.tsx";'],
      ["extension/panel/Panel.tsx", 'import type { Run } from "../options/run.ts";'],
      ["extension/panel/Panel.tsx", 'import { loadOverlay } from "../background/overlay-state.ts";'],
      ["extension/panel/Panel.tsx", 'import { isOrphan } from "../page/orphans.ts";'],
      ["extension/sheet/Sheet.tsx", 'import { Start } from "../panel/Start.tsx";'],
      ["extension/screen/use-settings.ts", 'import { openSheet } from "../sheet/sheet-store.ts";'],
      ["extension/sync/sender.ts", 'import { call } from "../screen/call.ts";'],
      ["extension/drafts/outbox.ts", 'import type { SignedIn } from "../sync/stored-sign-in.ts";'],
      ["extension/page/launcher.ts", 'import { useSettings } from "../screen/use-settings.ts";'],
      ["extension/page/launcher.ts", 'import { openSheet } from "../sheet/sheet-store.ts";'],
      ["extension/messages.ts", 'import type { Draft } from "./drafts/drafts.ts";'],
      ["extension/page/launcher.ts", 'import { saveDraft } from "../drafts/drafts.ts";'],
      ["extension/page/launcher.ts", 'import "../panel/panel.css";'],
      ["extension/settings.ts", 'import background from "./entrypoints/background.ts";'],
      ["extension/settings.ts", 'import { join } from "node:path";'],
      ["server/app.ts", 'import { Calls } from "../extension/messages.ts";'],
      ["server/app.ts", 'import { start } from "./commands/start.ts";'],
      ["server/app.ts", 'import { until } from "../test/support/browser.ts";'],
      ["server/results/results-api.ts", 'import { sql } from "kysely";'],
      ["server/results/results-web.ts", 'import { sql } from "kysely";'],
      ["server/http/body.ts", 'import { sql } from "kysely";'],
      ["server/results/results-page.tsx", 'import Database from "better-sqlite3";'],
      ["server/results/results-page.tsx", 'import { keptResultsOf } from "./results.ts";'],
      ["server/results/ranking.client.tsx", 'import { sql } from "kysely";'],
      ["server/results/ranking.client.tsx", 'import { readFile } from "node:fs/promises";'],
      ["server/results/ranking.client.tsx", 'import { keptResultsOf } from "./results.ts";'],
      ["server/results/ranking.client.tsx", 'import type { Choice } from "./choice.ts";'],
      ["server/results/ranking.client.tsx", 'import { Layout } from "../web/Layout.tsx";'],
      ["server/results/Bars.tsx", 'import { sql } from "kysely";'],
      ["server/results/Bars.tsx", 'import { keptResultsOf } from "./results.ts";'],
      ["server/results/results-page.tsx", 'import { html } from "hono/html";'],
      ["server/results/Bars.tsx", 'import { streamText } from "hono/streaming";'],
      ["server/results/results-page.ts", 'import type { Context } from "hono";\nimport { readFile } from "node:fs/promises";'],
      ["server/people/people.ts", 'import { HTTPException } from "hono/http-exception";'],
      ["server/people/people.ts", 'import { describeRoute } from "hono-openapi";'],
      ["server/verify/verify.ts", 'import { parseInput } from "../http/body.ts";'],
      ["server/backup/restore.ts", 'import { unitRoutes } from "../units/units-api.ts";'],
      ["server/units/units.ts", 'import type { Person } from "../people/people.ts";'],
      ["server/ledger/audit.ts", 'import type { Unit } from "../units/units.ts";'],
      ["server/database/open.ts", 'import { hashOf } from "../ledger/audit.ts";'],
      ["server/units/units.ts", 'import type { Context } from "../app.ts";'],
      ["server/results/results.ts", 'import { unitPage } from "../desks/unit-page.tsx";'],
      ["server/lists/lists.ts", ""],
      ["shared/units/unit.ts", 'import type { Plan } from "../plans/plan.ts";'],
      ["shared/text.ts", 'import { problems } from "./problem.ts";'],
      ["shared/ui/Icon.tsx", 'import { h } from "hono/jsx";'],
      ["shared/ui/style/page.css", '@import "../../../extension/screen/screen.css";'],
      ["extension/options/options.css", '@import "../desk/desk.css";'],
    ].map(shown),
  )("$shown is refused", ({ path, text }) => {
    expect(breachesOf({ path, text }, today)).not.toEqual([]);
  });

  test.for(
    [
      ["extension/panel/Panel.tsx", "node.innerHTML = note;"],
      ["extension/panel/Panel.tsx", "<p dangerouslySetInnerHTML={{ __html: note }} />"],
      ["extension/page/quote.ts", 'host.insertAdjacentHTML("beforeend", text);'],
      ["shared/sheets/scoring.ts", "eval(formula)"],
      ["shared/sheets/scoring.ts", "const compute = new Function(formula);"],
      ["server/app.ts", "export default app;"],
      ["server/web/forms.ts", 'typed.normalize("NFC")'],
      ["shared/words.ts", 'export * from "./words/field.ts";'],
      ["extension/desk/lists/Outbox.tsx", 'await fetch("/api/me");'],
      ["shared/ui/PieceOfEvidence.tsx", "const file = await fetch(address);"],
      ["extension/desk/lists/Outbox.tsx", "<button>Gửi phiếu</button>"],
      ["server/web/forms.ts", '<input name="from" type="date">'],
      ["extension/panel/Headcount.tsx", '<input type="time" />'],
      ["shared/ui/CountField.tsx", '<input type="date" />'],
      ["server/results/results-api.ts", 'const rows = await database.read.selectFrom("summaries").execute();'],
      ["server/results/results-web.ts", 'await write.insertInto("meta").values(one).execute();'],
      ["server/results/results-page.tsx", 'database.write.updateTable("units")'],
      ["server/results/Bars.tsx", 'database.write\n  .deleteFrom("units")'],
      ["server/results/results-page.ts", 'const title = "Xếp hạng đơn vị";'],
      ["server/host/env.ts", 'const dataDir = "/home/lan/data";'],
      ["README.md", "cd /Users/lan/phieu-cham"],
      ["test/server/results.test.ts", "await addPerson(database.write, person, null, now);"],
      ["test/support/journey.ts", "await identity.makePerson({ ...inspector, roles });"],
      ["test/server/stages.test.ts", 'database.write.updateTable("people").set({ disabled_at })'],
      ["test/server/findings.test.ts", 'write\n      .insertInto(\n"devices")'],
      ["test/server/positions.test.ts", "server.tampers((file) => file.exec(`insert into devices values (1)`))"],
      ["test/server/submissions.test.ts", "server.tampers((file) => file.exec('update devices set revoked_at = null'))"],
      ["package.json", '{ "registry": "https://registry.example.com/" }'],
      ["package-lock.json", '{ "resolved": "https://x.example/a.tgz" }'],
      ["test/support/visitor.ts", "/**\n * what its\n * owner\n * is and does\n */"],
      ["server/app.ts", "// TODO: later"],
      ["server/app.ts", "// TODO [2020-01-01]: long ago"],
      ["server/app.ts", "// FIXME"],
      ["server/main.ts", "start();\n".repeat(41)],
      ["extension/entrypoints/panel/main.tsx", "start();\n".repeat(41)],
      ["server/commands/start.ts", "start();\n".repeat(41)],
      ["server/serve.ts", `const a = [${"one, ".repeat(30)}];`],
      ["server/date-utils.ts", ""],
      ["server/helpers/dates.ts", ""],
      ["shared/words/common.ts", ""],
      ["shared/index.ts", ""],
      ["shared/unitNames.ts", ""],
      ["extension/panel/criterion-row.tsx", "export function CriterionRow() {}"],
      ["extension/panel/Mount.tsx", "export function mount() {}"],
      ["server/web/notice.tsx", "export function Notice() {}"],
      ["server/results/Bars.tsx", "<p>Xếp hạng đơn vị</p>"],
      ["server/results/ranking.client.tsx", 'count.textContent = "Đang hiện";'],
    ].map(shown),
  )("$shown is refused", ({ path, text }) => {
    expect(breachesOf({ path, text }, today)).not.toEqual([]);
  });

  test.for(
    [
      ["shared/points.ts", 'import * as v from "valibot";\nimport { Day } from "./text.ts";\n// eval is never called'],
      [
        "extension/panel/CriterionRow.tsx",
        'import { say } from "../../shared/text.ts";\n// Điểm của tiêu chí\nawait refetch();\nexport function CriterionRow() {}',
      ],
      ["extension/sync/client.ts", "const answer = await fetch(address, request);"],
      ["extension/panel/KeepButton.tsx", 'import { sitePattern } from "../screen/site-pattern.ts";\nexport function KeepButton() {}'],
      ["extension/sheet/store.ts", 'import { changeDraft } from "../drafts/drafts.ts";\nimport { call } from "../screen/call.ts";'],
      ["extension/entrypoints/background.ts", 'import { listen } from "../sync/listen.ts";\nexport default defineBackground(listen);'],
      ["server/results/results-api.ts", 'import { keptResultsOf } from "./results.ts";\n// TODO [2999-01-01]: a day to come'],
      ["server/results/ranking.client.tsx", 'import { h } from "preact";\nimport { say } from "../../shared/text.ts";'],
      ["server/results/ranking.client.tsx", 'import { Bars } from "./Bars.tsx";\nimport { shownText } from "./page/shown-words.ts";'],
      ["server/desks/unit-page.tsx", 'import type { UnitView } from "./inspection-view.ts";'],
      ["server/people/account-page.tsx", 'import { wordsOf } from "./answer-words.ts";\nexport function AccountPage() {}'],
      ["server/people/people.ts", 'import { loadUnits } from "../units/units.ts";'],
      ["server/people/known-browsers.ts", 'import { parse } from "hono/utils/cookie";'],
      ["test/server/results.test.ts", 'import { createApp } from "../../server/app.ts";'],
    ].map(shown),
  )("$shown is fine", ({ path, text }) => {
    expect(breachesOf({ path, text }, today)).toEqual([]);
  });

  test("imports are seen however they are written", () => {
    const text =
      'import a from "a";\nimport type { B } from "./b.ts";\nimport {\n  c,\n} from "../c.ts";\nimport "d";\nexport { e } from "e";\nawait import("./f.ts");';
    const imports = importsOf({ path: "server/x/y.ts", text });
    expect(imports.map(({ target }) => target)).toEqual(["a", "server/x/b.ts", "server/c.ts", "d", "e", "server/x/f.ts"]);
    expect(imports.filter(({ type }) => type)).toEqual([{ target: "server/x/b.ts", type: true, called: false }]);
    expect(imports.filter(({ called }) => called).map(({ target }) => target)).toEqual(["server/x/f.ts"]);
  });

  test("every file of the project keeps them", () => {
    const files = projectFiles();
    expect(files.length).toBeGreaterThan(40);
    expect(files.flatMap((file) => breachesOf(file, today))).toEqual([]);
  });

  test("no files import one another around a corner, types included", () => {
    const three = ["a", "b", "c"].map((name, i) => ({
      path: `server/units/${name}.ts`,
      text: `import type { X } from "./${["b", "c", "a"][i]}.ts";`,
    }));
    expect(circlesIn(three)).toEqual([["server/units/a.ts", "server/units/b.ts", "server/units/c.ts"]]);
    expect(circlesIn(projectFiles().filter(({ path }) => !path.startsWith("test/")))).toEqual([]);
  });

  test("nothing that node starts comes to a component before components can be loaded", () => {
    const byPath = (files: readonly SourceFile[]) => new Map(files.map((file) => [file.path, file]));
    const page = shown(["server/pages.ts", 'import { A } from "./A.tsx";']);
    const bench = (text: string) => byPath([shown(["test/bench/main.ts", text]), page, shown(["server/A.tsx", ""])]);
    expect(wayToTsx("test/bench/main.ts", bench('import { pages } from "../../server/pages.ts";'))).toEqual([
      "test/bench/main.ts",
      "server/pages.ts",
      "server/A.tsx",
    ]);
    expect(wayToTsx("test/bench/main.ts", bench('import type { Pages } from "../../server/pages.ts";'))).toEqual([]);
    expect(wayToTsx("test/bench/main.ts", bench('await import("../../server/pages.ts");'))).toEqual([]);

    const files = projectFiles();
    const starts = startedByNode(files);
    const known = ["server/main.ts", "server/exports/answers-worker.ts", "server/packages/island-build.ts", "test/journeys/pictures.ts"];
    const tests = ["test/bench/main.ts", "test/support/make-database-fixture.ts", "test/support/restore-killed.ts", "test/support/run.ts"];
    expect(starts).toEqual(expect.arrayContaining([...known, ...tests, "server/commands/start.ts"]));
    expect(starts.map((start) => wayToTsx(start, byPath(files))).filter((way) => way.length > 0)).toEqual([]);
  });

  test("no folder holds more than a person looks through, and little lies loose", () => {
    const counts = new Map<string, number>();
    for (const { path } of projectFiles()) {
      const folder = path.slice(0, path.lastIndexOf("/"));
      if (/^(server|shared|extension)(\/|$)/.test(folder)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    expect([...counts].filter(([, files]) => files > mostInOneFolder)).toEqual([]);
    expect(counts.get("server")).toBeLessThanOrEqual(8);
  });
});

/** What draws in a browser: the extension, what both draw, the pages' islands. */
function drawnFiles(): SourceFile[] {
  return projectFiles().filter(({ path }) => /^(extension|shared\/ui)\/|\.client\.tsx$/.test(path));
}

describe("an effect that depends on what is new at each render", () => {
  const use = (before: string, dependency: string) =>
    `export function A({ a }) {\n${before}\nuseEffect(() => {}, [${dependency}]);\nreturn <p />;\n}`;
  const hook = (result: string) => ({ path: "extension/panel/b.ts", text: `export function useB(a) {\n${result}\n}` });
  const component = (text: string) => ({ path: "extension/panel/A.tsx", text: `import { useB } from "./b.ts";\n${text}` });

  /** As `useSpeech` was, when each save moved the desk to its top. */
  const anew = "const language = useContext(L);\nreturn { language, t: (words) => say(words, language) };";
  const speech = hook(anew);
  const shared = { path: "shared/ui/language.ts", text: `export function useSpeech() {\n${anew}\n}` };
  const speaking = (path: string, from: string) => ({
    path,
    text: `import { useSpeech } from "${from}";\n${use("const { t } = useSpeech();", "t")}`,
  });
  test.for<[said: string, ...files: SourceFile[]]>([
    ["what a hook makes each time", component(use("const { t } = useB();", "t")), speech],
    ["what a shared hook makes, on the device", speaking("extension/desk/A.tsx", "../../shared/ui/language.ts"), shared],
    ["what a shared hook makes, in an island", speaking("server/results/a.client.tsx", "../../shared/ui/language.ts"), shared],
    ["what a shared hook makes, in a shared component", speaking("shared/ui/A.tsx", "./language.ts"), shared],
    ["the same by another way", component(use("const speech = useB();\nconst say = speech.t;", "place, say")), speech],
    ["all that such a hook gives", component(use("const speech = useB();", "speech")), speech],
    ["a function of the component", component(use("function go() {}", "go"))],
    ["an arrow function", component(use("const go = () => {};", "go"))],
    ["a list", component(use("const some = a.filter(Boolean);", "some"))],
    ["an object, or what was there", component(use("const one = a ?? {};", "one"))],
    ["what was made where the hook is called", component(use("const one = useB({});", "one")), hook("return a;")],
    ["what stands in a prop", component(`${use("", "a")}\nexport function C() { return <A a={() => {}} />; }`)],
    [
      "what a context holds",
      component(
        `${use("const { go } = useContext(X);", "go")}\nfunction C() { const one = { go() {} }; return <X.Provider value={one} />; }`,
      ),
    ],
    ["no list at all", component("function A() { useEffect(() => {}); }")],
    ["a memo of it", component("function A() { const go = () => {}; const b = useMemo(() => go(), [go]); }")],
  ])("is refused: %s", ([, ...files]) => {
    expect(effectsAtEachRender(files)).toHaveLength(1);
  });

  test.for<[said: string, ...files: SourceFile[]]>([
    [
      "state, a reference, a memo",
      component(use("const [b, setB] = useState({}); const c = useRef({}); const d = useMemo(() => ({}), [b]);", "b, setB, c, d")),
    ],
    ["text and numbers", component(use("const many = a.length; const place = JSON.stringify(a);", "many, place"))],
    ["what stands outside", component(`const go = () => {};\n${use("", "go")}`)],
    ["what a hook keeps", component(use("const { b } = useB();", "b")), hook("const [b] = useState([]);\nreturn { b, set: () => {} };")],
    ["a prop that is kept", component(`${use("", "a")}\nexport function C() { const [b] = useState([]); return <A a={b} />; }`)],
  ])("is not: %s", ([, ...files]) => {
    expect(effectsAtEachRender(files)).toEqual([]);
  });

  test("is nowhere in what draws in a browser", () => {
    const files = drawnFiles();
    const paths = files.map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith("extension/")).length).toBeGreaterThan(40);
    expect(paths).toEqual(expect.arrayContaining(["shared/ui/language.ts", "server/web/copy.client.tsx"]));
    expect(effectsAtEachRender(files)).toEqual([]);
  });
});

describe("what moves the focus or the page", () => {
  /** Effect → the person's act that it answers. */
  const acts: Readonly<Record<string, string>> = {
    "extension/desk/Confirm.tsx []": "asked for something that cannot be undone",
    "extension/desk/lists/Lists.tsx [section]": "followed a link to a part of the page",
    "extension/desk/Score.tsx [criterionId]": "followed a link to a criterion",
    "extension/desk/use-route.ts [place]": "went to another page",
    "extension/options/SignInSection.tsx [signIn.userCode, askedHere]": "asked for a code here",
    "extension/sheet/Help.tsx []": "asked for the keys",
    "extension/sheet/Sheet.tsx []": "was typing when this panel had to come instead of another",
  };

  test("is an effect of a person's act, and not of data that came", () => {
    const moving = effectsThatMove(drawnFiles());
    expect(moving.sort(), "name the person's act that it answers, or move by the act itself").toEqual(Object.keys(acts).sort());
  });

  /** Island → the person's act that leads there. */
  const inIslands: Readonly<Record<string, string>> = {
    "server/desks/findings/verdict.client.tsx choose": "pressed a digit",
    "server/desks/settling/settle.client.tsx as it is loaded": "followed a link to the reason",
    "server/desks/settling/settle.client.tsx tellUnsaved": "sent it, and is typing nowhere",
    "server/desks/settling/settle.client.tsx showRefusal": "sent it; back to where they type, or to what is wrong where they do not",
    "server/desks/settling/settle.client.tsx takeParts": "none: the keyboard stays on the link that it was on",
    "server/desks/settling/settle.client.tsx commandOf": "pressed a key",
  };

  test("is a person's act in the pages' islands, too", () => {
    const moving = islandsThatMove(drawnFiles());
    expect(moving.sort(), "name the person's act that leads there").toEqual(Object.keys(inIslands).sort());
    const text = "document.addEventListener('x', () => go());\nfunction go() {\n  document.body.focus();\n}\nscrollTo(0, 0);\n";
    expect(islandsThatMove([{ path: "server/a.client.tsx", text }])).toEqual([
      "server/a.client.tsx go",
      "server/a.client.tsx as it is loaded",
    ]);
  });

  test("a letter that an input method is putting together is told by one function", () => {
    const own = /shared\/ui\/(is-composed|keyboard)\.ts$/;
    const asking = drawnFiles().filter(({ path, text }) => !own.test(path) && /isComposing/.test(text));
    expect(asking.map(({ path }) => path)).toEqual([]);
  });

  test("is seen with what it depends on", () => {
    const text =
      "function A({ draft }) { useEffect(() => document.querySelector('h1')?.focus(), [draft]); useEffect(() => { scrollTo(0, 0); window.scrollTo(0, 0); }); }";
    expect(effectsThatMove([{ path: "extension/desk/A.tsx", text }])).toEqual([
      "extension/desk/A.tsx [draft]",
      "extension/desk/A.tsx at each render",
    ]);
    const moving = "export const showIt = (id) => goThere(id);\nfunction goThere(id) { document.getElementById(id).focus(); }";
    const calling = "import { showIt } from './b.ts'; function A({ draft }) { useEffect(() => { showIt(draft.id); }, [draft]); }";
    const files = [
      { path: "extension/desk/b.ts", text: moving },
      { path: "extension/desk/A.tsx", text: calling },
    ];
    expect(effectsThatMove(files)).toEqual(["extension/desk/A.tsx [draft]"]);
  });
});

describe("the linter", () => {
  const refused: readonly (readonly [path: string, imported: string])[] = [
    ["shared/a.ts", "node:fs"],
    ["shared/b.ts", "kysely"],
    ["shared/c.ts", "@hono/node-server"],
    ["shared/d.ts", "hono/html"],
    ["shared/words/e.ts", "../../server/app.ts"],
    ["shared/f.ts", "../extension/messages.ts"],
    ["shared/h.ts", "preact"],
    ["shared/ui/I.tsx", "hono/jsx"],
    ["shared/ui/J.tsx", "../../server/web/look.ts"],
    ["shared/ui/K.tsx", "../../extension/screen/call.ts"],
    ["server/a.ts", "../extension/messages.ts"],
    ["server/units/b-api.ts", "../../extension/messages.ts"],
    ["server/c.ts", "../test/support/browser.ts"],
    ["extension/a.ts", "../server/app.ts"],
    ["extension/entrypoints/panel/b.ts", "../../../server/app.ts"],
    ["extension/c.ts", "node:path"],
    ["extension/panel/D.tsx", "../sync/sender.ts"],
    ["extension/desk/E.tsx", "../sync/sender.ts"],
    ["extension/options/E.tsx", "../sync/sender.ts"],
    ["extension/sheet/methods/E.tsx", "../../sync/sender.ts"],
    ["extension/screen/E.tsx", "../sync/sender.ts"],
    ["extension/page/f.ts", "../../server/app.ts"],
  ];
  const fine: typeof refused = [
    ["shared/fine-a.ts", "valibot"],
    ["shared/words/fine-b.ts", "../text.ts"],
    ["shared/ui/Fine.tsx", "preact/hooks"],
    ["server/units/fine-c.ts", "../../shared/text.ts"],
    ["extension/entrypoints/fine-d.ts", "../sync/sender.ts"],
    ["extension/panel/FineE.tsx", "../drafts/drafts.ts"],
  ];

  /** Preact's types declare all of the browser; what runs on the server has none of it. */
  const noBrowser = ["server/a-page.tsx", "server/g.ts", "shared/g.ts", "shared/ui/G.tsx"];
  const browserNames = [
    ...["document", "window", "self", "name", "navigator", "localStorage", "indexedDB", "caches", "customElements"],
    ...["addEventListener", "removeEventListener", "requestAnimationFrame", "matchMedia", "getComputedStyle", "innerWidth", "innerHeight"],
  ];

  test("shows an import that crosses a border, and the browser's names where there is none, while it is being typed", () => {
    const place = mkdtempSync(join(tmpdir(), "phieu-cham-lint-"));
    const settings: Record<string, unknown> = JSON.parse(readFileSync(`${root}.biome.json`, "utf8"));
    writeFileSync(join(place, ".biome.json"), JSON.stringify({ ...settings, $schema: undefined, vcs: undefined }));
    const put = (path: string, text: string) => {
      mkdirSync(join(place, path, ".."), { recursive: true });
      writeFileSync(join(place, path), text);
    };
    for (const [path, imported] of [...refused, ...fine]) put(path, `import { a } from ${JSON.stringify(imported)};\na();\n`);
    for (const path of [...noBrowser, "server/results/fine.client.tsx", "extension/desk/Fine.tsx"])
      put(path, `export const a = [${browserNames.join()}];\n`);
    const biome = `${root}node_modules/@biomejs/biome/bin/biome`;
    const said = spawnSync(process.execPath, [biome, "lint", "--reporter=github", "--max-diagnostics=none", "."], {
      cwd: place,
      encoding: "utf8",
    }).stdout;
    rmSync(place, { recursive: true, force: true });
    const named = (rule: string) =>
      [...said.matchAll(new RegExp(`${rule},file=([^,]+)`, "g"))]
        .map(([, path = ""]) => path.slice(path.indexOf("lint-") + "lint-XXXXXX/".length))
        .sort();
    expect(named("noRestrictedImports")).toEqual(refused.map(([path]) => path).sort());
    expect(named("noRestrictedGlobals"), "each name, in each place").toEqual(
      noBrowser.flatMap((path) => browserNames.map(() => path)).sort(),
    );
  });
});

describe("words", () => {
  test.for<[vi: string, en: string]>([
    ["", "Send"],
    ["Gửi", " "],
    ["Còn {count} việc", "Some to do"],
    ["Đợi {seconds:duration}", "Wait"],
    ["{count} đơn vị", "{many|unit|units}"],
    ["Gửi ", "Send"],
    ["Hạn {days} ngày", "Due in {days} days"],
    ["Gửi".normalize("NFD"), "Send"],
  ])("%j beside %j is refused", ([vi, en]) => {
    expect(wordsBreaches("send", { vi, en })).not.toEqual([]);
  });

  test("every sentence of every screen stands in both languages with the same places", async () => {
    const paths = projectFiles().filter(({ path }) => /^shared\/words\/.*\.ts$/.test(path));
    expect(paths.length).toBeGreaterThan(0);
    for (const { path } of paths) {
      const screens: Record<string, unknown> = await import(/* @vite-ignore */ pathToFileURL(root + path).href);
      for (const [screen, sentences] of Object.entries(screens)) {
        if (typeof sentences !== "object" || sentences === null) continue;
        const wrong = Object.entries(sentences).flatMap(([key, words]) => wordsBreaches(`${path} ${screen}.${key}`, words));
        expect(wrong).toEqual([]);
      }
    }
  });

  test("every problem stands in both languages with the same places, under a stable code and a status of a refusal", () => {
    for (const [code, problem] of Object.entries(problems)) {
      expect(wordsBreaches(code, problem)).toEqual([]);
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(problem.status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe("each folder compiles in its own world", () => {
  const run = promisify(execFile);
  /** Beside the files of its world where these must not bring along what it has not; the server's bring Preact's types. */
  const worlds: readonly (readonly [folder: string, refused: string, beside?: string])[] = [
    ["shared", "export const title = document.title;", "**/*.ts"],
    ["shared", "export const home = process.env;"],
    ["shared", 'export { readFile } from "node:fs/promises";'],
    ["shared/ui", "export const home = process.env;", "*.tsx"],
    ["server", "export const title = document.title;"],
    ["server", "export enum Stage { Self }"],
    ["extension", 'export { readFile } from "node:fs/promises";'],
  ];

  test("what does not exist there is refused by the compiler", { timeout: 60_000 }, async () => {
    const refusals = await Promise.all(
      worlds.map(async ([folder, refused, beside = "**/*.d.ts"], number) => {
        const place = `.cache/worlds/${number}`;
        rmSync(root + place, { recursive: true, force: true });
        mkdirSync(root + place, { recursive: true });
        writeFileSync(`${root + place}/snippet.ts`, `${refused}\n`);
        const options = { noEmit: true, composite: false, emitDeclarationOnly: false, rootDir: root, incremental: false };
        const include = ["snippet.ts", `${root}${folder}/${beside}`];
        writeFileSync(
          `${root + place}/tsconfig.json`,
          JSON.stringify({ extends: `${root}${folder}/tsconfig.json`, compilerOptions: options, include, references: [] }),
        );
        const said = await run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", place], { cwd: root }).then(
          () => "nothing",
          (failure: { stdout: string }) => failure.stdout,
        );
        return { folder, refused, said };
      }),
    );
    for (const { folder, refused, said } of refusals) expect(said, `${folder}: ${refused}`).toMatch(/snippet\.ts\(1,\d+\): error/);
  });
});
