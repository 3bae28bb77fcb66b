import type { Context } from "hono";
import { Refusal } from "../../shared/problem.ts";
import { tagOf } from "../ledger/content-tag.ts";

const name = "If-Match";

/**
 * What the sender had read when they changed it. `match-missing`: without it, one lead's work would silently take the place of another's.
 */
export function seenBy(c: Context): string {
  const seen = c.req.header(name);
  if (seen === undefined) throw new Refusal("match-missing");
  return seen;
}

/** The content, whose tag goes with the answer. */
export function tagged<T extends Readonly<Record<string, unknown>>>(c: Context, content: T): T {
  c.header("etag", tagOf(content));
  return content;
}

/** The header for `/openapi.json`. */
export const ifMatch = {
  name,
  in: "header" as const,
  required: true,
  schema: { type: "string" as const },
  description:
    "The ETag of what was read and is to be changed; 412 says which fields somebody else has changed since, * changes whatever there is",
};
