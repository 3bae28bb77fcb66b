import type { Hono } from "hono";
import * as v from "valibot";
import { DocumentKind } from "../../../shared/documents/document.ts";
import { Refusal } from "../../../shared/problem.ts";
import { plainName } from "../../../shared/text.ts";
import { templateWords } from "../../../shared/words/documents.ts";
import type { Needs } from "../../database/needs.ts";
import { ownPath } from "../../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { faultsIn, sendDocx, templateName } from "../documents-web.ts";
import { TemplateProblem } from "./template-problem.ts";
import { getTemplate, loadTemplateVersions, readDefaultTemplate, uploadTemplate } from "./templates.ts";
import { TemplatesPage } from "./templates-page.tsx";

/** Templates, which leads change in Word. */
export function addTemplates(web: Hono<WebVariables>, { database, now }: Needs): void {
  const show = async (c: Web, faults: readonly string[] = [], about?: DocumentKind) => {
    const done = saidIn(c, { done: templateWords.done });
    const versions = await loadTemplateVersions(database.read);
    return showPage(c, TemplatesPage, { versions, faults, about, done }, faults.length > 0 ? 422 : 200);
  };

  web.get("/admin/templates", (c) => show(c));

  web.post("/admin/templates", async (c) => {
    const form = await readForm(c);
    const kind = kindOf(form["kind"]);
    const { file } = form;
    const { language } = c.get("look");
    const restores = form["step"] === "default";
    if (!restores && !(file instanceof File && file.size > 0)) return show(c, [templateWords.noFile[language]], kind);
    const bytes = file instanceof File && !restores ? new Uint8Array(await file.arrayBuffer()) : await readDefaultTemplate(kind);
    const fileName = file instanceof File && !restores ? plainName(file.name).slice(0, 200) : templateName(kind, "vi");
    try {
      await uploadTemplate(database, { kind, fileName, bytes }, whoOf(c).personId, now());
    } catch (problem) {
      if (!(problem instanceof TemplateProblem)) throw problem;
      return show(c, faultsIn(problem, language), kind);
    }
    return goTo(c, ownPath("/admin/templates?said=done"));
  });

  web.get("/admin/templates/default/:kind", async (c) => {
    const kind = kindOf(c.req.param("kind"));
    return sendDocx(c, await readDefaultTemplate(kind), templateName(kind, c.get("look").language));
  });

  web.get("/admin/templates/:id/file", async (c) => {
    const { content, file_name } = await getTemplate(database.read, uuidOf(c.req.param("id")));
    return sendDocx(c, Buffer.from(content, "base64"), file_name);
  });
}

function kindOf(given: unknown): DocumentKind {
  const kind = v.safeParse(DocumentKind, given);
  if (!kind.success) throw new Refusal("not-found");
  return kind.output;
}
