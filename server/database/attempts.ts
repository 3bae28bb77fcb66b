import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** What is counted, for whom: `keyHash` stands for an address or an account. */
export interface Tried {
  readonly kind: string;
  readonly keyHash: string;
}

/**
 * Counts a try in a window that ends at `endsAt` unless one is open already; tells that window's end. `undefined`: `limit` were counted in
 * it before, and this one is not. One statement, so that of many at once no more than `limit` get through, whichever process they come to.
 */
export async function countTry(
  database: Kysely<Tables>,
  { kind, keyHash }: Tried,
  { limit, now, endsAt }: { limit: number; now: Date; endsAt: Date },
): Promise<string | undefined> {
  const at = now.toISOString();
  const counted = await database
    .insertInto("attempts")
    .values({ kind, key_hash: keyHash, tries: 1, ends_at: endsAt.toISOString() })
    .onConflict((conflict) =>
      conflict
        .columns(["kind", "key_hash"])
        .doUpdateSet((e) => ({
          tries: e
            .case()
            .when("attempts.ends_at", "<=", at)
            .then(e.lit(1))
            .else(e("attempts.tries", "+", e.lit(1)))
            .end(),
          ends_at: e.case().when("attempts.ends_at", "<=", at).then(e.ref("excluded.ends_at")).else(e.ref("attempts.ends_at")).end(),
        }))
        .where((e) => e.or([e("attempts.ends_at", "<=", at), e("attempts.tries", "<", limit)])),
    )
    .returning("ends_at")
    .executeTakeFirst();
  return counted?.ends_at;
}

/** When the open window ends; `undefined` where none is open. */
export async function findWindowEnd(database: Kysely<Tables>, { kind, keyHash }: Tried): Promise<string | undefined> {
  const row = await database
    .selectFrom("attempts")
    .select("ends_at")
    .where("kind", "=", kind)
    .where("key_hash", "=", keyHash)
    .executeTakeFirst();
  return row?.ends_at;
}

/** As if nothing had been tried. */
export async function forgetTries(database: Kysely<Tables>, { kind, keyHash }: Tried): Promise<void> {
  await database.deleteFrom("attempts").where("kind", "=", kind).where("key_hash", "=", keyHash).execute();
}

/** Takes one try out of the window it was counted in; one that is over needs none. */
export async function giveTryBack(database: Kysely<Tables>, { kind, keyHash }: Tried, endsAt: string): Promise<void> {
  await database
    .updateTable("attempts")
    .set((e) => ({ tries: e("tries", "-", e.lit(1)) }))
    .where("kind", "=", kind)
    .where("key_hash", "=", keyHash)
    .where("ends_at", "=", endsAt)
    .where("tries", ">", 0)
    .execute();
}

/**
 * Removes what is over, and of a kind that has more than `most` rows left those with the fewest tries: whoever comes from ever new
 * addresses pushes out their own ones, not the count that keeps somebody out. One sweep at a time, so that two never wait in a circle.
 */
export async function sweepAttempts(database: Kysely<Tables>, kind: string, most: number, now: Date): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction.deleteFrom("attempts").where("ends_at", "<=", now.toISOString()).execute();
    const { rows } = await transaction
      .selectFrom("attempts")
      .select(({ fn }) => fn.countAll<number>().as("rows"))
      .where("kind", "=", kind)
      .executeTakeFirstOrThrow();
    if (rows <= most) return;
    const fewest = transaction
      .selectFrom("attempts")
      .select("key_hash")
      .where("kind", "=", kind)
      .orderBy("tries")
      .orderBy("ends_at")
      .orderBy("key_hash")
      .limit(rows - most);
    await transaction.deleteFrom("attempts").where("kind", "=", kind).where("key_hash", "in", fewest).execute();
  });
}
