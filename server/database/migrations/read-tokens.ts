import type { Kysely } from "kysely";

/**
 * What was called a read token had the scope `lead`, and could change as much as a lead. Such a token was made to read: from now on it does
 * nothing else. Who let a program write with it makes a token for that.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function makeReadTokensRead(database: Kysely<any>): Promise<void> {
  await database.updateTable("devices").set({ scope: "read" }).where("scope", "=", "lead").execute();
}
