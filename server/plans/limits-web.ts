import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { limitWords } from "../../shared/words/limits.ts";
import type { Needs } from "../database/needs.ts";
import { tagOf } from "../ledger/content-tag.ts";
import { emptyForm, type Filled, parseForm, typed } from "../web/forms.ts";
import { ownPath, withQuery } from "../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { LimitsPage } from "./limits-page.tsx";
import { changePlan, loadPlanDetail } from "./plan-changes.ts";
import { loadPlans } from "./plans.ts";

const Days = v.pipe(v.optional(v.string(), ""), v.regex(/^\d{1,3}$/, "noSuchDays"), v.transform(Number), v.maxValue(365, "noSuchDays"));
const LimitsForm = v.object({ selfScore: Days, sheets: Days, settling: Days, conclusion: Days, objection: Days, remedies: Days });

/** The page of a plan's limits. */
export function addLimits(web: Hono<WebVariables>, needs: Needs): void {
  const { database, now } = needs;
  web.get("/admin/limits", async (c) => showLimits(c, needs, await planAt(needs, c.req.query("plan"))));

  web.post("/admin/limits", async (c) => {
    const form = await readForm(c);
    const planId = await planAt(needs, typed(form)["plan"]);
    const read = parseForm(LimitsForm, form);
    if (!read.ok) return showLimits(c, needs, planId, read.filled, 400);
    try {
      await changePlan(database, planId, { limits: read.output }, typed(form)["seen"] ?? "", whoOf(c).personId, now());
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "changed-meanwhile") throw error;
      const problem = error.toProblem(c.get("look").language).detail;
      return showLimits(c, needs, planId, { values: {}, errors: {}, problem }, 412);
    }
    return goTo(c, withQuery(ownPath("/admin/limits"), { plan: planId, said: "saved" }));
  });
}

/** The plan that is asked for, else the newest. `not-found`. */
async function planAt({ database }: Needs, asked: string | undefined): Promise<string> {
  const plans = await loadPlans(database.read);
  const plan = asked === undefined ? plans[0] : plans.find(({ id }) => id === asked);
  if (!plan) throw new Refusal("not-found");
  return plan.id;
}

async function showLimits(
  c: Web,
  { database }: Needs,
  planId: string,
  filled: Filled = emptyForm,
  status: 200 | 400 | 412 = 200,
): Promise<Response> {
  const plan = await loadPlanDetail(database.read, planId);
  const done = saidIn(c, { saved: limitWords.saved });
  return showPage(c, LimitsPage, { plan, seen: tagOf({ ...plan }), filled, done }, status);
}
