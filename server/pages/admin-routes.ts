import type { Hono } from "hono";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { vietnamDay } from "../../shared/text.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Context } from "../app.ts";
import { loadPeople } from "../database/people.ts";
import { countInspections } from "../database/plan-inspections.ts";
import { loadPlans } from "../database/plans.ts";
import { findDone, once } from "../database/requests.ts";
import { importUnits, loadUnits } from "../database/units.ts";
import { adminPage } from "./admin.ts";
import { checklistPage } from "./checklist.ts";
import { keyedForm } from "./form-key.ts";
import { addInspections } from "./inspections-routes.ts";
import { addPeople } from "./people-routes.ts";
import { addPlan } from "./plan-routes.ts";
import { unitsPage } from "./units.ts";
import { decodeCsv, readUnitsCsv } from "./units-csv.ts";
import { readForm, type WebVariables, whoOf } from "./web.ts";

/** Preparation: units, people, plan, inspections. Each page says what comes next. */
export function addAdminPages(web: Hono<WebVariables>, context: Context): void {
  addOverview(web, context);
  addUnits(web, context);
  addPeople(web, context);
  addPlan(web, context);
  addInspections(web, context);
}

function addOverview(web: Hono<WebVariables>, { database, identity, now }: Context): void {
  web.get("/admin", async (c) => {
    const { read } = database;
    const units = await loadUnits(read, "all", vietnamDay(now()));
    const people = (await loadPeople(read)).filter((person) => person.disabledAt === null);
    const plans = await loadPlans(read);
    const counts = await Promise.all(plans.map((plan) => countInspections(read, plan.id)));
    return c.html(
      adminPage(c.get("look"), {
        units: units.length,
        blocks: new Set(units.map((unit) => unit.block)).size,
        people: people.length,
        inspectors: people.filter((person) => person.roles.includes("inspector")).length,
        waiting: (await identity.loadInvitations()).length,
        plans: plans.length,
        latestPlan: plans[0]?.title ?? "",
        inspections: counts.reduce((sum, { all }) => sum + all, 0),
        concluded: counts.reduce((sum, { concluded }) => sum + concluded, 0),
      }),
    );
  });

  web.get("/admin/checklist", (c) => c.html(checklistPage(c.get("look"), defaultChecklist)));
}

function addUnits(web: Hono<WebVariables>, { database, now }: Context): void {
  const loadHere = () => loadUnits(database.read, "all", vietnamDay(now()));

  web.get("/admin/units", async (c) => {
    const imported = /^\d{1,6}$/.test(c.req.query("imported") ?? "") ? Number(c.req.query("imported")) : undefined;
    return c.html(unitsPage(c.get("look"), { here: await loadHere(), csv: "", problems: [], checked: undefined, imported }));
  });

  web.post("/admin/units", async (c) => {
    const look = c.get("look");
    const form = await readForm(c);
    const here = await loadHere();
    const csv = await csvOf(form);
    const problem = { row: 1, words: adminWords.csvEncoding, values: {} };
    if (csv === undefined) return c.html(unitsPage(look, { here, csv: "", problems: [problem], checked: undefined, imported: undefined }), 422);
    const { units, problems } = readUnitsCsv(csv, here);
    const request = keyedForm(c, form, csv);
    // Imported before, the units themselves are in the way.
    const before = problems.length > 0 ? await findDone<string[]>(database.read, request) : undefined;
    if (before) return c.redirect(`/admin/units?imported=${before.made.length}`, 303);
    if (problems.length > 0) return c.html(unitsPage(look, { here, csv, problems, checked: undefined, imported: undefined }), 422);
    if (form["step"] !== "import") return c.html(unitsPage(look, { here, csv, problems, checked: units, imported: undefined }));
    const { made } = await once(database, request, now(), (within) => importUnits(within, units, whoOf(c).personId, now()));
    return c.redirect(`/admin/units?imported=${made.length}`, 303);
  });
}

/** The file where one was chosen, else what was pasted; `undefined` where the file's letters cannot be read. */
async function csvOf(form: Readonly<Record<string, unknown>>): Promise<string | undefined> {
  const { file, csv } = form;
  if (file instanceof File && file.size > 0) return decodeCsv(new Uint8Array(await file.arrayBuffer()));
  return typeof csv === "string" ? csv : "";
}
