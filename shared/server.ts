import * as v from "valibot";
import { Instant } from "./text.ts";

/** `GET /api/server`: which server this is. Another `instanceId` is another server; a new `epoch` is a restored one. */
export const ServerIdentity = v.object({ instanceId: v.string(), epoch: v.number(), version: v.string(), serverTime: Instant });
export type ServerIdentity = v.InferOutput<typeof ServerIdentity>;

/** Ed25519 public keys (raw, base64url) that receipts were signed with, the current one first. */
export const PublicKeys = v.object({
  keys: v.array(v.object({ keyId: v.string(), publicKey: v.string(), since: Instant, until: v.nullable(Instant) })),
});
