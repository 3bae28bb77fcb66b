import type { Hono } from "hono";
import * as v from "valibot";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { officialPeriods, officialYear, yearPeriod } from "../../shared/plans/official-periods.ts";
import type { Period } from "../../shared/plans/plan.ts";
import { readDay, vietnamDay } from "../../shared/text.ts";
import { isOpenOn, type Unit } from "../../shared/units/unit.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Needs } from "../database/needs.ts";
import { once } from "../ledger/requests.ts";
import { loadMembers } from "../people/people.ts";
import { loadUnits } from "../units/units.ts";
import { keyedForm } from "../web/form-key.ts";
import { emptyForm, type FieldError, type Filled, line, many, parseForm, refilled, typed } from "../web/forms.ts";
import { speaker } from "../web/look.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, showPage, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { PlanPage } from "./plan-page.tsx";
import { createPlan, loadPlans, type NewPlan, type TeamMember } from "./plans.ts";
import { FormDay, namesIn, teamOf } from "./team-form.ts";

const Whole = (min: number, max: number, message: string) =>
  v.pipe(
    v.optional(v.string(), ""),
    v.regex(/^\d{1,4}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
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
export function addPlan(web: Hono<WebVariables>, needs: Needs): void {
  const { database, now } = needs;
  web.get("/admin/plan", (c) => showPlans(c, needs));

  web.post("/admin/plan", async (c) => {
    const form = await readForm(c);
    const team = teamOf(form, await loadMembers(database.read));
    const read = parseForm(PlanForm, form);
    const errors = errorsTogether(form, team);
    if (!read.ok || Object.keys(errors).length > 0) {
      const again = { filled: refilled(form, read, errors), chosenBlocks: namesIn(form["blocks"]), team };
      return showPlans(c, needs, again, 400);
    }
    const plan = planOf(read.output, team, await loadOpenUnits(needs));
    const request = keyedForm(c, form, { ...read.output, team });
    const { made } = await once(database, request, now(), (within) => createPlan(within, plan, whoOf(c).personId, now()));
    return goTo(c, ownPath(`/admin/plan?made=${made}`));
  });
}

interface Again {
  readonly filled: Filled;
  readonly chosenBlocks: readonly string[];
  readonly team: readonly TeamMember[];
}

/** `again`: the form as it was sent, where something is wrong with it. */
async function showPlans(c: Web, needs: Needs, again?: Again, status: 200 | 400 = 200): Promise<Response> {
  const units = await loadOpenUnits(needs);
  const names = [...new Set(units.map((unit) => unit.block))].sort((a, b) => a.localeCompare(b, "vi"));
  const people = await loadMembers(needs.database.read);
  const plans = await loadPlans(needs.database.read);
  const made = plans.find(({ id }) => id === c.req.query("made"));
  const props = {
    plans,
    blocks: names.map((name) => ({ name, units: units.filter((unit) => unit.block === name).length })),
    people,
    year: officialYear(vietnamDay(needs.now())),
    done: made && speaker(c.get("look"))(adminWords.planMade, { title: made.title }),
    ...(again ?? { filled: emptyForm, chosenBlocks: names, team: [] }),
  };
  return showPage(c, PlanPage, props, status);
}

async function loadOpenUnits({ database, now }: Needs): Promise<Unit[]> {
  const today = vietnamDay(now());
  return (await loadUnits(database.read, "all", today)).filter((unit) => isOpenOn(unit, today));
}

/** What is wrong only when fields are seen together. */
function errorsTogether(form: Readonly<Record<string, unknown>>, team: readonly TeamMember[]): Record<string, FieldError> {
  const errors: Record<string, FieldError> = {};
  const [first, last] = ["from", "to"].map((name) => readDay(typed(form)[name] ?? ""));
  if (first !== undefined && last !== undefined && first > last) errors["to"] = "endsBefore";
  if (!team.some((member) => member.scores)) errors["team"] = "noScorer";
  return errors;
}

/** The plan as it is asked for: of the default checklist and of every open unit of the chosen blocks. */
function planOf(asked: v.InferOutput<typeof PlanForm>, team: readonly TeamMember[], units: readonly Unit[]): NewPlan {
  const { title, year, targetPercent, from, to, cuts, blocks } = asked;
  const { id, version } = defaultChecklist;
  return {
    title,
    year,
    targetPercent,
    checklist: { id, version },
    periods: [{ kind: kindOf(year, from, to), from, to }, ...(cuts ? officialPeriods(year).filter(({ kind }) => kind !== "year") : [])],
    team,
    unitIds: units.filter((unit) => blocks.includes(unit.block)).map((unit) => unit.id),
  };
}

function kindOf(year: number, from: string, to: string): Period["kind"] {
  const whole = yearPeriod(year);
  return from === whole.from && to === whole.to ? "year" : "custom";
}
