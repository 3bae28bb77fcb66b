import type { Hono } from "hono";
import { vietnamDay } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import { countInspections } from "../inspections/plan-inspections.ts";
import type { Identity } from "../people/identity.ts";
import { loadPeople } from "../people/people.ts";
import { loadPlans } from "../plans/plans.ts";
import { loadUnits } from "../units/units.ts";
import { showPage, type WebVariables } from "../web/web.ts";
import { AdminPage } from "./admin-page.tsx";

/** What is prepared already, and what comes next. */
export function addOverview(web: Hono<WebVariables>, { database, identity, now }: Needs & { readonly identity: Identity }): void {
  web.get("/admin", async (c) => {
    const { read } = database;
    const units = await loadUnits(read, "all", vietnamDay(now()));
    const people = (await loadPeople(read)).filter((person) => person.disabledAt === null);
    const plans = await loadPlans(read);
    const counts = await Promise.all(plans.map((plan) => countInspections(read, plan.id)));
    const have = {
      units: units.length,
      blocks: new Set(units.map((unit) => unit.block)).size,
      people: people.length,
      inspectors: people.filter((person) => person.roles.includes("inspector")).length,
      waiting: (await identity.loadLinks()).filter(({ purpose }) => purpose === "invitation").length,
      plans: plans.length,
      latestPlan: plans[0]?.title ?? "",
      inspections: counts.reduce((sum, { all }) => sum + all, 0),
      concluded: counts.reduce((sum, { concluded }) => sum + concluded, 0),
    };
    return showPage(c, AdminPage, { have });
  });
}
