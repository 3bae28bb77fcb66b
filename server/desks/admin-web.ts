import type { Hono } from "hono";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { vietnamDay } from "../../shared/text.ts";
import { ChecklistPage } from "../checklists/checklist-page.tsx";
import type { Needs } from "../database/needs.ts";
import { addInspections } from "../inspections/inspections-web.ts";
import { countInspections } from "../inspections/plan-inspections.ts";
import type { Identity } from "../people/identity.ts";
import { loadPeople } from "../people/people.ts";
import { addPeople } from "../people/people-web.ts";
import { addPlan } from "../plans/plan-web.ts";
import { loadPlans } from "../plans/plans.ts";
import { loadUnits } from "../units/units.ts";
import { addUnits } from "../units/units-web.ts";
import { showPage, type WebVariables } from "../web/web.ts";
import { AdminPage } from "./admin-page.tsx";

/** Preparation: units, people, plan, inspections. Each page says what comes next. */
export function addAdminPages(web: Hono<WebVariables>, context: Needs & { readonly identity: Identity }): void {
  addOverview(web, context);
  addUnits(web, context);
  addPeople(web, context);
  addPlan(web, context);
  addInspections(web, context);
}

function addOverview(web: Hono<WebVariables>, { database, identity, now }: Needs & { readonly identity: Identity }): void {
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

  web.get("/admin/checklist", (c) => showPage(c, ChecklistPage, { checklist: defaultChecklist }));
}
