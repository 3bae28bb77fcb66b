import type { Kysely, Transaction } from "kysely";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Predecessor, Successor, UnitEvent } from "../../shared/units/unit-events.ts";
import { sameSpelling } from "../../shared/vietnamese-text.ts";
import { inParts } from "../database/in-parts.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { hashOf, noteTampering, recordDeeds } from "../ledger/audit.ts";
import type { Deed } from "../ledger/deeds.ts";
import type { Thing } from "../ledger/records.ts";
import { insertUnits } from "./new-units.ts";
import { demandOpen, setFacts } from "./unit-facts.ts";
import { loadUnits, unitsChanged } from "./units.ts";

/** What an event did. */
export interface EventDone {
  readonly eventId: string;
  /** The units that go on from it, in the order given. */
  readonly unitIds: readonly string[];
  /** Inspections of closed units dated on or after the event: they stay, and somebody should look at them. */
  readonly laterInspections: readonly string[];
}

/**
 * Records that units merged, split, changed their name or ended on a day. What ends keeps its history: its facts end on the day, and it
 * takes no new inspection. What follows it takes its place in the plans that still run, and as the parent of other units where it alone
 * follows. `unit-unknown`, `unit-closed`, `changed-later`, `already-there`.
 */
export async function recordUnitEvent({ write }: Database, event: UnitEvent, actorId: string, now: Date): Promise<EventDone> {
  return await inTransaction(write, async (transaction) => {
    const eventId = newId(now.getTime());
    const { on, kind, decision } = event;
    await transaction
      .insertInto("unit_events")
      .values({ id: eventId, kind, on_day: on, decision, recorded_by: actorId, recorded_at: now.toISOString() })
      .execute();
    const { before, after, plans, children } = await doneTo(transaction, event, now);
    const sides = [
      ...before.map((unit_id) => ({ unit_id, side: "before" as const })),
      ...after.map((unit_id) => ({ unit_id, side: "after" as const })),
    ];
    for (const part of inParts(sides)) {
      await transaction
        .insertInto("unit_event_units")
        .values(part.map((row) => ({ event_id: eventId, ...row })))
        .execute();
    }
    const ended = before.filter((id) => !after.includes(id));
    const laterInspections = await inspectionsFrom(transaction, ended, on);
    await unitsChanged(transaction);
    const deeds: Deed[] = [{ actorId, action: `unit.${kind}`, subject: eventId, contentHash: hashOf({ ...event, after, before }) }];
    const units: Thing[] = [...before, ...after, ...children].map((id) => ({ kind: "unit", id }));
    await recordDeeds(transaction, now, deeds, [...units, ...plans.map((id) => ({ kind: "plan" as const, id }))]);
    return { eventId, unitIds: after, laterInspections };
  });
}

/** Which units an event was about and which follow them, and what else it changed: plans, and units that stand below another one now. */
interface Effect {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly plans: readonly string[];
  readonly children: readonly string[];
}

async function doneTo(transaction: Transaction<Tables>, event: UnitEvent, now: Date): Promise<Effect> {
  const { on } = event;
  if (event.kind === "rename") {
    await demandOpen(transaction, [event.unitId]);
    const { name, code } = event;
    await setFacts(transaction, event.unitId, { from: on, name, ...(code === undefined ? {} : { code }) }, now);
    return { before: [event.unitId], after: [event.unitId], plans: [], children: [] };
  }
  const before = [...new Set(event.kind === "merge" ? event.before : event.kind === "split" ? [event.before] : event.unitIds)];
  if (event.kind === "merge") await demandMergeable(transaction, before, event);
  else await demandOpen(transaction, before);
  const successors = event.kind === "merge" ? [event.after] : event.kind === "split" ? event.after : [];
  const named = new Set(successors.flatMap((one) => ("id" in one ? [one.id] : [])));
  await demandOpen(transaction, [...named]);
  const ending = before.filter((id) => !named.has(id));
  await noteTampering(
    transaction,
    now,
    ending.map((id) => ({ kind: "unit", id })),
  );
  await closeUnits(transaction, ending, on);
  const after = await successorIds(transaction, successors, on, now);
  const plans = await joinPlans(transaction, before, after, on, now);
  const [heir] = after;
  const children = after.length === 1 && heir !== undefined ? await takeChildren(transaction, before, heir, on, now) : [];
  return { before, after, plans, children };
}

