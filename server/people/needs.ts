import type { Database } from "../database/open.ts";
import type { Who } from "../ledger/who.ts";
import type { Person } from "./people.ts";

/** What every part of the identity works with. */
export interface IdentityNeeds {
  /** Links and addresses begin with it. */
  readonly publicUrl: string;
  readonly database: Database;
  now(): Date;
}

/**
 * That somebody has given their password again. What is made on the strength of it asks whether it still holds, in the transaction that
 * makes it: whoever changes a password, ends sessions or takes rights away does that first, and ends in a later transaction what was made.
 */
export interface Checked {
  readonly who: Who;
  readonly passwordMark: string;
}

/** Milliseconds. */
export const minute = 60_000;
export const day = 24 * 60 * minute;

export function whoFrom(person: Person, rest: Pick<Who, "via" | "scope" | "deviceId" | "sessionId">): Who {
  return { personId: person.id, name: person.name, email: person.email, roles: person.roles, ...rest };
}
