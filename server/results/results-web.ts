import type { Hono } from "hono";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Needs } from "../database/needs.ts";
import { loadPlansAtHead } from "../plans/plans.ts";
import type { WebVariables } from "../web/web.ts";
import { asking, chooseAt } from "./choice.ts";
import { loadResults } from "./results.ts";
import { noPlanPage, resultsPage } from "./results-page.ts";

/** The ranked results for the leads. */
export function addResults(web: Hono<WebVariables>, { database, now }: Needs): void {
  web.get("/results", async (c) => {
    const { plans } = await loadPlansAtHead(database.read);
    if (plans.length === 0) return c.html(noPlanPage(c.get("look")));
    const choice = chooseAt(new URL(c.req.url).searchParams, plans);
    const results = await loadResults(database, asking(choice), now());
    const block = results.rows.some((row) => row.block === c.req.query("block")) ? c.req.query("block") : undefined;
    const { id, version } = choice.plan.checklist;
    const checklist = await checklistsOf(database.read).get(id, version);
    return c.html(resultsPage(c.get("look"), { results, plans, checklist, block, sort: c.req.query("sort") ?? "rank" }));
  });
}
