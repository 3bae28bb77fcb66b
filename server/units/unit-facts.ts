import type { Transaction } from "kysely";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import type { UnitChange } from "../../shared/units/unit-events.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Database } from "../database/open.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { hashOf, noteTampering, recordDeeds } from "../ledger/audit.ts";
import { demandFreeCodes, demandParents } from "./new-units.ts";
import { demandKnownTraits } from "./traits.ts";
import { unitsChanged } from "./units.ts";

type Fact = NewRow<"unit_facts">["fact"];

/**
 * From a day on, other things are true of a unit; what was true before stays on record until that day. `unit-unknown`, `unit-closed`,
 * `changed-later` where a fact of that kind begins after the day, `already-there` for another unit's code, `parent-unknown`,
 * `trait-unknown`.
 */
export async function changeUnit({ write }: Database, unitId: string, change: UnitChange, actorId: string, now: Date): Promise<void> {
  await inTransaction(write, async (transaction) => {
    await demandOpen(transaction, [unitId]);
    await setFacts(transaction, unitId, change, now);
    await unitsChanged(transaction);
    await recordDeeds(transaction, now, [{ actorId, action: "unit.changed", subject: unitId, contentHash: hashOf(change) }]);
  });
}

/** All of these units are there and open, or closed on this very day. `unit-unknown`, `unit-closed`. */
export async function demandOpen(transaction: Transaction<Tables>, ids: readonly string[], closingOn?: string): Promise<void> {
  const rows = await transaction
    .selectFrom("units")
    .select(["id", "closed_on"])
    .where("id", "in", [...ids])
    .execute();
  if (new Set(rows.map(({ id }) => id)).size !== new Set(ids).size) throw new Refusal("unit-unknown");
  for (const { closed_on: closedOn } of rows)
    if (closedOn !== null && closedOn !== closingOn) throw new Refusal("unit-closed", { closedOn });
}

/** Ends the facts that no longer hold and begins the new ones, both on `change.from`; no two of a kind that allows one ever overlap. */
export async function setFacts(transaction: Transaction<Tables>, unitId: string, change: UnitChange, now: Date): Promise<void> {
  await noteTampering(transaction, now, [{ kind: "unit", id: unitId }]);
  const { from } = change;
  const wanted = valuesOf(change);
  if (change.parentId === unitId) throw new Refusal("parent-unknown", { parent: unitId });
  await demandParents(transaction, [change.parentId]);
  await demandKnownTraits(transaction, change.traits ?? []);
  if (change.code) await demandFreeCodes(transaction, [{ id: unitId, code: change.code, from }]);
  const stored = await transaction
    .selectFrom("unit_facts")
    .selectAll()
    .where("unit_id", "=", unitId)
    .where("fact", "in", [...wanted.keys()])
    .where((e) => e.or([e("valid_to", "is", null), e("valid_to", ">", from)]))
    .execute();
  const later = stored.find((fact) => fact.valid_from > from);
  if (later) throw new Refusal("changed-later", { on: later.valid_from });
  for (const [fact, values] of wanted) {
    const held = stored.filter((row) => row.fact === fact);
    for (const { id, value, valid_from } of held) {
      if (values.includes(value)) continue;
      // What begins and ends on the same day never was.
      if (valid_from === from) await transaction.deleteFrom("unit_facts").where("id", "=", id).execute();
      else await transaction.updateTable("unit_facts").set({ valid_to: from }).where("id", "=", id).execute();
    }
    const missing = values.filter((value) => !held.some((row) => row.value === value));
    const rows = missing.map((value) => ({ id: newId(now.getTime()), unit_id: unitId, fact, value, valid_from: from, valid_to: null }));
    if (rows.length > 0) await transaction.insertInto("unit_facts").values(rows).execute();
  }
}

/** What is named in the change, as it is stored. */
function valuesOf(change: UnitChange): Map<Fact, string[]> {
  const wanted = new Map<Fact, string[]>();
  const one = (fact: Fact, value: string | null | undefined) => {
    if (value !== undefined) wanted.set(fact, value === null ? [] : [value]);
  };
  one("name", change.name);
  one("block", change.block);
  one("code", change.code);
  one("parent", change.parentId);
  if (change.websites) wanted.set("website", [...new Set(change.websites.map((site) => JSON.stringify(site)))]);
  if (change.traits) wanted.set("trait", [...new Set(change.traits)]);
  return wanted;
}
