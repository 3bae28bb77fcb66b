import type { Hono } from "hono";
import * as v from "valibot";
import { InspectionForm } from "../../shared/checklists/checklist.ts";
import { InspectionKind, isInPeriod, type Plan } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { Uuid, vietnamDay } from "../../shared/text.ts";
import { isOpenOn, searchUnits, type Unit } from "../../shared/units/unit.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Needs } from "../database/needs.ts";
import { once } from "../ledger/requests.ts";
import { loadMembers } from "../people/people.ts";
import { loadPlans, loadTeam, type TeamMember } from "../plans/plans.ts";
import { FormDay, namesIn, teamOf } from "../plans/team-form.ts";
import { loadUnits } from "../units/units.ts";
import { keyedForm } from "../web/form-key.ts";
import { emptyForm, type FieldError, type Filled, many, type Parsed, parseForm, refilled, typed } from "../web/forms.ts";
import { speaker } from "../web/look.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, showPage, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { openInspections } from "./inspections.ts";
import { InspectionsPage, NeedPlanPage } from "./inspections-page.tsx";
import { countInspections, loadPlanInspections } from "./plan-inspections.ts";

const InspectionsForm = v.object({
  plan: Uuid,
  kind: InspectionKind,
  form: InspectionForm,
  visitedOn: FormDay,
  announced: v.optional(v.string()),
  all: v.optional(v.string()),
  units: many(Uuid),
});

/** Which of the plan's units are shown. */
interface Asked {
  readonly block: string;
  readonly find: string;
}

/** Opening inspections of a plan. */
export function addInspections(web: Hono<WebVariables>, needs: Needs): void {
  const { database, now } = needs;
  web.get("/admin/inspections", async (c) => {
    const plans = await loadPlans(database.read);
    const plan = c.req.query("plan") ? plans.find(({ id }) => id === c.req.query("plan")) : plans[0];
    if (plans.length === 0) return showPage(c, NeedPlanPage, {});
    if (!plan) throw new Refusal("not-found");
    return showInspections(c, needs, plan, askedIn(c.req.query()));
  });

  web.post("/admin/inspections", async (c) => {
    const form = await readForm(c);
    const plan = (await loadPlans(database.read)).find(({ id }) => id === form["plan"]);
    if (!plan) throw new Refusal("plan-unknown");
    const asked = askedIn(typed(form));
    const team = teamOf(form, await loadMembers(database.read));
    const parsed = parseForm(InspectionsForm, form);
    const unitIds = parsed.ok ? await chosenUnits(needs, plan, asked, parsed.output) : [];
    const errors = errorsTogether(parsed, plan, unitIds, team);
    if (!parsed.ok || Object.keys(errors).length > 0) {
      const again = { filled: refilled(form, parsed, errors), team, chosen: namesIn(form["units"]) };
      return showInspections(c, needs, plan, asked, again, 400);
    }
    const { kind, form: how, visitedOn, announced } = parsed.output;
    const of = { planId: plan.id, unitIds, kind, form: how, visitedOn, announced: announced === "yes", team };
    const request = keyedForm(c, form, { ...parsed.output, ...asked, team });
    try {
      const { made } = await once(database, request, now(), (within) => openInspections(within, of, whoOf(c).personId, now()));
      return goTo(c, ownPath(`/admin/inspections?plan=${plan.id}&opened=${made.length}`));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "already-there") throw error;
      const problem = error.toProblem(c.get("look").language).detail;
      return showInspections(c, needs, plan, asked, { filled: { values: typed(form), errors: {}, problem }, team, chosen: unitIds }, 409);
    }
  });
}

function askedIn({ block = "", find = "" }: { readonly [name: string]: string | undefined }): Asked {
  return { block, find: find.slice(0, 200) };
}

interface Again {
  readonly filled: Filled;
  readonly team: readonly TeamMember[];
  readonly chosen: readonly string[];
}

/** `again`: the form as it was sent, where something is wrong with it. */
async function showInspections(
  c: Web,
  needs: Needs,
  plan: Plan,
  asked: Asked,
  again?: Again,
  status: 200 | 400 | 409 = 200,
): Promise<Response> {
  const { read } = needs.database;
  const { all, units } = await loadAsked(needs, plan, asked);
  const opened = c.req.query("opened") ?? "";
  const props = {
    plans: await loadPlans(read),
    plan,
    blocks: [...new Set(all.map((unit) => unit.block))].sort((a, b) => a.localeCompare(b, "vi")),
    ...asked,
    units,
    counted: (await countInspections(read, plan.id)).ofUnit,
    inspections: await loadPlanInspections(read, plan.id, 200),
    people: await loadMembers(read),
    today: vietnamDay(needs.now()),
    done: /^\d{1,6}$/.test(opened) ? speaker(c.get("look"))(adminWords.opened, { count: opened }) : undefined,
    ...(again ?? { team: await loadTeam(read, plan.id), chosen: [], filled: emptyForm }),
  };
  return showPage(c, InspectionsPage, props, status);
}

/** The plan's open units, and those of them that are asked for. */
async function loadAsked({ database, now }: Needs, plan: Plan, { block, find }: Asked): Promise<{ all: Unit[]; units: readonly Unit[] }> {
  const today = vietnamDay(now());
  const all = (await loadUnits(database.read, { planId: plan.id }, today)).filter((unit) => isOpenOn(unit, today));
  const own = block === "" ? all : all.filter((unit) => unit.block === block);
  return { all, units: find === "" ? own : searchUnits(own, find) };
}

type InspectionsAsked = v.InferOutput<typeof InspectionsForm>;

/** Those that were ticked, or all that the filter finds and that are still there on the day of the visit. */
async function chosenUnits(needs: Needs, plan: Plan, asked: Asked, { all, units, visitedOn }: InspectionsAsked): Promise<string[]> {
  if (!all) return units;
  return (await loadAsked(needs, plan, asked)).units.filter((unit) => isOpenOn(unit, visitedOn)).map((unit) => unit.id);
}

/** What is wrong only when fields are seen together, and with the plan. */
function errorsTogether(
  parsed: Parsed<InspectionsAsked>,
  plan: Plan,
  unitIds: readonly string[],
  team: readonly TeamMember[],
): Record<string, FieldError> {
  const errors: Record<string, FieldError> = {};
  if (parsed.ok && unitIds.length === 0) errors["units"] = "chooseOne";
  if (parsed.ok && !isInPeriod(plan.periods, parsed.output.visitedOn)) errors["visitedOn"] = "noPeriod";
  if (!team.some((member) => member.scores)) errors["team"] = "noScorer";
  return errors;
}
