import type { Hono } from "hono";
import * as v from "valibot";
import { InspectionForm } from "../../shared/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { InspectionKind, type Period, type Plan, Position } from "../../shared/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { Day, Uuid, vietnamDay } from "../../shared/text.ts";
import { searchUnits } from "../../shared/unit.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Context } from "../app.ts";
import { openInspections } from "../database/inspections.ts";
import { loadOpenInvitations, loadPeople, type Person, parseRoles, setRoles } from "../database/people.ts";
import { countInspections, loadPlanInspections } from "../database/plan-inspections.ts";
import { createPlan, loadPlans, loadTeam, type TeamMember } from "../database/plans.ts";
import { importUnits, loadUnits } from "../database/units.ts";
import { adminPage } from "./admin.ts";
import { checklistPage } from "./checklist.ts";
import { Email, emptyForm, type Filled, line, many, parseForm, typed } from "./forms.ts";
import { inspectionsPage, needPlanPage } from "./inspections.ts";
import { speaker } from "./layout.ts";
import { givenRoles, type PeoplePage, peoplePage } from "./people.ts";
import { planPage } from "./plan.ts";
import { unitsPage } from "./units.ts";
import { decodeCsv, readUnitsCsv } from "./units-csv.ts";
import { readForm, type Web, type WebVariables, whoOf } from "./web.ts";

/** Preparation: units, people, plan, inspections. Each page says what comes next. */
export function addAdminPages(web: Hono<WebVariables>, context: Context): void {
  addOverview(web, context);
  addUnits(web, context);
  addPeople(web, context);
  addPlan(web, context);
  addInspections(web, context);
}

function addOverview(web: Hono<WebVariables>, { database, now }: Context): void {
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
        waiting: (await loadOpenInvitations(read, now())).length,
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
    if (problems.length > 0) return c.html(unitsPage(look, { here, csv, problems, checked: undefined, imported: undefined }), 422);
    if (form["step"] !== "import") return c.html(unitsPage(look, { here, csv, problems, checked: units, imported: undefined }));
    await importUnits(database, units, whoOf(c).personId, now());
    return c.redirect(`/admin/units?imported=${units.length}`, 303);
  });
}

/** The file where one was chosen, else what was pasted; `undefined` where the file's letters cannot be read. */
async function csvOf(form: Readonly<Record<string, unknown>>): Promise<string | undefined> {
  const { file, csv } = form;
  if (file instanceof File && file.size > 0) return decodeCsv(new Uint8Array(await file.arrayBuffer()));
  return typeof csv === "string" ? csv : "";
}

const Roles = v.pipe(many(v.picklist(givenRoles)), v.minLength(1, "chooseOne"));
const InvitationForm = v.object({ name: line(100), email: Email, roles: Roles });

function addPeople(web: Hono<WebVariables>, { database, identity, now }: Context): void {
  const page = async (c: Web, more: Partial<PeoplePage> = {}) =>
    peoplePage(c.get("look"), {
      people: await loadPeople(database.read),
      invitations: (await loadOpenInvitations(database.read, now())).map(({ name, email, roles, expires_at: expiresAt }) => ({
        name,
        email,
        roles: parseRoles(roles),
        expiresAt,
      })),
      filled: emptyForm,
      ticked: ["inspector"],
      ...more,
    });

  web.get("/admin/people", async (c) => {
    const said = { disabled: adminWords.doneDisabled, enabled: adminWords.doneEnabled, roles: adminWords.doneRoles }[c.req.query("said") ?? ""];
    return c.html(await page(c, { done: said && speaker(c.get("look"))(said) }));
  });

  web.post("/admin/people/invitation", async (c) => {
    const form = await readForm(c);
    const ticked = [form["roles"]].flat().filter((role) => typeof role === "string");
    const read = parseForm(InvitationForm, form);
    if (!read.ok) return c.html(await page(c, { filled: read.filled, ticked }), 400);
    try {
      const address = await identity.makeInvitation(whoOf(c), read.output);
      return c.html(await page(c, { link: { name: read.output.name, address } }));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "already-there") throw error;
      return c.html(await page(c, { filled: { values: typed(form), errors: { email: "emailTaken" } }, ticked }), 409);
    }
  });

  web.post("/admin/people/:id/disabled", async (c) => {
    const disabled = (await readForm(c))["disabled"] !== "no";
    if (disabled) await identity.disable(whoOf(c), c.req.param("id"));
    else await identity.enable(c.req.param("id"));
    return c.redirect(`/admin/people?said=${disabled ? "disabled" : "enabled"}`, 303);
  });

  web.post("/admin/people/:id/password-link", async (c) => {
    const id = c.req.param("id");
    const address = await identity.makePasswordLink(whoOf(c), id);
    const name = (await loadPeople(database.read)).find((person) => person.id === id)?.name ?? "";
    return c.html(await page(c, { link: { name, address } }));
  });

  web.post("/admin/people/:id/roles", async (c) => {
    const id = c.req.param("id");
    const read = v.safeParse(Roles, (await readForm(c))["roles"]);
    const person = (await loadPeople(database.read)).find((one) => one.id === id);
    if (!read.success || !person) throw new Refusal("not-found");
    // Nobody takes their own administration away: there might be nobody left to give it back.
    if (id === whoOf(c).personId && !read.output.includes("admin")) throw new Refusal("not-allowed");
    await setRoles(database.write, id, read.output);
    return c.redirect("/admin/people?said=roles", 303);
  });
}

