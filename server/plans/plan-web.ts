import type { Hono } from "hono";
import * as v from "valibot";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { officialPeriods } from "../../shared/plans/official-periods.ts";
import type { Period } from "../../shared/plans/plan.ts";
import { readDay, vietnamDay } from "../../shared/text.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Needs } from "../database/needs.ts";
import { once } from "../ledger/requests.ts";
import { loadMembers } from "../people/people.ts";
import { loadUnits } from "../units/units.ts";
import { keyedForm } from "../web/form-key.ts";
import { emptyForm, type FieldError, type Filled, line, many, parseForm, refilled, typed } from "../web/forms.ts";
import { speaker } from "../web/look.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { planPage } from "./plan-page.ts";
import { createPlan, loadPlans, type TeamMember } from "./plans.ts";
import { FormDay, namesIn, teamOf } from "./team-form.ts";

const Whole = (min: number, max: number, message: string) =>
  v.pipe(v.optional(v.string(), ""), v.regex(/^\d{1,4}$/, message), v.transform(Number), v.minValue(min, message), v.maxValue(max, message));
const PlanForm = v.object({
  title: line(300),
  year: Whole(2000, 2100, "noSuchYear"),
  targetPercent: Whole(0, 100, "noSuchPercent"),
  from: FormDay,
  to: FormDay,
  cuts: v.optional(v.string()),
  blocks: v.pipe(many(v.string()), v.minLength(1, "chooseOne")),
});

/** Making a plan with its periods, units and team. */
export function addPlan(web: Hono<WebVariables>, { database, now }: Needs): void {
  const page = async (c: Web, more: { filled?: Filled; chosenBlocks?: readonly string[]; team?: readonly TeamMember[] } = {}) => {
    const today = vietnamDay(now());
    const units = (await loadUnits(database.read, "all", today)).filter((unit) => unit.closedOn === null);
    const names = [...new Set(units.map((unit) => unit.block))].sort((a, b) => a.localeCompare(b, "vi"));
    const people = await loadMembers(database.read);
    const plans = await loadPlans(database.read);
    const made = plans.find(({ id }) => id === c.req.query("made"));
    return planPage(c.get("look"), {
      plans,
      blocks: names.map((name) => ({ name, units: units.filter((unit) => unit.block === name).length })),
      people,
      filled: more.filled ?? emptyForm,
      chosenBlocks: more.chosenBlocks ?? names,
      team: more.team ?? [],
      // The official year ends on 14 December.
      year: Number(today.slice(0, 4)) + (today.slice(5) >= "12-15" ? 1 : 0),
      done: made && speaker(c.get("look"))(adminWords.planMade, { title: made.title }),
    });
  };

  web.get("/admin/plan", async (c) => c.html(await page(c)));

  web.post("/admin/plan", async (c) => {
    const form = await readForm(c);
    const team = teamOf(form, await loadMembers(database.read));
    const read = parseForm(PlanForm, form);
    const errors: Record<string, FieldError> = {};
    const [first, last] = ["from", "to"].map((name) => readDay(typed(form)[name] ?? ""));
    if (first !== undefined && last !== undefined && first > last) errors["to"] = "endsBefore";
    if (!team.some((member) => member.scores)) errors["team"] = "noScorer";
    if (!read.ok || Object.keys(errors).length > 0) {
      return c.html(await page(c, { filled: refilled(form, read, errors), chosenBlocks: namesIn(form["blocks"]), team }), 400);
    }
    const { title, year, targetPercent, from, to, cuts, blocks } = read.output;
    const units = await loadUnits(database.read, "all", vietnamDay(now()));
    const { id, version } = defaultChecklist;
    const plan = {
      title,
      year,
      targetPercent,
      checklist: { id, version },
      periods: [{ kind: kindOf(year, from, to), from, to }, ...(cuts ? officialPeriods(year).filter(({ kind }) => kind !== "year") : [])],
      team,
      unitIds: units.filter((unit) => unit.closedOn === null && blocks.includes(unit.block)).map((unit) => unit.id),
    };
    const request = keyedForm(c, form, { ...read.output, team });
    const { made } = await once(database, request, now(), (within) => createPlan(within, plan, whoOf(c).personId, now()));
    return goTo(c, ownPath(`/admin/plan?made=${made}`));
  });
}

function kindOf(year: number, from: string, to: string): Period["kind"] {
  return officialPeriods(year).some((period) => period.kind === "year" && period.from === from && period.to === to) ? "year" : "custom";
}
