import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../../shared/problem.ts";
import { concludeWords } from "../../../shared/words/cycle/conclude.ts";
import type { Needs } from "../../database/needs.ts";
import { concludeInspection } from "../../decisions/conclude.ts";
import { getInspection } from "../../inspections/inspections.ts";
import { isRevealed } from "../../inspections/states.ts";
import { emptyForm, type Filled, line, typed } from "../../web/forms.ts";
import { speaker } from "../../web/look.ts";
import { ownPath, withQuery } from "../../web/own-path.ts";
import { goTo, readForm, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../../web/web.ts";
import { ConcludePage } from "./conclude-page.tsx";
import { loadConcludeView } from "./conclude-view.ts";

/** The question, on a page of its own, and its answer. */
export function addConclusion(web: Hono<WebVariables>, needs: Needs): void {
  const { database, now } = needs;

  web.get("/inspections/:id/conclude", async (c) => await show(c, needs, c.req.query("back"), emptyForm));

  web.post("/inspections/:id/conclude", async (c) => {
    const id = uuidOf(c.req.param("id"));
    const form = await readForm(c);
    const { back } = v.parse(Back, form);
    // A form that was drawn before the question was asked.
    if (form["asked"] !== "yes") return goTo(c, withQuery(ownPath(`/inspections/${id}/conclude`), { back }));
    const inspection = await getInspection(database.read, id);
    const view = await loadConcludeView(database.read, inspection, whoOf(c).personId, now());
    if (isRevealed(inspection) && inspection.state !== "concluded" && view.open.length > 0)
      return await show(c, needs, back, { values: typed(form), errors: {} }, 409);
    const waiver = v.safeParse(line(2_000), form["waiveEvidence"]);
    if (view.outstanding > 0 && !waiver.success)
      return await show(c, needs, back, { values: typed(form), errors: { waiveEvidence: "required" } }, 400);
    const waived = waiver.success ? { waiveEvidence: waiver.output } : {};
    try {
      await concludeInspection(database, id, whoOf(c).personId, now(), waived, String(form["seen"] ?? ""));
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.code !== "changed-meanwhile") throw problem;
      const said = speaker(c.get("look"))(concludeWords.changedSince);
      return await show(c, needs, back, { values: typed(form), errors: {}, problem: said }, 409);
    }
    return goTo(c, withQuery(ownPath(back), { said: "concluded" }));
  });
}

const Back = v.object({ back: v.optional(v.fallback(v.string(), "/"), "/") });

async function show(
  c: Web,
  { database, now }: Needs,
  back: string | undefined,
  filled: Filled,
  status: 200 | 400 | 409 = 200,
): Promise<Response> {
  const id = uuidOf(c.req.param("id"));
  const inspection = await getInspection(database.read, id);
  if (!isRevealed(inspection) || inspection.state === "concluded") return goTo(c, ownPath(back));
  const view = await loadConcludeView(database.read, inspection, whoOf(c).personId, now());
  const from = back === undefined || ownPath(back) === "/" ? ownPath(`/inspections/${id}/settle`) : ownPath(back);
  c.set("look", { ...c.get("look"), at: withQuery(ownPath(`/inspections/${id}/conclude`), { back: from }) });
  return showPage(c, ConcludePage, { view, back: from, filled }, status);
}
