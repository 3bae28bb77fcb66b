import type { Who } from "../ledger/who.ts";

/** What every handler of the API knows. `who` is set by the guard before it runs, except where anyone may ask. */
export interface ApiVariables {
  Variables: { who: Who | undefined };
}
