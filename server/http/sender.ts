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
