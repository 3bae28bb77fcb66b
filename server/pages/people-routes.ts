import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Context } from "../app.ts";
import { loadPeople, setRoles } from "../database/people.ts";
import { ownPath } from "../own-path.ts";
import { Email, emptyForm, line, many, parseForm, typed } from "./forms.ts";
import { speaker } from "./layout.ts";
import { givenRoles, type PeoplePage, peoplePage } from "./people.ts";
import { goTo, readForm, type Web, type WebVariables, whoOf } from "./web.ts";

const Roles = v.pipe(many(v.picklist(givenRoles)), v.minLength(1, "chooseOne"));
const InvitationForm = v.object({ name: line(100), email: Email, roles: Roles });

/** Inviting, disabling, roles and password links. */
export function addPeople(web: Hono<WebVariables>, { database, identity, now }: Context): void {
  const page = async (c: Web, more: Partial<PeoplePage> = {}) =>
    peoplePage(c.get("look"), {
      people: await loadPeople(database.read),
      invitations: await identity.loadInvitations(),
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
    else await identity.enable(whoOf(c), c.req.param("id"));
    return goTo(c, ownPath(`/admin/people?said=${disabled ? "disabled" : "enabled"}`));
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
    await setRoles(database.write, id, read.output, whoOf(c).personId, now());
    return goTo(c, ownPath("/admin/people?said=roles"));
  });
}
