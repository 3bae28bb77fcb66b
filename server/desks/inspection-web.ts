import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { Uuid } from "../../shared/text.ts";
import { unitWords } from "../../shared/words/unit-page.ts";
import type { Needs } from "../database/needs.ts";
import type { Database } from "../database/open.ts";
import { concludeInspection } from "../decisions/conclude.ts";
import { excuseInspector } from "../decisions/excuse.ts";
import { decideNotApplicable } from "../decisions/not-applicable.ts";
import { loadPlans } from "../plans/plans.ts";
import { asking, chooseAt } from "../results/choice.ts";
import { addressed } from "../results/results-page.ts";
import { loadUnits } from "../units/units.ts";
import { type Filled, line, parseForm } from "../web/forms.ts";
import { type Look, speaker } from "../web/look.ts";
import { type OwnPath, ownPath, withQuery } from "../web/own-path.ts";
import { goTo, readForm, type WebVariables, whoOf } from "../web/web.ts";
import { loadInspection, loadUnitPage } from "./inspection-view.ts";
import { concludePage, unitPage } from "./unit-page.ts";

/** The leads' page of a unit, and what is decided there. */
export function addInspectionDesk(web: Hono<WebVariables>, needs: Needs): void {
  web.get("/units/:unitId", async (c) => c.html(await unitAt(needs.database, c.get("look"), c.get("look").at)));
  addConclusion(web, needs);
  addDecisions(web, needs);
}

/** A unit's page by its address; `filled`: a decision there that was refused. */
async function unitAt(database: Database, look: Look, address: OwnPath, filled?: Filled) {
  const { pathname, searchParams } = new URL(address, "http://here.invalid");
  const plans = await loadPlans(database.read);
  const choice = chooseAt(searchParams, plans);
  const { plan, period, form } = choice;
  const unitId = uuidOf(/^\/units\/([^/]+)$/.exec(pathname)?.[1] ?? "");
  const asked = searchParams.get("inspection");
  const page = await loadUnitPage(database, {
    planId: plan.id,
    period,
    form,
    unitId,
    ...(asked === null ? {} : { inspectionId: uuidOf(asked) }),
  });
  const [unit] = await loadUnits(database.read, { ids: [unitId] }, period.to);
  const done = {
    concluded: unitWords.doneConcluded,
    excused: unitWords.doneExcused,
    approved: unitWords.doneApproved,
    refused: unitWords.doneRefused,
  }[searchParams.get("said") ?? ""];
  const name = page.inspection?.unit.name ?? unit?.name ?? unitId;
  // Changing the language loads the page itself, and not what a form was sent to.
  return unitPage({ ...look, at: address }, { name, page, place: addressed(asking(choice)), done: done && speaker(look)(done), filled });
}

/** The question, on a page of its own, and its answer. */
function addConclusion(web: Hono<WebVariables>, { database, now }: Needs): void {
  web.get("/inspections/:id/conclude", async (c) => {
    const back = ownPath(c.req.query("back"));
    const inspection = await loadInspection(database, uuidOf(c.req.param("id")));
    if (!inspection.revealed || inspection.concluded) return goTo(c, back);
    return c.html(concludePage(c.get("look"), inspection, back));
  });

  web.post("/inspections/:id/conclude", async (c) => {
    const form = await readForm(c);
    const { back } = v.parse(Back, form);
    const page = withQuery(ownPath(`/inspections/${uuidOf(c.req.param("id"))}/conclude`), { back });
    // A form that was drawn before the question was asked.
    if (form["asked"] !== "yes") return goTo(c, page);
    await concludeInspection(database, uuidOf(c.req.param("id")), whoOf(c).personId, now());
    return goTo(c, saying(back, "concluded"));
  });
}

/** Said on the unit's page, which is shown again where something is missing. */
function addDecisions(web: Hono<WebVariables>, { database, now }: Needs): void {
  web.post("/inspections/:id/excuse", async (c) => {
    const form = await readForm(c);
    const { back } = v.parse(Back, form);
    const read = parseForm(v.object({ person: Uuid, reason: line(2_000) }), form);
    if (!read.ok) return c.html(await unitAt(database, c.get("look"), withQuery(ownPath(back), { said: undefined }), read.filled), 400);
    await excuseInspector(database, uuidOf(c.req.param("id")), read.output.person, read.output.reason, whoOf(c).personId, now());
    return goTo(c, saying(back, "excused"));
  });

  web.post("/inspections/:id/not-applicable", async (c) => {
    const form = await readForm(c);
    const { back } = v.parse(Back, form);
    const approved = form["decision"] === "approve";
    const read = parseForm(v.object({ person: Uuid, criterion: line(64), reason: approved ? Anything : line(2_000) }), form);
    if (!read.ok) return c.html(await unitAt(database, c.get("look"), withQuery(ownPath(back), { said: undefined }), read.filled), 400);
    const { person: personId, criterion: criterionId, reason } = read.output;
    const decision = { inspectionId: uuidOf(c.req.param("id")), personId, criterionId, approved, reason };
    await decideNotApplicable(database, decision, whoOf(c).personId, now());
    return goTo(c, saying(back, approved ? "approved" : "refused"));
  });
}

const Anything = v.pipe(v.optional(v.string(), ""), v.maxLength(2_000, "tooLong"));
const Back = v.object({ back: v.optional(v.fallback(v.string(), "/"), "/") });

function uuidOf(given: string): string {
  const read = v.safeParse(Uuid, given);
  if (!read.success) throw new Refusal("not-found");
  return read.output;
}

/** Back to a page of ours, which then says what was done. */
function saying(back: string, said: string): OwnPath {
  return withQuery(ownPath(back), { said });
}
