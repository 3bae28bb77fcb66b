import type { Kysely } from "kysely";
import { appliedMigrations } from "./migrate.ts";
import type { Tables } from "./tables.ts";

/** What a restore leaves in `meta` until it is through. */
export const restoringName = "restoring";

/** What a restore that is not through has marked this database with: its id, and `:begun` behind it until the database is filled. */
export async function findRestoring(database: Kysely<Tables>): Promise<string | undefined> {
  if ((await appliedMigrations(database)).length === 0) return undefined;
  return (await database.selectFrom("meta").select("value").where("name", "=", restoringName).executeTakeFirst())?.value;
}
