import type { Kysely } from "kysely";
import { appliedMigrations } from "./migrate.ts";
import type { Tables } from "./tables.ts";

/** What a restore leaves in `meta` until it is through. */
export const restoringName = "restoring";

/** The id of the restore that has filled this database and is not through; `undefined` where there is none, or no tables yet. */
export async function findRestoring(database: Kysely<Tables>): Promise<string | undefined> {
  if ((await appliedMigrations(database)).length === 0) return undefined;
  return (await database.selectFrom("meta").select("value").where("name", "=", restoringName).executeTakeFirst())?.value;
}
