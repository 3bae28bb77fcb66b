import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDraft } from "../../server/documents/documents.ts";
import { fieldsOf } from "../../server/documents/templates/document-fields-words.ts";
import { makeTemplate, templatePath } from "../../server/documents/templates/make.ts";
import { writeArchive } from "../../server/documents/templates/template-archive.ts";
import { cleanTemplate } from "../../server/documents/templates/template-gate.ts";
import { TemplateProblem } from "../../server/documents/templates/template-problem.ts";
import { saidFault } from "../../server/documents/templates/template-words.ts";
import { cleanForTrial, loadTemplate, loadTemplateVersions, uploadTemplate } from "../../server/documents/templates/templates.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { type DocumentKind, documentKinds } from "../../shared/documents/document.ts";
import { opensWithTeam, partsOf, printed } from "../support/documents.ts";
import { hostileFile, hostileTemplates } from "../support/hostile-templates.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeAccount, signedIn, type Visitor } from "../support/visitor.ts";

let server: TestServer;
let lead: Visitor;
let inspector: Visitor;
beforeAll(async () => {
  server = await startTestServer();
  lead = await signedIn(server, (await makeAccount(server, "Hiền", ["lead"])).email);
  inspector = await signedIn(server, (await makeAccount(server, "Sơn", ["inspector"])).email);
});
afterAll(() => server.remove());

const minutes = () => readFileSync(templatePath("minutes"));

/** The template with another word in it, as Word would save it. */
async function changed(from: string | RegExp, to: string, kind: DocumentKind = "minutes"): Promise<Buffer> {
  const parts = await partsOf(readFileSync(templatePath(kind)));
  const document = (parts["word/document.xml"] ?? "").replaceAll(from, to);
  return writeArchive(
    new Map(Object.entries({ ...parts, "word/document.xml": document }).map(([name, text]) => [name, Buffer.from(text)])),
  );
}

describe("the default templates", () => {
  test.each(documentKinds)("of %s are what their script makes", async (kind) => {
    expect(Buffer.compare(readFileSync(templatePath(kind)), await makeTemplate(kind))).toBe(0);
  });
});

