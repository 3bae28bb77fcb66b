import type { Hono } from "hono";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Needs } from "../database/needs.ts";
import { loadReminders } from "../inspections/reminders/reminders.ts";
import { loadPlansAtHead } from "../plans/plans.ts";
import { showPage, type WebVariables, whoOf } from "../web/web.ts";
import { addressed, asking, chooseAt } from "./choice.ts";
import { NoPlanPage, ResultsPage } from "./page/results-page.tsx";
import { keptResultsOf } from "./results.ts";

/** The ranked results for the leads. */
export function addResults(web: Hono<WebVariables>, { database, now }: Needs): void {
  web.get("/results", async (c) => {
    const { plans } = await loadPlansAtHead(database.read);
    if (plans.length === 0) return showPage(c, NoPlanPage, {});
    const choice = chooseAt(new URL(c.req.url).searchParams, plans);
    const results = await keptResultsOf(database.read).load(asking(choice), now());
    const block = results.rows.some((row) => row.block === c.req.query("block")) ? c.req.query("block") : undefined;
    const { id, version } = choice.plan.checklist;
    const checklist = await checklistsOf(database.read).get(id, version);
    return showPage(c, ResultsPage, {
      results,
      plans,
      checklist,
      block,
      find: c.req.query("q") ?? "",
      sort: c.req.query("sort") ?? "rank",
      place: addressed(choice),
      reminders: await loadReminders(database.read, whoOf(c).personId),
    });
  });
}
