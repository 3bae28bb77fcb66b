import { inject } from "vitest";

/** Tests that back PostgreSQL up are skipped where no `pg_dump` of that version is here; the set-up has said so in one loud line. */
export const noDump = inject("noDump") === true;
