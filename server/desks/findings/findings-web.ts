import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../../shared/problem.ts";
import { readDay, Uuid } from "../../../shared/text.ts";
import { findingWords } from "../../../shared/words/cycle/findings.ts";
import type { Needs } from "../../database/needs.ts";
import { openEvidenceStore } from "../../evidence/evidence-store.ts";
import { filesIn, keepFiles } from "../../evidence/form-upload.ts";
import type { UploadStore } from "../../evidence/receive-upload.ts";
import type { UploadQuota } from "../../evidence/upload-quota.ts";
import { byteOrderMark, csvHead, csvLine } from "../../exports/table.ts";
import { createXlsxWriter } from "../../exports/xlsx.ts";
import { loadFindingView, loadFindingViews } from "../../findings/finding-views.ts";
import { assignFinding, judgeFinding } from "../../findings/findings.ts";
import type { Env } from "../../host/env.ts";
import { loadPlans } from "../../plans/plans.ts";
import { emptyForm, type FieldError, type Filled, line, parseForm, refilled } from "../../web/forms.ts";
import { ownPath } from "../../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { type FindingChoice, listFindings, sumFindings } from "./finding-choice.ts";
import { FindingPage } from "./finding-page.tsx";
import { loadFindingPage } from "./finding-page-view.ts";
import { turnIn } from "./finding-words.ts";
import { FindingsPage, NoPlanPage } from "./findings-page.tsx";
import { findingsTable } from "./findings-table.ts";

/** What units have to remedy, for leads: the list and its files, one of them, and what is decided about it. */
export function addFindings(web: Hono<WebVariables>, needs: Needs & { readonly env: Env; readonly quota: UploadQuota }): void {
  const { database, env, quota } = needs;
  addList(web, needs);
  addFiles(web, needs);
  addOne(web, needs, { database, store: openEvidenceStore(env.dataDir), quota });
}

async function askedFor(c: Web, { database, now }: Needs) {
  const plans = await loadPlans(database.read);
  const asked = c.req.query("plan");
  const plan = asked === undefined ? plans[0] : plans.find(({ id }) => id === asked);
  if (!plan) return { plans, plan: undefined, unit: undefined, views: [] };
  const unit = c.req.query("unit") === undefined ? undefined : uuidOf(c.req.query("unit"));
  return { plans, plan, unit, views: await loadFindingViews(database.read, { plan: plan.id, unit }, whoOf(c).personId, now()) };
}

function addList(web: Hono<WebVariables>, needs: Needs): void {
  web.get("/findings", async (c) => {
    const { plans, plan, unit, views } = await askedFor(c, needs);
    if (!plan && plans.length > 0) throw new Refusal("not-found");
    if (!plan) return showPage(c, NoPlanPage, {});
    const areas = new Map(views.map(({ area, areaTitle }) => [area, areaTitle]));
    const choice: FindingChoice = {
      q: (c.req.query("q") ?? "").slice(0, 300),
      area: areas.has(c.req.query("area") ?? "") ? (c.req.query("area") ?? "") : "",
      turn: turnIn(c.req.query("turn")),
      due: (["past", "week"] as const).find((due) => due === c.req.query("due")) ?? "",
    };
    const { listed, more } = listFindings(views, choice);
    const shown = { areas: [...areas].map(([id, title]) => ({ id, title })), sums: sumFindings(views), listed, more };
    return showPage(c, FindingsPage, { plans, plan, unit, choice, ...shown });
  });
}

const csv = "text/csv; charset=utf-8";
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

function addFiles(web: Hono<WebVariables>, needs: Needs): void {
  const writeXlsx = createXlsxWriter();
  const load = async (c: Web) => {
    const { plan, views } = await askedFor(c, needs);
    if (!plan) throw new Refusal("not-found");
    const { language } = c.get("look");
    return { language, year: plan.year, ...findingsTable(views, language) };
  };
  const headers = (type: string, year: number, ending: string) => ({
    "content-type": type,
    "content-disposition": `attachment; filename="ton-tai-${year}.${ending}"`,
  });

  web.get("/findings.csv", async (c) => {
    const { columns, rows, language, year } = await load(c);
    const text = byteOrderMark + csvHead(columns, language) + rows.map((row) => csvLine(row, columns, language)).join("");
    return c.body(text, 200, headers(csv, year, "csv"));
  });

  web.get("/findings.xlsx", async (c) => {
    const { year, language: _, ...table } = await load(c);
    return c.body(await writeXlsx([table]), 200, headers(xlsx, year, "xlsx"));
  });
}

const VerdictForm = v.object({
  step: Uuid,
  verdict: v.picklist(["fixed", "notFixed", "extended"], "chooseOne"),
  reason: line(4_000),
  visit: v.optional(v.union([v.literal(""), Uuid]), ""),
});

function addOne(web: Hono<WebVariables>, needs: Needs, files: UploadStore): void {
  const { database, now } = needs;

  web.get("/findings/:id", async (c) => await showFinding(c, needs, uuidOf(c.req.param("id")), emptyForm));

  web.post("/findings/:id/verdict", async (c) => {
    const findingId = uuidOf(c.req.param("id"));
    const form = await readForm(c);
    const read = parseForm(VerdictForm, form);
    const typedDay = String(form["dueOn"] ?? "").trim();
    const dueOn = readDay(typedDay);
    const more: Record<string, FieldError> = {};
    if (typedDay !== "" && dueOn === undefined) more["dueOn"] = "noSuchDay";
    if (typedDay === "" && read.ok && read.output.verdict === "extended") more["dueOn"] = "required";
    if (!read.ok || Object.keys(more).length > 0) return await showFinding(c, needs, findingId, refilled(form, read, more));
    const { step: stepId, verdict, reason, visit } = read.output;
    const fixed = verdict === "fixed";
    const { personId: actorId } = whoOf(c);
    // Whether it is there at all, before any file is kept.
    await loadFindingView(database.read, findingId, actorId, now());
    const evidence = (await keepFiles(files, filesIn(form["files"]), { personId: actorId }, now())).map(({ sha256 }) => sha256);
    const said = {
      fixed,
      ...(verdict === "extended" && { extended: true }),
      reason,
      evidence,
      ...(dueOn !== undefined && !fixed && { dueOn }),
      ...(visit !== "" && { inspectionId: visit }),
    };
    const place = { findingId, stepId, actorId, asUnit: false };
    try {
      await judgeFinding(database, place, said, now());
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.values["where"] !== "dueOn") throw problem;
      return await showFinding(c, needs, findingId, refilled(form, read, { dueOn: "notLater" }));
    }
    return goTo(c, ownPath(`/findings/${findingId}?said=judged`));
  });

  web.post("/findings/:id/responsible", async (c) => {
    const findingId = uuidOf(c.req.param("id"));
    const { person = "" } = await readForm(c);
    await assignFinding(database, findingId, person === "" ? null : uuidOf(person), whoOf(c).personId, now());
    return goTo(c, ownPath(`/findings/${findingId}?said=assigned`));
  });
}

async function showFinding(c: Web, { database, now }: Needs, id: string, filled: Filled): Promise<Response> {
  c.set("look", { ...c.get("look"), at: ownPath(`/findings/${id}`) });
  const page = await loadFindingPage(database.read, id, whoOf(c).personId, now());
  const done = saidIn(c, { judged: findingWords.doneJudged, assigned: findingWords.doneAssigned });
  return showPage(c, FindingPage, { ...page, filled, done }, filled === emptyForm ? 200 : 400);
}