const Whole = (min: number, max: number, message: string) =>
  v.pipe(v.optional(v.string(), ""), v.regex(/^\d{1,4}$/, message), v.transform(Number), v.minValue(min, message), v.maxValue(max, message));
const FormDay = v.pipe(
  v.optional(v.string(), ""),
  v.check((day) => v.is(Day, day), "noSuchDay"),
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

function addPlan(web: Hono<WebVariables>, { database, now }: Context): void {
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
    const errors = { ...(read.ok ? {} : read.filled.errors) };
    if (read.ok && read.output.from > read.output.to) errors["to"] = "endsBefore";
    if (!team.some((member) => member.scores)) errors["team"] = "chooseOne";
    if (!read.ok || Object.keys(errors).length > 0) {
      const problem = errors["team"] ? { problem: speaker(c.get("look"))(adminWords.noScorer) } : {};
      return c.html(await page(c, { filled: { values: typed(form), errors, ...problem }, chosenBlocks: namesIn(form["blocks"]), team }), 400);
    }
    const { title, year, targetPercent, from, to, cuts, blocks } = read.output;
    const units = await loadUnits(database.read, "all", vietnamDay(now()));
    const { id, version } = defaultChecklist;
    const plan = {
      title,
      year,
      targetPercent,
      checklist: { id, version },
      periods: [{ kind: kindOf(year, from, to), from, to }, ...(cuts ? cutsOf(year) : [])],
      team,
      unitIds: units.filter((unit) => unit.closedOn === null && blocks.includes(unit.block)).map((unit) => unit.id),
    };
    const made = await createPlan(database, plan, whoOf(c).personId, now());
    return c.redirect(`/admin/plan?made=${made}`, 303);
  });
}

/** Official data cuts of a year: Q1, six months, Q3 and nine months. */
function cutsOf(year: number): Omit<Period, "id">[] {
  return [
    { kind: "q1", from: `${year - 1}-12-15`, to: `${year}-03-14` },
    { kind: "sixMonths", from: `${year - 1}-12-15`, to: `${year}-06-14` },
    { kind: "q3", from: `${year}-06-15`, to: `${year}-09-14` },
    { kind: "nineMonths", from: `${year - 1}-12-15`, to: `${year}-09-14` },
  ];
}

function kindOf(year: number, from: string, to: string): Period["kind"] {
  return from === `${year - 1}-12-15` && to === `${year}-12-14` ? "year" : "custom";
}

function namesIn(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === "string");
}

async function loadMembers(read: Context["database"]["read"]): Promise<Person[]> {
  return (await loadPeople(read)).filter((person) => person.disabledAt === null && (person.roles.includes("inspector") || person.roles.includes("lead")));
}

/** The team as it was chosen; only inspectors score. */
function teamOf(form: Readonly<Record<string, unknown>>, people: readonly Person[]): TeamMember[] {
  return people.flatMap((person) => {
    const position = v.safeParse(Position, form[`position-${person.id}`]);
    if (!position.success) return [];
    return [{ personId: person.id, position: position.output, scores: person.roles.includes("inspector") && form[`scores-${person.id}`] === "yes" }];
  });
}

const InspectionsForm = v.object({
  plan: Uuid,
  kind: InspectionKind,
  form: InspectionForm,
  visitedOn: FormDay,
  announced: v.optional(v.string()),
  all: v.optional(v.string()),
  units: many(Uuid),
});

function addInspections(web: Hono<WebVariables>, { database, now }: Context): void {
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
    const errors = { ...(parsed.ok ? {} : parsed.filled.errors) };
    const unitIds = !parsed.ok ? [] : parsed.output.all ? (await unitsOf(plan, asked.block, asked.find)).units.map((unit) => unit.id) : parsed.output.units;
    if (parsed.ok && unitIds.length === 0) errors["units"] = "chooseOne";
    if (!team.some((member) => member.scores)) errors["team"] = "chooseOne";
    if (!parsed.ok || Object.keys(errors).length > 0) {
      const problem = errors["team"] ? { problem: speaker(c.get("look"))(adminWords.noScorer) } : {};
      return c.html(await page(c, plan, asked, { filled: { values: typed(form), errors, ...problem }, team, chosen: namesIn(form["units"]) }), 400);
    }
    const { kind, form: how, visitedOn, announced } = parsed.output;
    const of = { planId: plan.id, unitIds, kind, form: how, visitedOn, announced: announced === "yes", team };
    await openInspections(database, of, whoOf(c).personId, now());
    return c.redirect(`/admin/inspections?plan=${plan.id}&opened=${unitIds.length}`, 303);
  });
}