/**
 * A unit that goes into several, in part each, stands in a merge for each of them, all of one day: only so does a unit that is closed
 * already go on into anything. The same merge again is `already-there`.
 */
async function demandMergeable(
  transaction: Transaction<Tables>,
  before: readonly string[],
  { on, after }: Extract<UnitEvent, { kind: "merge" }>,
): Promise<void> {
  await demandOpen(transaction, before, on);
  const named = await transaction
    .selectFrom("unit_event_units as n")
    .innerJoin("unit_events as e", "e.id", "n.event_id")
    .select(["n.event_id", "n.unit_id", "n.side"])
    .where("e.kind", "=", "merge")
    .where("e.on_day", "=", on)
    .where("n.event_id", "in", (e) =>
      e
        .selectFrom("unit_event_units")
        .select("event_id")
        .where("side", "=", "before")
        .where("unit_id", "in", [...before]),
    )
    .execute();
  const merging = new Set(named.filter(({ side }) => side === "before").map(({ unit_id }) => unit_id));
  await demandOpen(
    transaction,
    before.filter((id) => !merging.has(id)),
  );
  for (const sides of Map.groupBy(named, ({ event_id }) => event_id).values()) {
    const idsOn = (which: string) => sides.flatMap(({ side, unit_id }) => (side === which ? [unit_id] : []));
    const parts = idsOn("before");
    if (parts.length !== before.length || !before.every((id) => parts.includes(id))) continue;
    const heirs = await loadUnits(transaction, { ids: idsOn("after") }, on);
    const same = heirs.find((heir) =>
      "id" in after ? heir.id === after.id : heir.kind === after.kind && sameSpelling(heir.name) === sameSpelling(after.name),
    );
    if (same) throw new Refusal("already-there", { what: same.name });
  }
}

/** Their facts end with them: on the day after, a code or a website is free for another unit. */
async function closeUnits(transaction: Transaction<Tables>, ids: readonly string[], on: string): Promise<void> {
  for (const part of inParts(ids)) {
    const later = await transaction
      .selectFrom("unit_facts")
      .select("valid_from")
      .where("unit_id", "in", part)
      .where("valid_from", ">=", on)
      .executeTakeFirst();
    if (later) throw new Refusal("changed-later", { on: later.valid_from });
    await transaction
      .updateTable("unit_facts")
      .set({ valid_to: on })
      .where("unit_id", "in", part)
      .where((e) => e.or([e("valid_to", "is", null), e("valid_to", ">", on)]))
      .execute();
    await transaction.updateTable("units").set({ closed_on: on }).where("id", "in", part).execute();
  }
}

async function successorIds(transaction: Transaction<Tables>, successors: readonly Successor[], on: string, now: Date): Promise<string[]> {
  const added = await insertUnits(
    transaction,
    successors.flatMap((one) => ("id" in one ? [] : [{ ...one, from: on }])),
    now,
  );
  let next = 0;
  return [...new Set(successors.map((one) => ("id" in one ? one.id : (added[next++] ?? ""))))];
}

