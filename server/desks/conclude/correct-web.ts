import type { Hono } from "hono";
import * as v from "valibot";
import type { AppraisalDecision } from "../../../shared/decisions/appraisal.ts";
import { NewCorrection } from "../../../shared/decisions/correction.ts";
import { readPoints } from "../../../shared/points.ts";
import { Refusal } from "../../../shared/problem.ts";
import type { Words } from "../../../shared/text.ts";
import { concludeWords } from "../../../shared/words/cycle/conclude.ts";
import type { ServerInstance } from "../../database/instance.ts";
import type { Needs } from "../../database/needs.ts";
import { answerCorrection, proposeCorrection } from "../../decisions/corrections/corrections.ts";
import type { SigningKeys } from "../../ledger/keys.ts";
import { emptyForm, type FieldError, type Filled, line, parseForm, typed } from "../../web/forms.ts";
import { ownPath } from "../../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { CorrectPage } from "./correct-page.tsx";
import { type CorrectView, loadCorrectView } from "./correct-view.ts";

type CorrectNeeds = Needs & { readonly keys: SigningKeys; readonly instance: ServerInstance };

/** What leads correct after a conclusion, and approve. */
export function addCorrection(web: Hono<WebVariables>, needs: CorrectNeeds): void {
  const { database, keys, instance, now } = needs;

  web.get("/inspections/:id/correct", async (c) => await show(c, needs, uuidOf(c.req.param("id")), emptyForm));

  web.post("/inspections/:id/correct", async (c) => {
    const inspectionId = uuidOf(c.req.param("id"));
    const form = await readForm(c);
    const view = await loadCorrectView(database.read, inspectionId, whoOf(c).personId);
    const { asked, errors } = readProposal(form, view);
    if (!asked) return await show(c, needs, inspectionId, { values: typed(form), errors });
    const place = { inspectionId, id: uuidOf(form["correction"]) };
    return await orSay(c, needs, inspectionId, form, "proposed", async () => {
      await proposeCorrection(database, place, asked, { actorId: whoOf(c).personId, now: now() });
    });
  });

  web.post("/corrections/:id/answer", async (c) => {
    const id = uuidOf(c.req.param("id"));
    const form = await readForm(c);
    const inspectionId = uuidOf(form["inspection"]);
    const reason = v.safeParse(line(2_000), form["decline"]);
    const approved = form["answer"] === "approve";
    if (!approved && !reason.success) return await show(c, needs, inspectionId, { values: typed(form), errors: { decline: "required" } });
    const answer = approved ? { approved, id: uuidOf(form["sheet"]) } : { approved, reason: reason.success ? reason.output : "" };
    const actor = { actorId: whoOf(c).personId, now: now() };
    return await orSay(c, needs, inspectionId, form, approved ? "approved" : "declined", async () => {
      await answerCorrection(database, id, answer, actor, { keys, instanceId: instance.instanceId });
    });
  });
}

/** What was typed into the rows, and what is wrong with it. */
function readProposal(form: Readonly<Record<string, unknown>>, { lines, accepted }: CorrectView) {
  const errors: Record<string, FieldError> = {};
  const text = (name: string) => String(form[name] ?? "").trim();
  /** What is wrong with it stands among the errors. */
  const reasonIn = (name: string): string => {
    const read = parseForm(v.object({ [name]: line(2_000) }), form);
    if (!read.ok) Object.assign(errors, read.filled.errors);
    return read.ok ? (read.output[name] ?? "") : "";
  };
  const decisions: Record<string, AppraisalDecision> = {};
  for (const { criterion } of lines) {
    const [to, why] = [`points-${criterion.id}`, `why-${criterion.id}`];
    if (text(to) === "") continue;
    const points = readPoints(text(to));
    if (points === undefined || points > criterion.maxPoints) errors[to] = "wrong";
    else {
      const own = text(why) === "" ? text("reason") : reasonIn(why);
      decisions[criterion.id] = { by: "lead", points, reason: own };
    }
  }
  if (Object.keys(decisions).length + Object.keys(errors).length === 0) errors["points"] = "chooseOne";
  const reason = reasonIn("reason");
  const objectionId = text("objection");
  if (objectionId !== "" && !accepted.some(({ id }) => id === objectionId)) errors["objection"] = "chooseOne";
  if (Object.keys(errors).length > 0) return { asked: undefined, errors };
  const asked = v.parse(NewCorrection, { decisions, reason, ...(objectionId !== "" && { objectionId }) });
  return { asked, errors };
}

/** Does it and goes back; what is refused is said on the page, with what was typed. */
async function orSay(
  c: Web,
  needs: CorrectNeeds,
  inspectionId: string,
  form: Readonly<Record<string, unknown>>,
  said: keyof typeof doneWords,
  work: () => Promise<void>,
): Promise<Response> {
  try {
    await work();
  } catch (problem) {
    if (!(problem instanceof Refusal) || problem.status < 400 || problem.status === 404) throw problem;
    const filled = { values: typed(form), errors: {}, problem: problem.toProblem(c.get("look").language).detail };
    return await show(c, needs, inspectionId, filled, 409);
  }
  return goTo(c, ownPath(`/inspections/${inspectionId}/correct?said=${said}`));
}

const doneWords = {
  proposed: concludeWords.doneProposed,
  approved: concludeWords.doneApproved,
  declined: concludeWords.doneDeclined,
} as const satisfies Record<string, Words>;

async function show(c: Web, { database }: Needs, id: string, filled: Filled, status: 200 | 400 | 409 = 400): Promise<Response> {
  c.set("look", { ...c.get("look"), at: ownPath(`/inspections/${id}/correct`) });
  const view = await loadCorrectView(database.read, id, whoOf(c).personId);
  const done = saidIn(c, doneWords);
  return showPage(c, CorrectPage, { view, filled, done }, filled === emptyForm ? 200 : status);
}
