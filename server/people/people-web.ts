import type { Hono } from "hono";
import * as v from "valibot";
import { rolesFit } from "../../shared/people/people.ts";
import { Role } from "../../shared/people/sign-in.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Needs } from "../database/needs.ts";
import { createUnitNames } from "../units/unit-names.ts";
import { loadRegistered } from "../units/units.ts";
import { Email, emptyForm, type FieldError, type Filled, line, many, parseForm, saidError, typed } from "../web/forms.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, type Web, type WebVariables, whoOf } from "../web/web.ts";
import type { Identity } from "./identity.ts";
import { findPerson, loadPeople, setRights, setUnit } from "./people.ts";
import { PeoplePage, type PeopleProps } from "./people-page.tsx";

const Roles = v.pipe(
  many(Role),
  v.minLength(1, "chooseOne"),
  v.check((roles) => rolesFit(roles), "unitAlone"),
);
const Typed = v.optional(v.pipe(v.string(), v.maxLength(600, "tooLong")), "");
const InvitationForm = v.object({ name: line(100), email: Email, roles: Roles, unit: Typed });
const RightsForm = v.object({ roles: Roles, unit: Typed });
const UnitForm = v.object({ end: v.optional(v.string()), unit: Typed });

/** Inviting, disabling, roles, whom an account speaks for, and password links. */
export function addPeople(web: Hono<WebVariables>, { database, identity, now }: Needs & { readonly identity: Identity }): void {
  const unitNames = async (c: Web) =>
    createUnitNames(await loadRegistered(database.read, "all", vietnamDay(now())), c.get("look").language);
  const show = async (c: Web, more: Partial<PeopleProps>, status?: 400 | 409) => {
    const [units, people, links] = [await unitNames(c), await loadPeople(database.read), await identity.loadLinks()];
    return showPage(c, PeoplePage, { units, people, links, filled: emptyForm, ticked: ["inspector"], ...more }, status);
  };

  web.get("/admin/people", async (c) => {
    const said = {
      disabled: adminWords.doneDisabled,
      enabled: adminWords.doneEnabled,
      roles: adminWords.doneRoles,
      unit: adminWords.doneUnit,
      ended: adminWords.doneUnitEnded,
      cancelled: adminWords.doneCancelled,
    };
    return await show(c, { done: saidIn(c, said) });
  });

  web.post("/admin/people/invitation", async (c) => {
    const form = await readForm(c);
    const ticked = [form["roles"]].flat().filter((role) => typeof role === "string");
    const read = parseForm(InvitationForm, form);
    if (!read.ok) return await show(c, { filled: read.filled, ticked }, 400);
    const unit = read.output.roles.includes("unit") ? (await unitNames(c)).find(read.output.unit) : null;
    if (typeof unit === "string") return await show(c, { filled: { values: typed(form), errors: { unit } }, ticked }, 400);
    try {
      const address = await identity.makeInvitation(whoOf(c), { ...read.output, unitId: unit?.id ?? null });
      return await show(c, { link: { name: read.output.name, address } });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "already-there") throw error;
      return await show(c, { filled: { values: typed(form), errors: { email: "emailTaken" } }, ticked }, 409);
    }
  });

  web.post("/admin/people/links/:id/cancellation", async (c) => {
    await identity.cancelLink(whoOf(c), c.req.param("id"));
    return goTo(c, ownPath("/admin/people?said=cancelled"));
  });

  web.post("/admin/people/:id/disabled", async (c) => {
    const disabled = (await readForm(c))["disabled"] !== "no";
    if (disabled) await identity.disable(whoOf(c), c.req.param("id"));
    else await identity.enable(whoOf(c), c.req.param("id"));
    return goTo(c, ownPath(`/admin/people?said=${disabled ? "disabled" : "enabled"}`));
  });

  web.post("/admin/people/:id/password-link", async (c) => {
    const id = c.req.param("id");
    const address = await identity.makePasswordLink(whoOf(c), id);
    const name = (await findPerson(database.read, id))?.name ?? "";
    return await show(c, { link: { name, address } });
  });

  const demandPerson = async (id: string) => {
    const person = await findPerson(database.read, id);
    if (!person) throw new Refusal("not-found");
    return person;
  };
  /** Says above everything what is wrong with what was typed in an account's row. */
  const refused = async (c: Web, error: FieldError, name: string, limits: Filled["limits"] = {}) => {
    const problem = `${name}: ${saidError(c.get("look"), { limits }, "unit", error)}`;
    return await show(c, { filled: { values: {}, errors: {}, problem } }, 400);
  };

  web.post("/admin/people/:id/roles", async (c) => {
    const person = await demandPerson(c.req.param("id"));
    const read = parseForm(RightsForm, await readForm(c));
    if (!read.ok) return await refused(c, Object.values(read.filled.errors)[0] ?? "wrong", person.name, read.filled.limits);
    const { roles, unit } = read.output;
    // Nobody takes their own administration away: there might be nobody left to give it back.
    if (person.id === whoOf(c).personId && !roles.includes("admin")) throw new Refusal("not-allowed");
    const kept = unit.trim() === "" && person.unitId !== null ? { id: person.unitId } : (await unitNames(c)).find(unit);
    const found = roles.includes("unit") ? kept : null;
    if (typeof found === "string") return await refused(c, found === "required" ? "unitMissing" : found, person.name);
    await setRights(database.write, person.id, { roles, unitId: found?.id ?? null }, whoOf(c).personId, now());
    return goTo(c, ownPath("/admin/people?said=roles"));
  });

  web.post("/admin/people/:id/unit", async (c) => {
    const person = await demandPerson(c.req.param("id"));
    const read = parseForm(UnitForm, await readForm(c));
    if (!read.ok) return await refused(c, Object.values(read.filled.errors)[0] ?? "wrong", person.name, read.filled.limits);
    const ends = read.output.end === "yes";
    const found = ends ? null : (await unitNames(c)).find(read.output.unit);
    if (typeof found === "string") return await refused(c, found === "required" ? "unitMissing" : found, person.name);
    await setUnit(database.write, person.id, found?.id ?? null, whoOf(c).personId, now());
    return goTo(c, ownPath(`/admin/people?said=${ends ? "ended" : "unit"}`));
  });
}
