/*
 * Accounts as the API has them: roles, invitations, passwords and how a device signs in.
 */

import * as v from "valibot";
import { Instant, name, Uuid } from "../text.ts";
import { Role } from "./sign-in.ts";

/**
 * An account of a unit speaks for that unit and does nothing else: who inspects, leads or administers would see what is kept from units,
 * and units' self-scores before the reveal.
 */
export function rolesFit(roles: readonly Role[]): boolean {
  return !roles.includes("unit") || new Set(roles).size === 1;
}

/** `POST /api/people/invitations`: who is to have an account. `unitId` is told with the role `unit`, and with no other. */
export const Invitation = v.pipe(
  v.strictObject({
    name: v.pipe(name(100), v.trim(), v.minLength(1)),
    email: v.pipe(v.string(), v.maxLength(200), v.trim(), v.toLowerCase(), v.email()),
    roles: v.pipe(v.array(Role), v.minLength(1), v.maxLength(4)),
    unitId: v.optional(v.nullable(Uuid), null),
  }),
  v.check(({ roles }) => rolesFit(roles), "the role unit stands alone"),
  v.check(({ roles, unitId }) => roles.includes("unit") === (unitId !== null), "unitId goes with the role unit"),
);

/** The link is handed over by the administrator, and makes one account. It is told once, and stored as a hash. */
export const InvitationMade = v.object({ address: v.string() });

/** `GET /api/people/links`: what was handed over and is not used yet. `id` says which it is, and opens nothing. */
export const OpenLinks = v.object({
  links: v.array(
    v.object({
      id: v.string(),
      purpose: v.picklist(["setup", "invitation", "password"]),
      email: v.nullable(v.string()),
      name: v.nullable(v.string()),
      roles: v.array(Role),
      unitId: v.nullable(Uuid),
      expiresAt: Instant,
    }),
  ),
});

/** `GET /api/people/units`: the accounts of units, disabled ones too. */
export const UnitAccounts = v.object({
  accounts: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      email: v.string(),
      unitId: v.nullable(Uuid),
      createdAt: Instant,
      disabledAt: v.nullable(Instant),
    }),
  ),
});

/** `PUT /api/people/{id}/unit`. */
export const UnitOfPerson = v.strictObject({ unitId: v.nullable(Uuid) });
