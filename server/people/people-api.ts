import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { Invitation, InvitationMade, OpenLinks, UnitAccounts, UnitOfPerson } from "../../shared/people/people.ts";
import { Role } from "../../shared/people/sign-in.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { idIn, readJson } from "../http/body.ts";
import { answers, jsonBody, nothing } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import type { Identity } from "./identity.ts";
import { loadMembers, loadUnitAccounts, setUnit } from "./people.ts";

/** Who can be in a team; and, for administrators, who is invited and which unit an account speaks for. */
export function peopleRoutes({ database, identity, now }: Needs & { readonly identity: Identity }): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const { read, write } = database;

  routes.get("/api/people", describeRoute(described.members), async (c) =>
    c.json({ people: (await loadMembers(read)).map(({ id, name, roles }) => ({ id, name, roles: [...roles] })) }),
  );

  routes.get("/api/people/units", describeRoute(described.unitAccounts), async (c) => {
    const accounts = (await loadUnitAccounts(read)).map(({ roles: _, ...account }) => account);
    return c.json({ accounts });
  });

  routes.post("/api/people/invitations", describeRoute(described.invite), async (c) => {
    const address = await identity.makeInvitation(senderOf(c), await readJson(c, Invitation));
    // The link is a secret: not to be kept on the way.
    c.header("cache-control", "no-store");
    return c.json({ address });
  });

  routes.get("/api/people/links", describeRoute(described.links), async (c) => c.json({ links: await identity.loadLinks() }));

  routes.put("/api/people/links/:linkId/cancellation", describeRoute(described.cancel), async (c) => {
    await identity.cancelLink(senderOf(c), idIn(c, "linkId"));
    return c.body(null, 204);
  });

  routes.put("/api/people/:id/unit", describeRoute(described.unit), async (c) => {
    const { unitId } = await readJson(c, UnitOfPerson);
    await setUnit(write, idIn(c), unitId, senderOf(c).personId, now());
    return c.body(null, 204);
  });

  return routes;
}

const Members = v.object({ people: v.array(v.object({ id: v.string(), name: v.string(), roles: v.array(Role) })) });

const described = {
  members: {
    summary: "Who can be in a team: inspectors and leads who are not disabled",
    responses: answers(200, "The people", Members, [401, 403]),
  },
  unitAccounts: {
    summary: "The accounts that speak for units, by name",
    responses: answers(200, "The accounts", UnitAccounts, [401, 403]),
  },
  invite: {
    summary: "Invite somebody: a link that makes one account within 7 days; an earlier one for the same address stops working",
    requestBody: jsonBody(Invitation),
    responses: answers(200, "The link, told this once", InvitationMade, [400, 401, 403, 409, 413, 415, 422]),
  },
  links: {
    summary: "Invitations and password links that nobody has used and that have not expired, the newest first",
    responses: answers(200, "The links, without their secrets", OpenLinks, [401, 403]),
  },
  cancel: {
    summary: "Take such a link back, on record: nobody can use it any more",
    responses: nothing("Cancelled", [401, 403, 404]),
  },
  unit: {
    summary: "Which unit an account of the role “unit” speaks for; null ends it, and signs its devices out",
    requestBody: jsonBody(UnitOfPerson),
    responses: nothing("Set", [400, 401, 403, 404, 413, 415, 422]),
  },
};
