import type { Transaction } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import type { Tables } from "../database/tables.ts";
import { networkOf, networksAround } from "../host/address.ts";
import { Attempts, type Counted } from "./attempts.ts";
import { type IdentityNeeds, minute } from "./needs.ts";

/** Who tries: to which account, from which address, and in which browser, where that is one that the account's owner has signed in from. */
export interface SignInTry {
  readonly email: string;
  readonly address: string;
  readonly browserId: string | undefined;
}

/**
 * Limits of wrong passwords. `begin` counts a try before its answer is known, or refuses it with `too-many`; what it returns takes a right
 * one back.
 */
export interface SignInLimits {
  begin(tried: SignInTry): Promise<() => Promise<void>>;
}

const windowMs = 15 * minute;

/**
 * What strangers try is counted by where they are: what is used up where they are shuts nobody else out. A browser that the owner has
 * signed in from is counted by itself, so that nothing that strangers do is felt there. The limits grow with the network, because whoever
 * has many addresses has them side by side; the last, for the account as a whole, is what many networks together may guess. When even that
 * is used up, known browsers still get in, and a reset link makes one known.
 */
export function createSignInLimits(needs: IdentityNeeds): SignInLimits {
  const limit = (kind: ConstructorParameters<typeof Attempts>[1]["kind"], most: number) =>
    new Attempts(needs, { kind, limit: most, windowMs });
  const known = limit("sign-in-known-browser", 10);
  const byNetwork = limit("sign-in-address", 100);
  const near = limit("sign-in-account-near", 10);
  const around = limit("sign-in-account-around", 30);
  const far = limit("sign-in-account-far", 100);
  const everywhere = limit("sign-in-account", 300);

  return {
    async begin({ email, address, browserId }) {
      if (browserId !== undefined) {
        const key = `${email}\0${browserId}`;
        await known.count(key);
        return () => known.forget(key);
      }
      const [widest, wide, own] = networksAround(address).map((network) => `${email}\0${network}`) as [string, string, string];
      // The narrowest first: what is refused there spends nothing further out.
      const all = [
        [byNetwork, networkOf(address)],
        [near, own],
        [around, wide],
        [far, widest],
        [everywhere, email],
      ] as const;
      for (const [attempts] of all) await attempts.sweepNowAndThen();
      const counted = await needs.database.write.transaction().execute((transaction) => countAll(transaction, all));
      if (counted instanceof Refusal) throw counted;
      return () =>
        needs.database.write.transaction().execute(async (transaction) => {
          await near.forget(own, transaction);
          for (const [attempts, one] of counted) if (attempts !== near) await attempts.giveBack(one, transaction);
        });
    },
  };
}

/** All in one transaction, so that a try costs the disk one commit. What was counted before a refusal stays so. */
async function countAll(
  transaction: Transaction<Tables>,
  all: readonly (readonly [Attempts, string])[],
): Promise<[Attempts, Counted][] | Refusal> {
  const counted: [Attempts, Counted][] = [];
  for (const [attempts, key] of all) {
    const one = await attempts.countIn(transaction, key);
    if (one instanceof Refusal) return one;
    counted.push([attempts, one]);
  }
  return counted;
}
