import type { Hono } from "hono";
import * as v from "valibot";
import type { AppraisalDecision } from "../../../shared/decisions/appraisal.ts";
import { newId } from "../../../shared/id.ts";
import { readPoints } from "../../../shared/points.ts";
import { Refusal } from "../../../shared/problem.ts";
import { readDay, Uuid, type Words } from "../../../shared/text.ts";
import { settlingWords as words } from "../../../shared/words/settling.ts";
import { checklistsOf } from "../../checklists/checklists.ts";
import type { ServerInstance } from "../../database/instance.ts";
import type { Needs } from "../../database/needs.ts";
import { giveAdjustments } from "../../decisions/adjustment-changes.ts";
import { approveNotApplicable, chooseCriterion, finishSettling, reopenCriterion } from "../../decisions/choices.ts";
import { askForExplanation } from "../../decisions/explanations.ts";
import { decideLate } from "../../decisions/late-decision.ts";
import { decideNotApplicable } from "../../decisions/not-applicable.ts";
import { returnSheet } from "../../decisions/returns.ts";
import { loadAdjustments } from "../../inspections/adjustments.ts";
import type { SigningKeys } from "../../ledger/keys.ts";
import { type FieldError, type Filled, typed } from "../../web/forms.ts";
import { isLead, speaker } from "../../web/look.ts";
import { type OwnPath, ownPath, withQuery } from "../../web/own-path.ts";
import { goTo, readForm, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { Presence } from "./presence.ts";
import { SettlePage } from "./settle-page.tsx";
import { loadPulse, loadSettleView } from "./settle-view.ts";
import { whatText } from "./settling-words.ts";

export type SettleNeeds = Needs & { readonly keys: SigningKeys; readonly instance: ServerInstance };

/** What a form of the page asks for, and what the page says once it is done. */
interface Deed {
  /** The form's name on the page, where what is wrong with it is said. */
  readonly form: string;
  readonly said: string;
  /** The criterion that is shown afterwards. */
  readonly next?: string;
}

/** Refusals that the page itself says, with what was typed. */
type ShownStatus = 400 | 409 | 412 | 422;

type Form = Readonly<Record<string, unknown>>;

/** The page of settling, what is decided on it, and what tells it that something has changed. */
export function addSettling(web: Hono<WebVariables>, needs: SettleNeeds): void {
  const presence = new Presence();
  const { database, now } = needs;

  const show = async (c: Web, refused?: { form: string; filled: Filled }, status: 200 | ShownStatus = 200) => {
    const id = uuidOf(c.req.param("id"));
    const who = whoOf(c);
    const asked = refused?.filled.values["criterion"] ?? c.req.query("criterion") ?? null;
    const view = await loadSettleView(database, id, { personId: who.personId, lead: isLead(who) }, { criterion: asked });
    const shown = c.req.query("said") === "decided" ? onToWhatIsLeft(view) : view;
    const present = presence.at(id, who, shown.revealed ? (shown.open?.criterion.id ?? null) : null, now());
    const done = refused ? undefined : saidDone(c, shown);
    if (refused) c.set("look", { ...c.get("look"), at: pathOf(id, asked ?? undefined) });
    return showPage(c, SettlePage, { view: shown, present, done, ...(refused && { refused }) }, status);
  };

  web.get("/inspections/:id/settle", (c) => show(c));

  web.get("/inspections/:id/settle/pulse", async (c) => {
    const id = uuidOf(c.req.param("id"));
    const who = whoOf(c);
    const tag = await loadPulse(database.read, id, { personId: who.personId, lead: isLead(who) });
    return c.json({ tag, present: presence.at(id, who, c.req.query("criterion") ?? null, now()) });
  });

  web.post("/inspections/:id/settle", async (c) => {
    const id = uuidOf(c.req.param("id"));
    const form = await readForm(c);
    const deed = deedOf(form);
    try {
      const wrong = await perform(needs, id, whoOf(c).personId, form);
      if (wrong) return await show(c, { form: deed.form, filled: { values: typed(form), errors: wrong } }, 400);
    } catch (problem) {
      if (!(problem instanceof Refusal) || !isShown(problem.status)) throw problem;
      const { seen, ...values } = typed(form);
      // What somebody else has decided stands on the page now, so that has been seen.
      const kept = problem.code === "settled-meanwhile" || seen === undefined ? values : { ...values, seen };
      const filled = { values: kept, errors: {}, problem: problem.toProblem(c.get("look").language).detail };
      return await show(c, { form: deed.form, filled }, problem.status);
    }
    const criterion = deed.next || text(form, "criterion");
    return goTo(c, withQuery(pathOf(id, criterion || undefined), { said: deed.said, of: text(form, "criterion") || undefined }));
  });
}

function isShown(status: number): status is ShownStatus {
  return status === 400 || status === 409 || status === 412 || status === 422;
}

/** Somebody else may have decided the next one meanwhile. */
function onToWhatIsLeft(view: Awaited<ReturnType<typeof loadSettleView>>): typeof view {
  if (!view.revealed || view.open?.left) return view;
  return { ...view, open: view.queue[0] ?? view.open };
}

function pathOf(id: string, criterion: string | undefined): OwnPath {
  return withQuery(ownPath(`/inspections/${id}/settle`), { criterion });
}

const saidWords: ReadonlyMap<string, Words> = new Map<string, Words>([
  ["decided", words.saidDecided],
  ["reopened", words.saidReopened],
  ["approved", words.saidApproved],
  ["finished", words.saidFinished],
  ["done", words.saidDone],
]);

function saidDone(c: Web, view: Awaited<ReturnType<typeof loadSettleView>>): string | undefined {
  const said = saidWords.get(c.req.query("said") ?? "");
  if (!said || !view.revealed) return undefined;
  const row = view.rows.find(({ criterion }) => criterion.id === c.req.query("of"));
  return speaker(c.get("look"))(said, { criterion: row?.criterion.id ?? "", what: row ? whatText(row, view.sheets, c.get("look")) : "" });
}

function text(form: Form, name: string): string {
  const value = form[name];
  return typeof value === "string" ? value.trim() : "";
}

function deedOf(form: Form): Deed {
  if (text(form, "take") !== "") return { form: "decide", said: "decided" };
  switch (text(form, "do")) {
    case "decide":
      return { form: "decide", said: "decided", next: text(form, "next") };
    case "reopen":
      return { form: "decide", said: "reopened" };
    case "approve":
      return { form: "decide", said: "approved" };
    case "finish":
      return { form: "finish", said: "finished" };
    case "accept":
    case "decline":
      return { form: "late", said: "done" };
    case "unadjust":
      return { form: "adjust", said: "done" };
    default:
      return { form: text(form, "do"), said: "done" };
  }
}

type Wrong = Readonly<Record<string, FieldError>>;

/** Does what a form asks for; what is missing in it. */
async function perform(needs: SettleNeeds, inspectionId: string, actorId: string, form: Form): Promise<Wrong | undefined> {
  const { database, keys, instance } = needs;
  const actor = { actorId, now: needs.now() };
  const [criterionId, reason] = [text(form, "criterion"), text(form, "reason")];
  const place = { inspectionId, criterionId };
  const seen = Number.parseInt(text(form, "seen") || "0", 10) || 0;
  const take = text(form, "take");
  if (take !== "") return void (await chooseCriterion(database, place, { seen, decision: { by: "inspector", personId: take } }, actor));
  const deed = text(form, "do");
  const needsReason = ["reopen", "refuse", "return", "accept", "decline", "adjust"].includes(deed);
  if (needsReason && reason === "") return { reason: "required" };
  if (reason.length > 2_000) return { reason: "tooLong" };
  const personId = text(form, "person");
  if ((deed === "refuse" || deed === "return") && !v.is(Uuid, personId)) return { person: "required" };
  switch (deed) {
    case "decide": {
      const read = readDecision(form);
      if ("wrong" in read) return read.wrong;
      await chooseCriterion(database, place, { seen, decision: read.decision }, actor);
      return undefined;
    }
    case "reopen":
      await reopenCriterion(database, place, { seen, reason }, actor);
      return undefined;
    case "approve":
      await approveNotApplicable(database, place, seen, actor);
      return undefined;
    case "refuse":
      await decideNotApplicable(database, { ...place, personId, approved: false, reason }, actorId, actor.now);
      return undefined;
    case "return":
      await returnSheet(database, inspectionId, { personId, reason }, actorId, actor.now);
      return undefined;
    case "accept":
    case "decline": {
      const submissionId = uuidOf(text(form, "sheet"));
      await decideLate(database, inspectionId, { submissionId, accepted: deed === "accept", reason }, actorId, actor.now);
      return undefined;
    }
    case "ask":
      return await ask(needs, place, actorId, form);
    case "adjust":
    case "unadjust":
      return await adjust(needs, inspectionId, actorId, form);
    case "finish":
      await finishSettling(database, keys, instance.instanceId, { inspectionId, id: uuidOf(text(form, "sheet")) }, actor);
      return undefined;
    default:
      throw new Refusal("malformed", { where: "do", why: "nothing that this page asks for" });
  }
}

function readDecision(form: Form): { readonly decision: AppraisalDecision } | { readonly wrong: Wrong } {
  const [chosen, reason] = [text(form, "decision"), text(form, "reason")];
  if (chosen.startsWith("inspector:")) {
    const personId = uuidOf(chosen.slice("inspector:".length));
    return { decision: { by: "inspector", personId, ...(reason !== "" && { reason }) } };
  }
  if (chosen === "") return { wrong: { decision: "required" } };
  if (reason === "") return { wrong: { reason: "required" } };
  if (chosen === "mean") return { decision: { by: "mean", reason } };
  if (chosen === "none") return { decision: { by: "lead", points: null, reason } };
  const answered = text(form, "answer");
  const points = text(form, "points") === "" && /^\d{1,7}$/.test(answered) ? Number(answered) : readPoints(text(form, "points"));
  if (points === undefined) return { wrong: { points: text(form, "points") === "" ? "required" : "wrong" } };
  return { decision: { by: "lead", points, reason } };
}

async function ask(
  needs: SettleNeeds,
  { inspectionId, criterionId }: { inspectionId: string; criterionId: string },
  actorId: string,
  form: Form,
) {
  const [question, due] = [text(form, "text"), readDay(text(form, "dueOn"))];
  if (question === "") return { text: "required" } as const;
  if (question.length > 4_000) return { text: "tooLong" } as const;
  if (due === undefined) return { dueOn: "noSuchDay" } as const;
  const asked = { criterion: criterionId, text: question, dueOn: due };
  await askForExplanation(needs.database, inspectionId, { explanationId: newId(), actorId }, asked, needs.now());
  return undefined;
}

async function adjust({ database, now }: SettleNeeds, inspectionId: string, actorId: string, form: Form): Promise<Wrong | undefined> {
  const id = text(form, "adjustment");
  const { adjustments } = await loadAdjustments(database.read, checklistsOf(database.read), inspectionId);
  const others = adjustments.filter((one) => one.id !== id).map(({ id, times, reason }) => ({ id, times, reason }));
  const times = Number(text(form, "times"));
  const gives = text(form, "do") === "adjust";
  if (gives && !(Number.isInteger(times) && times >= 1 && times <= 100)) return { times: "wrong" };
  const given = gives ? [...others, { id, times, reason: text(form, "reason") }] : others;
  await giveAdjustments(database, inspectionId, given, text(form, "tag"), actorId, now());
  return undefined;
}
