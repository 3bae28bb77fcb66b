import type { Kysely } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import { countTry, findWindowEnd, forgetTries, giveTryBack, sweepAttempts } from "../database/attempts.ts";
import type { Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import type { IdentityNeeds } from "./needs.ts";

/** What is limited; rows of one kind never push out those of another. */
type AttemptKind =
  | "sign-in-known-browser"
  | "sign-in-address"
  | "sign-in-account-near"
  | "sign-in-account-around"
  | "sign-in-account-far"
  | "sign-in-account"
  | "password-again"
  | "device-code-known-device"
  | "device-code-address"
  | "device-code-person"
  | "document-check";

interface Limit {
  readonly kind: AttemptKind;
  readonly limit: number;
  readonly windowMs: number;
  /** Keys that are remembered, give or take what comes between two sweeps. */
  readonly keys?: number;
}

/** Said by `count`, for `giveBack`. */
export interface Counted {
  readonly keyHash: string;
  readonly endsAt: string;
}

const sweepEvery = { counts: 500, ms: 60_000 } as const;

/**
 * Counts tries per key in a window that begins with the first. Kept in the database: the same for every process on it, and after a
 * restart. Of a key only its hash is kept, so that no address typed by a stranger stands there. Without the database it throws, and nobody
 * gets through.
 */
export class Attempts {
  readonly #database: IdentityNeeds["database"];
  readonly #now: () => Date;
  readonly #limit: Required<Limit>;
  #counts = 0;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor({ database, now }: Pick<IdentityNeeds, "database" | "now">, limit: Limit) {
    this.#database = database;
    this.#now = now;
    this.#limit = { keys: 10_000, ...limit };
  }

  /** Counted before the answer is known, so that many at once do not slip through. Refused with `too-many`. */
  async count(key: string): Promise<Counted> {
    await this.sweepNowAndThen();
    const counted = await this.countIn(this.#database.write, key);
    if (counted instanceof Refusal) throw counted;
    return counted;
  }

  /** The same as a part of a transaction, where a refusal is no reason to forget what was counted before it. */
  async countIn(database: Kysely<Tables>, key: string): Promise<Counted | Refusal> {
    const now = this.#now();
    const tried = this.#tried(key);
    const endsAt = new Date(now.getTime() + this.#limit.windowMs);
    const counted = await countTry(database, tried, { limit: this.#limit.limit, now, endsAt });
    if (counted !== undefined) return { keyHash: tried.keyHash, endsAt: counted };
    const end = (await findWindowEnd(database, tried)) ?? now.toISOString();
    return new Refusal("too-many", { seconds: String(Math.max(1, Math.ceil((Date.parse(end) - now.getTime()) / 1_000))) });
  }

  /** It succeeded: forget what was counted. */
  async forget(key: string, database: Kysely<Tables> = this.#database.write): Promise<void> {
    await forgetTries(database, this.#tried(key));
  }

  /** It succeeded: this one does not count, others at the same key still do. */
  async giveBack({ keyHash, endsAt }: Counted, database: Kysely<Tables> = this.#database.write): Promise<void> {
    await giveTryBack(database, { kind: this.#limit.kind, keyHash }, endsAt);
  }

  /** For whoever counts in a transaction: before it. */
  async sweepNowAndThen(): Promise<void> {
    const now = this.#now();
    this.#counts += 1;
    if (this.#counts < sweepEvery.counts && now.getTime() - this.#sweptAt < sweepEvery.ms) return;
    this.#counts = 0;
    this.#sweptAt = now.getTime();
    await sweepAttempts(this.#database.write, this.#limit.kind, this.#limit.keys, now);
  }

  #tried(key: string) {
    return { kind: this.#limit.kind, keyHash: sha256(key) };
  }
}
