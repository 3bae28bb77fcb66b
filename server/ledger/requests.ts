import type { Kysely } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";

/** A request that makes something, under a key that its sender gave it: sent again, it is known. */
export interface KeyedRequest {
  /** Keys are each sender's own. */
  readonly actorId: string;
  readonly key: string;
  /** Stands for everything that was asked: the route, the query and the content. */
  readonly hash: string;
}

/** What came of a request. */
export interface Done<T> {
  readonly made: T;
  /** It was made now; `false`: by the same request before. */
  readonly first: boolean;
}

/**
 * Does the work once, however often and from however many sides the request comes: what it made is stored under the key in the transaction
 * that makes it, and given again to whoever sends the same. `key-used` where the key stands for other content. What is refused is not
 * stored. `made` is kept as JSON: ids and counts, nothing personal. The work has to do all its writing through the database it is given.
 */
export async function once<T>(
  database: Database,
  request: KeyedRequest,
  now: Date,
  work: (within: Database) => Promise<T>,
): Promise<Done<T>> {
  const doing = database.write.transaction().execute(async (transaction) => {
    const before = await findDone<T>(transaction, request);
    if (before) return before;
    const made = await work({ ...database, write: transaction });
    const { actorId: actor_id, key, hash: request_hash } = request;
    const row = { actor_id, key, request_hash, made: JSON.stringify(made ?? null), made_at: now.toISOString() };
    await transaction.insertInto("requests").values(row).execute();
    return { made, first: true };
  });
  return await doing.catch(async (problem: unknown) => {
    // It may be refused because the same request was done while it waited.
    const before = problem instanceof Refusal ? await findDone<T>(database.read, request) : undefined;
    if (before) return before;
    throw problem;
  });
}

/** What the same request has made before. `key-used`. */
export async function findDone<T>(database: Kysely<Tables>, { actorId, key, hash }: KeyedRequest): Promise<Done<T> | undefined> {
  const stored = await database
    .selectFrom("requests")
    .selectAll()
    .where("actor_id", "=", actorId)
    .where("key", "=", key)
    .executeTakeFirst();
  if (!stored) return undefined;
  if (stored.request_hash !== hash) throw new Refusal("key-used", { stored: stored.request_hash, sent: hash });
  // Written by `once` alone, for the same route: the hash covers it.
  return { made: JSON.parse(stored.made), first: false };
}

/** What comes under an id that is known already changes nothing where it is the same, by its hash. `id-taken` where it is not. */
export function sameOrTaken(stored: string, sent: string): false {
  if (stored !== sent) throw new Refusal("id-taken", { stored, sent });
  return false;
}
