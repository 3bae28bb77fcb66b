import type { Context } from "hono";
import { Refusal } from "../../shared/problem.ts";
import { Uuid } from "../../shared/text.ts";
import { hashOf } from "../ledger/audit.ts";
import type { KeyedRequest } from "../ledger/requests.ts";
import type { ApiVariables } from "./api.ts";
import { parseInput } from "./body.ts";
import { senderOf } from "./sender.ts";

const name = "Idempotency-Key";

/**
 * The request under its key (a UUID that the client makes before it sends, and sends again with every retry). `key-missing`: without one an
 * answer that is lost on the way would make everything twice.
 */
export function keyedRequest(c: Context<ApiVariables>, content: unknown): KeyedRequest {
  const sent = c.req.header(name);
  if (sent === undefined) throw new Refusal("key-missing");
  const key = parseInput(Uuid, sent.replace(/^"(.*)"$/, "$1"), name);
  const { method, path } = c.req;
  return { actorId: senderOf(c).personId, key, hash: hashOf({ method, path, query: c.req.query(), content }) };
}

/** The header for `/openapi.json`. */
export const requestKey = {
  name,
  in: "header" as const,
  required: true,
  schema: { type: "string" as const, format: "uuid" },
  description: "Made by the client, and the same at every retry: the same content again is answered as before, other content with 409",
};

/** The same where a dry run does without. */
export const optionalKey = { ...requestKey, required: false, description: `${requestKey.description}; a dry run needs none` };
