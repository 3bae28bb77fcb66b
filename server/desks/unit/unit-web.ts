import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../../shared/problem.ts";
import { Sha256 } from "../../../shared/sheets/answer.ts";
import { readDay } from "../../../shared/text.ts";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import type { Needs } from "../../database/needs.ts";
import { answerExplanation } from "../../decisions/explanations.ts";
import { raiseObjection } from "../../decisions/objections.ts";
import { findEvidence } from "../../evidence/evidence.ts";
import { openEvidenceStore } from "../../evidence/evidence-store.ts";
import { answerFile } from "../../evidence/file-answer-web.ts";
import type { UploadStore } from "../../evidence/receive-upload.ts";
import type { UploadQuota } from "../../evidence/upload-quota.ts";
import { answerFinding } from "../../findings/findings.ts";
import type { Env } from "../../host/env.ts";
import type { Recorder } from "../../submissions/recorder.ts";
import { keyIn } from "../../web/form-key.ts";
import { emptyForm, type Filled, parseForm, refilled } from "../../web/forms.ts";
import { ownPath, withQuery } from "../../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { ConclusionPage } from "./conclusion-page.tsx";
import { ExplanationPage } from "./explanation-page.tsx";
import { FindingPage } from "./finding-page.tsx";
import { keepOwnFiles } from "./own-files-web.ts";
import { addSelfScore } from "./self-score-web.ts";
import { findOwnExplanation, findOwnFinding, loadOwnConclusion, loadUnitDesk } from "./unit-desk.ts";
import { UnitPage } from "./unit-page.tsx";

type UnitDeskNeeds = Needs & { readonly env: Env; readonly recorder: Recorder; readonly quota: UploadQuota };

/** A unit's own desk: what it has to do, its self-scores, conclusions, findings and what it is asked. */
export function addUnitDesk(web: Hono<WebVariables>, context: UnitDeskNeeds): void {
  const { database, env, quota, now } = context;
  const store = openEvidenceStore(env.dataDir);
  const files: UploadStore = { database, store, quota };

  web.get("/unit", async (c) => showPage(c, UnitPage, await loadUnitDesk(database, whoOf(c).personId, now())));
  addSelfScore(web, { ...context, files });
  addConclusions(web, context);
  addFindings(web, context, files);
  addExplanations(web, context, files);

  web.get("/unit/evidence/:sha256", async (c) => {
    const hash = v.safeParse(Sha256, c.req.param("sha256"));
    if (!hash.success) throw new Refusal("not-found");
    const found = await findEvidence(database.read, hash.output, { personId: whoOf(c).personId, as: "unit" }, now());
    return answerFile(c, store, found);
  });
}

const doneOf = (c: Web) => saidIn(c, { objection: words.doneObjection, reply: words.doneReply });

/** Several lines that a person typed. */
const Told = v.pipe(
  v.optional(v.string(), ""),
  v.check((typed) => typed.trim() !== "", "required"),
  v.maxLength(4_000, "tooLong"),
);

function addConclusions(web: Hono<WebVariables>, { database, now }: Needs): void {
  const show = async (c: Web, filled: Filled = emptyForm, objecting = c.req.query("object")) => {
    const id = uuidOf(c.req.param("id"));
    const own = await loadOwnConclusion(database, id, whoOf(c).personId, now());
    const look = c.get("look");
    c.set("look", { ...look, at: withQuery(ownPath(`/unit/inspections/${id}`), { object: objecting, show: c.req.query("show") }) });
    const props = { own, all: c.req.query("show") === "all", objecting, filled, done: doneOf(c) };
    return showPage(c, ConclusionPage, props, filled === emptyForm ? 200 : 400);
  };

  web.get("/unit/inspections/:id", (c) => show(c));

  web.post("/unit/inspections/:id/objections", async (c) => {
    const form = await readForm(c);
    const read = parseForm(v.object({ criterion: v.pipe(v.string(), v.maxLength(64)), objection: Told }), form);
    if (!read.ok) return show(c, read.filled, typeof form["criterion"] === "string" ? form["criterion"] : undefined);
    const { criterion, objection: text } = read.output;
    const id = uuidOf(c.req.param("id"));
    await raiseObjection(database, id, { objectionId: keyIn(form), actorId: whoOf(c).personId }, { criterion, text }, now());
    return goTo(c, ownPath(`/unit/inspections/${id}?said=objection`));
  });
}

