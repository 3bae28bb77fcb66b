import type { Hono } from "hono";
import * as v from "valibot";
import { Uuid, type Words } from "../../shared/text.ts";
import { unitWords } from "../../shared/words/unit-page.ts";
import type { Needs } from "../database/needs.ts";
import { excuseInspector } from "../decisions/excuse.ts";
import { decideNotApplicable } from "../decisions/not-applicable.ts";
import { loadPlans } from "../plans/plans.ts";
import { addressed, chooseAt } from "../results/choice.ts";
import { loadUnits } from "../units/units.ts";
import { type Filled, line, parseForm } from "../web/forms.ts";
import { speaker } from "../web/look.ts";
import { type OwnPath, ownPath, withQuery } from "../web/own-path.ts";
import { goTo, readForm, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { loadUnitPage } from "./inspection-view.ts";
import { UnitPage } from "./unit-page.tsx";

/** The leads' page of a unit, and what is decided there. */
export function addInspectionDesk(web: Hono<WebVariables>, needs: Needs): void {
  web.get("/units/:unitId", (c) => showUnit(c, needs, c.get("look").at));
  addDecisions(web, needs);
}

/** A unit's page by its address; `filled`: a decision there that was refused. */
async function showUnit(c: Web, { database }: Needs, address: OwnPath, filled?: Filled): Promise<Response> {
  const { pathname, searchParams } = new URL(address, "http://here.invalid");
  const choice = chooseAt(searchParams, await loadPlans(database.read));
  const { plan, period, form } = choice;
  const unitId = uuidOf(/^\/units\/([^/]+)$/.exec(pathname)?.[1] ?? "");
  const asked = searchParams.get("inspection");
  const which = asked === null ? {} : { inspectionId: uuidOf(asked) };
  const unit = await loadUnitPage(database, { planId: plan.id, period, form, unitId, ...which });
  const [registered] = await loadUnits(database.read, { ids: [unitId] }, period.to);
  const name = unit.inspection?.unit.name ?? registered?.name ?? unitId;
  const done = doneWords.get(searchParams.get("said") ?? "");
  // Changing the language loads the page itself, and not what a form was sent to.
  const look = { ...c.get("look"), at: address };
  c.set("look", look);
  return showPage(c, UnitPage, { name, unit, place: addressed(choice), done: done && speaker(look)(done), filled }, filled ? 400 : 200);
}

const doneWords: ReadonlyMap<string, Words> = new Map<string, Words>([
  ["concluded", unitWords.doneConcluded],
  ["excused", unitWords.doneExcused],
  ["approved", unitWords.doneApproved],
  ["refused", unitWords.doneRefused],
]);

/** Said on the unit's page, which is shown again where something is missing. */
function addDecisions(web: Hono<WebVariables>, needs: Needs): void {
  const { database, now } = needs;

  web.post("/inspections/:id/excuse", async (c) => {
    const form = await readForm(c);
    const { back } = v.parse(Back, form);
    const read = parseForm(v.object({ person: Uuid, reason: line(2_000) }), form);
    if (!read.ok) return showUnit(c, needs, withQuery(ownPath(back), { said: undefined }), read.filled);
    const { person: personId, reason } = read.output;
    await excuseInspector(database, uuidOf(c.req.param("id")), { personId, reason }, { actorId: whoOf(c).personId, now: now() });
    return goTo(c, saying(back, "excused"));
  });

  web.post("/inspections/:id/not-applicable", async (c) => {
    const form = await readForm(c);
    const { back } = v.parse(Back, form);
    const approved = form["decision"] === "approve";
    const read = parseForm(v.object({ person: Uuid, criterion: line(64), reason: approved ? Anything : line(2_000) }), form);
    if (!read.ok) return showUnit(c, needs, withQuery(ownPath(back), { said: undefined }), read.filled);
    const { person: personId, criterion: criterionId, reason } = read.output;
    const decision = { inspectionId: uuidOf(c.req.param("id")), personId, criterionId, approved, reason };
    await decideNotApplicable(database, decision, whoOf(c).personId, now());
    return goTo(c, saying(back, approved ? "approved" : "refused"));
  });
}

const Anything = v.pipe(v.optional(v.string(), ""), v.maxLength(2_000, "tooLong"));
const Back = v.object({ back: v.optional(v.fallback(v.string(), "/"), "/") });

/** Back to a page of ours, which then says what was done. */
function saying(back: string, said: string): OwnPath {
  return withQuery(ownPath(back), { said });
}
