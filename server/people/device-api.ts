import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { DeviceCode, DeviceCodeRequest, DeviceToken, DeviceTokenRequest } from "../../shared/people/sign-in.ts";
import type { ServerInstance } from "../database/instance.ts";
import type { ApiVariables } from "../http/api.ts";
import { readJson } from "../http/body.ts";
import { answers, jsonBody, nothing } from "../http/describe.ts";
import { bearerOf } from "../http/sender.ts";
import { addressOf } from "../http/sender-address.ts";
import type { Identity } from "./identity.ts";

/** `/api/device`: the extension's sign-in (RFC 8628). The first two are open to everybody. */
export function deviceRoutes({
  identity,
  instance,
  now,
}: {
  readonly identity: Identity;
  readonly instance: ServerInstance;
  now(): Date;
}): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();

  routes.post("/api/device/code", describeRoute(described.code), async (c) => {
    const { deviceName } = await readJson(c, DeviceCodeRequest);
    const code: DeviceCode = await identity.startDevice(deviceName, { place: addressOf(c), before: bearerOf(c.req.raw) });
    return c.json(code, 200, { "cache-control": "no-store" });
  });

  routes.post("/api/device/token", describeRoute(described.token), async (c) => {
    const { deviceCode } = await readJson(c, DeviceTokenRequest);
    const { token, deviceId, person } = await identity.exchangeDevice(deviceCode);
    const answer: DeviceToken = {
      token,
      deviceId,
      server: { ...instance, serverTime: now().toISOString() },
      me: { accountId: person.id, name: person.name, email: person.email, roles: [...person.roles] },
    };
    return c.json(answer, 200, { "cache-control": "no-store" });
  });

  /** A device signs itself out. */
  routes.post("/api/device/revoke", describeRoute(described.revoke), async (c) => {
    const who = c.get("who");
    if (who?.deviceId !== undefined) await identity.revokeDevice(who.personId, who.deviceId);
    return c.body(null, 204);
  });

  return routes;
}

const described = {
  code: {
    summary: "Begin to sign a device in: a code for a person to approve on the server's page",
    security: [],
    requestBody: jsonBody(DeviceCodeRequest),
    responses: answers(200, "The codes", DeviceCode, [400, 413, 415, 429, 503]),
  },
  token: {
    summary: "The device's token, once, after the code was approved",
    security: [],
    requestBody: jsonBody(DeviceTokenRequest),
    responses: answers(200, "The token", DeviceToken, [400, 413, 415, 503]),
  },
  revoke: { summary: "A device signs itself out", responses: nothing("The token no longer works", [401]) },
};
