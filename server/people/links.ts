import type { Role } from "../../shared/people/sign-in.ts";
import { Refusal } from "../../shared/problem.ts";
import { isOutage } from "../database/outage.ts";
import { sha256 } from "../host/hash.ts";
import { newSecret } from "../host/secrets.ts";
import type { Who } from "../ledger/who.ts";
import type { Accounts } from "./accounts.ts";
import type { KnownBrowsers } from "./known-browsers.ts";
import { asEmail, type People } from "./making.ts";
import { day, type IdentityNeeds } from "./needs.ts";
import {
  addLink,
  cancelLink,
  dropLinks,
  findOpenLink,
  findPerson,
  findPersonByEmail,
  hasAdministrator,
  type Link,
  loadOpenLinks,
  parseRoles,
  type Rights,
  revokeDevices,
  useLink,
} from "./people.ts";

export type LinkPurpose = Link["purpose"];

/** A one-time link as its reader may see it. */
export interface OpenLink {
  /** The hash of its secret: says which it is, and opens nothing. */
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly email: string | null;
  readonly name: string | null;
  readonly roles: readonly Role[];
  /** Whom an invited account of a unit is to speak for. */
  readonly unitId: string | null;
  readonly expiresAt: string;
}

/** One-time links, handed over by people: no mail server is needed. Only their SHA-256 is stored. */
export interface Links {
  /** The address that makes the first administrator, valid for a day; `undefined` once there is one. The one made before stops working. */
  makeSetupLink(): Promise<string | undefined>;
  /** Nobody administers the server yet: the set-up link comes first. */
  needsSetUp(): Promise<boolean>;
  /** `already-there` for the address of an account; `unit-unknown`. */
  makeInvitation(by: Who, invited: { name: string; email: string } & Rights): Promise<string>;
  makePasswordLink(by: Who, personId: string): Promise<string>;
  findLink(purpose: LinkPurpose, token: string): Promise<OpenLink | undefined>;
  /** Invitations and password links that nobody has used and that have not expired, the newest first. */
  loadLinks(): Promise<OpenLink[]>;
  /** Takes such a link back, on record. `not-found` where it was used, has expired or was never there. */
  cancelLink(by: Who, id: string): Promise<void>;
  /**
   * Makes the account of a set-up or invitation link and uses the link up. `code-expired` when the link no longer works. The roles are the
   * link's; who sets the server up may be an inspector besides.
   */
  acceptLink(
    purpose: "setup" | "invitation",
    token: string,
    given: { name: string; email: string; password: string; alsoInspector?: boolean },
  ): Promise<void>;
  /**
   * Sets the password of a password link, ends every session and every token. The headers that make this browser known: whoever holds the
   * link gets in, however much strangers have tried.
   */
  resetPassword(token: string, password: string): Promise<Headers>;
}

interface LinksNeeds {
  readonly accounts: Accounts;
  readonly people: People;
  readonly browsers: KnownBrowsers;
}

const lifetimes: Readonly<Record<LinkPurpose, number>> = { setup: day, invitation: 7 * day, password: day };

/** One-time links that make the administrator, an account or another password; their secrets are stored as hashes. */
export function createLinks(
  { publicUrl, database: { read, write }, now }: IdentityNeeds,
  { accounts, people, browsers }: LinksNeeds,
): Links {
  // Nobody takes their own administration away: once there is an administrator there always is one.
  let administered = false;

  const makeLink = async (link: Pick<Link, "purpose" | "email" | "name"> & Partial<Rights> & { by: string | null }) => {
    const token = newSecret();
    // Two that are asked for at once leave one that works: the one made last.
    await write.transaction().execute(async (transaction) => {
      await dropLinks(transaction, link.purpose, link.email, now());
      await addLink(transaction, {
        token_hash: sha256(token),
        purpose: link.purpose,
        email: link.email,
        name: link.name,
        roles: JSON.stringify(link.roles ?? []),
        unit_id: link.unitId ?? null,
        created_by: link.by,
        created_at: now().toISOString(),
        expires_at: new Date(now().getTime() + lifetimes[link.purpose]).toISOString(),
        used_at: null,
      });
    });
    return `${publicUrl}/${link.purpose}/${token}`;
  };

  /** A set-up link is good for nothing once there is an administrator. */
  const findUsable = async (purpose: LinkPurpose, token: string) => {
    const link = await findOpenLink(write, purpose, sha256(token), now());
    return purpose === "setup" && (await hasAdministrator(write)) ? undefined : link;
  };

  return {
    async makeSetupLink() {
      if (await hasAdministrator(read)) return undefined;
      return makeLink({ purpose: "setup", email: null, name: null, roles: ["admin", "lead"], by: null });
    },

    async needsSetUp() {
      try {
        administered ||= await hasAdministrator(read);
      } catch (problem) {
        // A page that anybody may open asks this: while the database is away it goes on without an answer.
        if (!isOutage(problem)) throw problem;
        return false;
      }
      return !administered;
    },

    async makeInvitation(by, { name, email, roles, unitId }) {
      const address = asEmail(email);
      if (await findPersonByEmail(read, address)) throw new Refusal("already-there", { what: address });
      return makeLink({ purpose: "invitation", email: address, name, roles, unitId, by: by.personId });
    },

    async makePasswordLink(by, personId) {
      const person = await findPerson(read, personId);
      if (!person || person.disabledAt !== null) throw new Refusal("not-found");
      return makeLink({ purpose: "password", email: person.email, name: person.name, by: by.personId });
    },

    async findLink(purpose, token) {
      const link = await findUsable(purpose, token);
      return link && openLink(link);
    },

    async loadLinks() {
      return (await loadOpenLinks(read, now())).map(openLink);
    },

    async cancelLink(by, id) {
      if (!(await cancelLink(write, id, by.personId, now()))) throw new Refusal("not-found");
    },

    async acceptLink(purpose, token, { name, email, password, alsoInspector = false }) {
      const link = await findUsable(purpose, token);
      if (!link) throw new Refusal("code-expired");
      const roles = parseRoles(link.roles);
      if (purpose === "setup" && alsoInspector) roles.push("inspector");
      await people.add({ name, email: link.email ?? email, password, roles, unitId: link.unit_id }, { hash: link.token_hash });
    },

    async resetPassword(token, password) {
      const link = await findUsable("password", token);
      const person = link?.email ? await findPersonByEmail(write, link.email) : undefined;
      if (!link || !person || person.disabledAt !== null) throw new Refusal("code-expired");
      // First the tokens: should the next step fail, there is a link too few, and no token that outlives the password.
      await write.transaction().execute(async (transaction) => {
        if (!(await useLink(transaction, link.token_hash, now()))) throw new Refusal("code-expired");
        await revokeDevices(transaction, person.id, now());
      });
      await accounts.setPassword(person.id, password);
      await accounts.endSessions(person.id);
      // And those again that were made with the old password until now.
      await write.transaction().execute((transaction) => revokeDevices(transaction, person.id, now()));
      return new Headers({
        "set-cookie": browsers.cookieFor({ email: person.email, passwordMark: await accounts.passwordMark(person.email) }),
      });
    },
  };
}

function openLink({ token_hash: id, purpose, email, name, roles, unit_id: unitId, expires_at: expiresAt }: Link): OpenLink {
  return { id, purpose, email, name, roles: parseRoles(roles), unitId, expiresAt };
}