describe("a template made to do harm", () => {
  test("there are more than fifty", () => expect(hostileTemplates.length).toBeGreaterThan(50));

  test.each(hostileTemplates.map((one) => [one.what, one] as const))("with %s is refused in words that name it", async (_, one) => {
    const file = await hostileFile(one, minutes());
    // The bombs go where all of them go; the others are looked at here, which is the same work.
    const look = one.what.includes("bomb") ? cleanForTrial("minutes", file) : cleanTemplate(file, fieldsOf.minutes);
    const problem = await look.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(problem instanceof TemplateProblem)) throw problem ?? new Error("it was taken");
    expect(problem.faults.map((fault) => saidFault(fault, "vi")).join("\n")).toMatch(one.said);
    for (const fault of problem.faults) expect(saidFault(fault, "en")).not.toMatch(/\{\w+\}(?<!\{(#|\^|\/)?\w+\})/);
  });

  test("names the place: the part, the paragraph and how it begins", async () => {
    const file = await changed("I. THÀNH PHẦN", "I. THÀNH PHẦN {uint} {fatcs}");
    const problem: TemplateProblem = await cleanForTrial("minutes", file).then(
      () => expect.unreachable(),
      (error) => error,
    );
    expect(problem.faults.map((fault) => saidFault(fault, "vi"))).toEqual([
      expect.stringMatching(
        /^Không có trường \{uint\}\. Có phải \{unit\}\? \(word\/document\.xml, đoạn \d+: “I\. THÀNH PHẦN \{uint\} \{fatcs\}”\)$/,
      ),
      expect.stringMatching(/Có phải \{facts\}\?/),
    ]);
  });
});

describe("what a document must say", () => {
  const ofAll = ["draft", "code", "verifyAt", "replaces", "dataAt", "checklist", "position"];
  const withPoints = [...ofAll, "indexNote", "#labels"];
  const required: Readonly<Record<DocumentKind, readonly string[]>> = {
    ...{ minutes: ofAll, findingsList: ofAll },
    ...{ scoreAnnex: withPoints, scoreSheet: withPoints, conclusionNotice: withPoints },
  };
  const missingIn = async (kind: DocumentKind, file: Buffer) => {
    const problem = await cleanTemplate(file, fieldsOf[kind]).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(problem instanceof TemplateProblem)) return problem;
    return problem.faults.map((fault) => /^Mẫu thiếu trường \{(.*?)\}: /.exec(saidFault(fault, "vi"))?.[1] ?? fault);
  };

  test.each(documentKinds)("is named, all of it, where a template of %s has dropped it", async (kind) => {
    const names = required[kind].map((name) => name.replace("#", "")).join("|");
    expect(await missingIn(kind, await changed(new RegExp(`\\{[#/]?(${names})\\}`, "g"), "", kind))).toEqual(
      // Without its list the text of an item is out of place.
      expect.arrayContaining([...required[kind]]),
    );
  });

  test("is missing where it is only asked about, or another field of its name is printed", async () => {
    expect(await missingIn("minutes", await changed("{code}", "{#code}có{/code}"))).toEqual(["code"]);
    expect(await missingIn("minutes", await changed("{position}", "{#team}{position}{/team}"))).toEqual(["position"]);
  });

  test("is not asked of a version that was taken before: it prints as it did", async () => {
    const { inspectionId } = await opensWithTeam(server);
    const older = await changed("{replaces}", "Mẫu đời trước");
    const draft = await makeDraft(server.context, inspectionId, "minutes", server.context.now(), { template: older });
    expect(await printed(draft)).toContain("Mẫu đời trước");
  });
});

describe("a template that a lead changed in Word", () => {
  test("is tried with an inspection, kept as a version, used from then on, and the default comes back by the same way", async () => {
    const { database } = server.context;
    const { inspectionId } = await opensWithTeam(server);
    const file = new File([new Uint8Array(await changed("BIÊN BẢN", "BIÊN BẢN MẪU RIÊNG"))], "Biên bản mới.docx");
    const tried = await lead.uploads(`/inspections/${inspectionId}/documents/trial`, { kind: "minutes", file });
    expect(tried.status).toBe(200);
    expect(await printed(new Uint8Array(await tried.arrayBuffer()))).toContain("BIÊN BẢN MẪU RIÊNG");
    expect(await loadTemplateVersions(database.read)).toEqual([]);
    expect((await inspector.uploads("/admin/templates", { kind: "minutes", file })).status).toBe(403);
    expect((await lead.uploads("/admin/templates", { kind: "minutes", file })).status).toBe(303);
    const draft = () => makeDraft({ database }, inspectionId, "minutes", server.context.now());
    expect(await printed(await draft())).toContain("BIÊN BẢN MẪU RIÊNG");
    expect((await lead.sends("/admin/templates", { kind: "minutes", step: "default" })).status).toBe(303);
    expect(await printed(await draft())).not.toContain("MẪU RIÊNG");
    const versions = await loadTemplateVersions(database.read);
    expect(versions.map(({ number, fileName }) => [number, fileName])).toEqual([
      [2, "Biên bản kiểm tra (Mẫu văn bản).docx"],
      [1, "Biên bản mới.docx"],
    ]);
    const kept = await lead.visits(`/admin/templates/${versions[1]?.id}/file`);
    expect(await printed(new Uint8Array(await kept.arrayBuffer()))).toContain("{unit}");
    expect(await findFaults(database, server.context.keys)).toEqual([]);
  });

  test("that is refused is told on the page, and changes nothing", async () => {
    const before = await loadTemplate(server.context.database.read, "scoreSheet");
    const file = new File([new Uint8Array(await changed("{unit}", "{uint}"))], "x.docx");
    const answer = await lead.uploads("/admin/templates", { kind: "scoreSheet", file });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("Có phải {unit}?");
    expect((await loadTemplate(server.context.database.read, "scoreSheet")).id).toBe(before.id);
  });

  test("is the same template again: no new version", async () => {
    const { database } = server.context;
    const asked = { kind: "findingsList" as const, fileName: "a.docx", bytes: readFileSync(templatePath("findingsList")) };
    for (const _ of [1, 2]) await uploadTemplate(database, asked, server.asLead().personId, server.context.now());
    expect((await loadTemplateVersions(database.read)).filter(({ kind }) => kind === "findingsList")).toHaveLength(1);
  });
});
