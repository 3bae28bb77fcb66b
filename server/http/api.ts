/*
 * How JSON is answered: who is let in (guard.ts by the table in may.ts), how a body is read and checked (body.ts), how a refusal or a bug
 * becomes an answer (errors.ts), what a client may keep (not-modified.ts, if-match.ts) or send again (request-key.ts), and how
 * /openapi.json tells of it. Nothing here knows what is scored.
 */

import type { Who } from "../ledger/who.ts";

/** What every handler of the API knows. `who` is set by the guard before it runs, except where anyone may ask. */
export interface ApiVariables {
  Variables: { who: Who | undefined };
}
