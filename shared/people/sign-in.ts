import * as v from "valibot";
import { ServerIdentity } from "../server.ts";
import { name } from "../text.ts";

export const roles = ["inspector", "lead", "unit", "admin"] as const;
export const Role = v.picklist(roles);
export type Role = v.InferOutput<typeof Role>;

export const Me = v.object({ accountId: v.string(), name: v.string(), email: v.string(), roles: v.array(Role) });
export type Me = v.InferOutput<typeof Me>;

/** `POST /api/device/code` (RFC 8628, 3.1 and 3.2). */
export const DeviceCodeRequest = v.strictObject({ deviceName: v.pipe(name(100), v.minLength(1)) });
export const DeviceCode = v.object({
  deviceCode: v.string(),
  /** Typed by a person: `BCDF-GHJK`. */
  userCode: v.string(),
  verificationUri: v.string(),
  /** The same with the code in it. */
  verificationUriComplete: v.string(),
  /** Seconds. */
  expiresIn: v.number(),
  interval: v.number(),
});
export type DeviceCode = v.InferOutput<typeof DeviceCode>;

/** `POST /api/device/token`: refused with `code-pending` until approved; given once. */
export const DeviceTokenRequest = v.strictObject({ deviceCode: v.pipe(v.string(), v.minLength(20), v.maxLength(200)) });
export const DeviceToken = v.object({ token: v.string(), deviceId: v.string(), server: ServerIdentity, me: Me });
export type DeviceToken = v.InferOutput<typeof DeviceToken>;