function addFindings(web: Hono<WebVariables>, needs: Needs, files: UploadStore): void {
  const { database, now } = needs;
  const show = async (c: Web, filled: Filled = emptyForm) => {
    const id = uuidOf(c.req.param("id"));
    const finding = await findOwnFinding(database.read, id, whoOf(c).personId, now());
    c.set("look", { ...c.get("look"), at: ownPath(`/unit/findings/${id}`) });
    return showPage(c, FindingPage, { finding, filled, done: doneOf(c) }, filled === emptyForm ? 200 : 400);
  };

  web.get("/unit/findings/:id", (c) => show(c));

  web.post("/unit/findings/:id/answer", async (c) => {
    const form = await readForm(c);
    const id = uuidOf(c.req.param("id"));
    const read = parseForm(Answer, form);
    const until = read.ok && read.output.says === "extension" ? readDay(read.output.until) : undefined;
    if (!read.ok) return show(c, read.filled);
    if (read.output.says === "extension" && until === undefined)
      return show(c, refilled(form, read, { until: read.output.until.trim() === "" ? "required" : "noSuchDay" }));
    await findOwnFinding(database.read, id, whoOf(c).personId, now());
    const evidence = (await keepOwnFiles(c, needs, files, form["files"])).map(({ sha256 }) => sha256);
    const place = { findingId: id, stepId: keyIn(form), actorId: whoOf(c).personId, asUnit: true };
    const { says, reply: text } = read.output;
    await answerFinding(database, place, { text, evidence, says, ...(until && { until }) }, now());
    return goTo(c, ownPath(`/unit/findings/${id}?said=reply`));
  });
}

const Answer = v.object({
  says: v.picklist(["fixed", "part", "extension"]),
  until: v.optional(v.pipe(v.string(), v.maxLength(40)), ""),
  reply: Told,
});

function addExplanations(web: Hono<WebVariables>, needs: Needs, files: UploadStore): void {
  const { database, now } = needs;
  const show = async (c: Web, of: string, filled: Filled = emptyForm) => {
    const id = uuidOf(c.req.param("id"));
    const explanation = await findOwnExplanation(database.read, uuidOf(of), id, whoOf(c).personId, now());
    c.set("look", { ...c.get("look"), at: ownPath(`/unit/explanations/${id}?of=${explanation.inspectionId}`) });
    return showPage(c, ExplanationPage, { explanation, filled, done: doneOf(c) }, filled === emptyForm ? 200 : 400);
  };

  web.get("/unit/explanations/:id", (c) => show(c, c.req.query("of") ?? ""));

  web.post("/unit/explanations/:id/answer", async (c) => {
    const form = await readForm(c);
    const of = typeof form["of"] === "string" ? form["of"] : "";
    const read = parseForm(v.object({ explanation: Told }), form);
    if (!read.ok) return show(c, of, read.filled);
    const explanationId = uuidOf(c.req.param("id"));
    await findOwnExplanation(database.read, uuidOf(of), explanationId, whoOf(c).personId, now());
    const evidence = (await keepOwnFiles(c, needs, files, form["files"])).map(({ sha256 }) => sha256);
    const answer = { text: read.output.explanation, evidence };
    await answerExplanation(database, { explanationId, actorId: whoOf(c).personId }, keyIn(form), answer, now());
    return goTo(c, ownPath(`/unit/explanations/${explanationId}?of=${of}&said=reply`));
  });
}
