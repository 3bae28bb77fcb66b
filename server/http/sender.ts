import type { Context } from "hono";
import { Refusal } from "../../shared/problem.ts";
import type { Who } from "../ledger/who.ts";
import type { ApiVariables } from "./api.ts";

/** Who sent the request; the guard has let them in before any handler runs. */
export function senderOf(c: Context<ApiVariables>): Who {
  const who = c.get("who");
  if (!who) throw new Refusal("not-signed-in");
  return who;
}

/** The token that a request carries, whether or not it is one. */
export function bearerOf({ headers }: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
}
