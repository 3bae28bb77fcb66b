import type { Hono } from "hono";
import * as v from "valibot";
import { InspectionForm } from "../../shared/checklists/checklist.ts";
import { InspectionKind, type Plan } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { Uuid, vietnamDay } from "../../shared/text.ts";
import { searchUnits } from "../../shared/units/unit.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Needs } from "../database/needs.ts";
import { once } from "../ledger/requests.ts";
import { loadMembers } from "../people/people.ts";
import { loadPlans, loadTeam, type TeamMember } from "../plans/plans.ts";
import { FormDay, namesIn, teamOf } from "../plans/team-form.ts";
import { loadUnits } from "../units/units.ts";
import { keyedForm } from "../web/form-key.ts";
import { emptyForm, type FieldError, type Filled, many, parseForm, refilled, typed } from "../web/forms.ts";
import { speaker } from "../web/look.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { openInspections } from "./inspections.ts";
import { inspectionsPage, needPlanPage } from "./inspections-page.ts";
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

/** Opening inspections of a plan. */
export function addInspections(web: Hono<WebVariables>, { database, now }: Needs): void {
  const { read } = database;
  const unitsOf = async (plan: Plan, block: string, find: string) => {
    const all = (await loadUnits(read, { planId: plan.id }, vietnamDay(now()))).filter((unit) => unit.closedOn === null);
    const own = block === "" ? all : all.filter((unit) => unit.block === block);
    return { all, units: find === "" ? own : searchUnits(own, find) };
  };

  const page = async (
    c: Web,
    plan: Plan,
    asked: { block: string; find: string },
    more: { filled?: Filled; team?: readonly TeamMember[]; chosen?: readonly string[] } = {},
  ) => {
    const { all, units } = await unitsOf(plan, asked.block, asked.find);
    const { ofUnit } = await countInspections(read, plan.id);
    const opened = c.req.query("opened") ?? "";
    return inspectionsPage(c.get("look"), {
      plans: await loadPlans(read),
      plan,
      blocks: [...new Set(all.map((unit) => unit.block))].sort((a, b) => a.localeCompare(b, "vi")),
      ...asked,
      units,
      counted: ofUnit,
      inspections: await loadPlanInspections(read, plan.id, 200),
      people: await loadMembers(read),
      team: more.team ?? (await loadTeam(read, plan.id)),
      today: vietnamDay(now()),
      chosen: more.chosen ?? [],
      filled: more.filled ?? emptyForm,
      done: /^\d{1,6}$/.test(opened) ? speaker(c.get("look"))(adminWords.opened, { count: opened }) : undefined,
    });
  };

  web.get("/admin/inspections", async (c) => {
    const plans = await loadPlans(read);
    const plan = c.req.query("plan") ? plans.find(({ id }) => id === c.req.query("plan")) : plans[0];
    if (plans.length === 0) return c.html(needPlanPage(c.get("look")));
    if (!plan) throw new Refusal("not-found");
    return c.html(await page(c, plan, { block: c.req.query("block") ?? "", find: (c.req.query("find") ?? "").slice(0, 200) }));
  });

  web.post("/admin/inspections", async (c) => {
    const form = await readForm(c);
    const plan = (await loadPlans(read)).find(({ id }) => id === form["plan"]);
    if (!plan) throw new Refusal("plan-unknown");
    const asked = { block: typed(form)["block"] ?? "", find: (typed(form)["find"] ?? "").slice(0, 200) };
    const people = await loadMembers(read);
    const team = teamOf(form, people);
    const parsed = parseForm(InspectionsForm, form);
    const errors: Record<string, FieldError> = {};
    const unitIds = !parsed.ok ? [] : parsed.output.all ? (await unitsOf(plan, asked.block, asked.find)).units.map((unit) => unit.id) : parsed.output.units;
    if (parsed.ok && unitIds.length === 0) errors["units"] = "chooseOne";
    if (parsed.ok && !plan.periods.some(({ from, to }) => from <= parsed.output.visitedOn && parsed.output.visitedOn <= to)) errors["visitedOn"] = "noPeriod";
    if (!team.some((member) => member.scores)) errors["team"] = "noScorer";
    if (!parsed.ok || Object.keys(errors).length > 0) {
      return c.html(await page(c, plan, asked, { filled: refilled(form, parsed, errors), team, chosen: namesIn(form["units"]) }), 400);
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
      return c.html(await page(c, plan, asked, { filled: { values: typed(form), errors: {}, problem }, team, chosen: unitIds }), 409);
    }
  });
}
