import type { Role } from "../../shared/people/sign-in.ts";
import { Refusal } from "../../shared/problem.ts";
import { normalized } from "../../shared/text.ts";
import type { Accounts } from "./accounts.ts";
import type { IdentityNeeds } from "./needs.ts";
import { addPerson, findPerson, findPersonByEmail } from "./people.ts";

export interface NewcomerGiven {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly unitId?: string | null;
}

/** Makes people with their accounts. */
export interface People {
  /**
   * The new person's id. `already-there` for a known address, `code-expired` when the link was used meanwhile; nothing is left behind then.
   */
  add(given: NewcomerGiven, link: { readonly hash: string } | null): Promise<string>;
}

/**
 * The account is kept by the sign-in library and the person by us, and no transaction spans both: the account comes first, and one that
 * lost its person on the way is replaced at the next try. One at a time, so that a newcomer in the making is not taken for such a one.
 */
export function createPeople({ database: { write }, now }: IdentityNeeds, accounts: Accounts): People {
  const inLine = oneAtATime();
  const inTurn = <T>(work: () => Promise<T>) => inLine(() => accounts.alone(work));
  const isSomebody = async (id: string) => (await findPerson(write, id)) !== undefined;
  return {
    add: ({ name, email: typed, password, roles, unitId = null }, link) =>
      inTurn(async () => {
        const email = asEmail(typed);
        if (await findPersonByEmail(write, email)) throw new Refusal("already-there", { what: email });
        const id = await accounts.create({ email, name, password }, isSomebody);
        if (!(await addPerson(write, { id, email, name, roles, unitId }, link, now()))) {
          await accounts.remove(id);
          throw new Refusal("code-expired");
        }
        return id;
      }),
  };
}

/** As accounts are kept and compared: without spaces around it, in lower case. */
export function asEmail(typed: string): string {
  return normalized(typed, "NFKC").trim().toLowerCase();
}

/** Runs what it is given one after the other. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
