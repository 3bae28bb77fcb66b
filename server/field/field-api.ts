import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { Field, OwnUnit } from "../../shared/field.ts";
import { Me } from "../../shared/people/sign-in.ts";
import { PublicKeys, ServerIdentity } from "../../shared/server.ts";
import type { ServerInstance } from "../database/instance.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { answers, header, withTag } from "../http/describe.ts";
import { notModified, standsFor } from "../http/not-modified.ts";
import { senderOf } from "../http/sender.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import type { Who } from "../ledger/who.ts";
import { loadField } from "./field.ts";
import { loadOwnUnit } from "./own-unit.ts";

/** What a device takes along, an inspector's or a unit's, and which server it talks to. */
export function fieldRoutes({
  database,
  instance,
  keys,
  now,
}: Needs & { readonly instance: ServerInstance; readonly keys: SigningKeys }): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const server = (): ServerIdentity => ({ ...instance, serverTime: now().toISOString() });

  routes.get(
    "/api/server",
    describeRoute({ summary: "Which server this is", responses: answers(200, "The server", ServerIdentity, [401]) }),
    (c) => c.json(server()),
  );

  routes.get("/api/me", describeRoute({ summary: "Whose token this is", responses: answers(200, "The owner", Me, [401]) }), (c) =>
    c.json(meOf(senderOf(c))),
  );

  routes.get(
    "/api/keys",
    describeRoute({
      summary: "The Ed25519 keys that receipts were signed with, the current one first",
      security: [],
      responses: answers(200, "Public keys", PublicKeys),
    }),
    (c) => c.json({ keys: keys.published }),
  );

  routes.get(
    "/api/field",
    describeRoute({
      summary: "Everything an inspector takes along; with If-None-Match, 304 where nothing changed",
      parameters: [header("If-None-Match", "The ETag of what is there already")],
      responses: withTag(answers(200, "Plans, units, inspections and checklists", Field, [401, 403]), true),
    }),
    notModified,
    async (c) => {
      const who = senderOf(c);
      const content = { ...instance, me: meOf(who), ...(await loadField(database, who.personId, now())) };
      standsFor(c, content);
      const { instanceId: _id, epoch: _epoch, version: _version, ...rest } = content;
      return c.json({ server: server(), ...rest } satisfies Field);
    },
  );

  routes.get(
    "/api/self-scores",
    describeRoute({
      summary: "A unit's own inspections, what they are scored by, and its self-scores",
      responses: answers(200, "What the unit scores itself by", OwnUnit, [401, 403]),
    }),
    async (c) => c.json(await loadOwnUnit(database, senderOf(c).personId)),
  );

  return routes;
}

function meOf({ personId, name, email, roles }: Who): Me {
  return { accountId: personId, name, email, roles: [...roles] };
}