/** Who follows a unit of a plan belongs to the plan, where it still runs on the day. The plans that gained units. */
async function joinPlans(
  transaction: Transaction<Tables>,
  before: readonly string[],
  after: readonly string[],
  on: string,
  now: Date,
): Promise<string[]> {
  if (after.length === 0) return [];
  const plans = await transaction
    .selectFrom("plan_units as u")
    .innerJoin("periods as p", "p.plan_id", "u.plan_id")
    .select("u.plan_id")
    .distinct()
    .where("u.unit_id", "in", [...before])
    .where("p.to_day", ">=", on)
    .execute();
  await noteTampering(
    transaction,
    now,
    plans.map(({ plan_id: id }) => ({ kind: "plan", id })),
  );
  const rows = plans.flatMap(({ plan_id }) => after.map((unit_id) => ({ plan_id, unit_id })));
  for (const part of inParts(rows)) {
    await transaction
      .insertInto("plan_units")
      .values(part)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return plans.map(({ plan_id }) => plan_id);
}

/** The open units below those that ended now stand below their one successor; their ids. */
async function takeChildren(
  transaction: Transaction<Tables>,
  before: readonly string[],
  heir: string,
  on: string,
  now: Date,
): Promise<string[]> {
  const children = await transaction
    .selectFrom("unit_facts as f")
    .innerJoin("units as u", "u.id", "f.unit_id")
    .select("f.unit_id")
    .distinct()
    .where("f.fact", "=", "parent")
    .where("f.value", "in", [...before])
    .where("f.value", "<>", heir)
    .where("f.valid_to", "is", null)
    .where("u.closed_on", "is", null)
    .where("u.id", "<>", heir)
    .execute();
  for (const { unit_id } of children) await setFacts(transaction, unit_id, { from: on, parentId: heir }, now);
  return children.map(({ unit_id }) => unit_id);
}

async function inspectionsFrom(transaction: Transaction<Tables>, unitIds: readonly string[], on: string): Promise<string[]> {
  const rows = await transaction
    .selectFrom("inspections")
    .select("id")
    .where("unit_id", "in", [...unitIds])
    .where("visited_on", ">=", on)
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * The units that went into this one by merges and splits up to that day, and theirs before them, each with the event: the nearest first.
 * A figure of one of them may stand beside a figure of this unit only with the event named.
 */
export async function predecessorsOf(database: Kysely<Tables>, unitId: string, day: string): Promise<Predecessor[]> {
  return (await predecessorsOfEach(database, new Map([[unitId, day]]))).get(unitId) ?? [];
}

/** The same of several units, each up to its own day. */
export async function predecessorsOfEach(
  database: Kysely<Tables>,
  units: ReadonlyMap<string, string>,
): Promise<Map<string, Predecessor[]>> {
  const found = new Map([...units.keys()].map((unitId) => [unitId, new Map<string, Predecessor>()]));
  let asked = [...units].map(([unitId, day]) => ({ of: unitId, unitId, day }));
  while (asked.length > 0) {
    const rows = [];
    for (const part of inParts([...new Set(asked.map(({ unitId }) => unitId))])) rows.push(...(await loadWaysInto(database, part)));
    const into = Map.groupBy(rows, (row) => row.after_id);
    const next: typeof asked = [];
    for (const { of, unitId: afterId, day } of asked) {
      const own = found.get(of);
      for (const { unit_id: unitId, id: eventId, kind, on_day: on, decision } of into.get(afterId) ?? []) {
        if (on > day || unitId === of || own?.has(unitId) || (kind !== "merge" && kind !== "split")) continue;
        own?.set(unitId, { unitId, eventId, kind, on, decision });
        next.push({ of, unitId, day: on });
      }
    }
    asked = next;
  }
  return new Map([...found].map(([unitId, predecessors]) => [unitId, [...predecessors.values()]]));
}

/** The units that go on from this one by merges and splits, and from those in turn, each with the event that it came from. */
export async function successorsOf(
  read: Kysely<Tables>,
  unitId: string,
): Promise<Map<string, { readonly on: string; readonly decision: string | null }>> {
  const found = new Map<string, { on: string; decision: string | null }>();
  let asked = [unitId];
  while (asked.length > 0) {
    const rows = await read
      .selectFrom("unit_event_units as b")
      .innerJoin("unit_events as e", "e.id", "b.event_id")
      .innerJoin("unit_event_units as a", (join) => join.onRef("a.event_id", "=", "b.event_id").on("a.side", "=", "after"))
      .select(["a.unit_id", "e.on_day", "e.decision"])
      .where("b.side", "=", "before")
      .where("b.unit_id", "in", asked)
      .where("e.kind", "in", ["merge", "split"])
      .orderBy("e.on_day")
      .orderBy("a.unit_id")
      .execute();
    asked = [];
    for (const { unit_id: id, on_day: on, decision } of rows) {
      if (id === unitId || found.has(id)) continue;
      found.set(id, { on, decision });
      asked.push(id);
    }
  }
  return found;
}

async function loadWaysInto(database: Kysely<Tables>, unitIds: readonly string[]) {
  return await database
    .selectFrom("unit_event_units as a")
    .innerJoin("unit_events as e", "e.id", "a.event_id")
    .innerJoin("unit_event_units as b", (join) => join.onRef("b.event_id", "=", "a.event_id").on("b.side", "=", "before"))
    .select(["a.unit_id as after_id", "b.unit_id", "e.id", "e.kind", "e.on_day", "e.decision"])
    .where("a.side", "=", "after")
    .where("a.unit_id", "in", unitIds)
    .where("e.kind", "in", ["merge", "split"])
    .orderBy("e.on_day", "desc")
    .orderBy("e.id")
    .orderBy("b.unit_id")
    .execute();
}
