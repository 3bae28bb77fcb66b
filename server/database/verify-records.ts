import type { Kysely } from "kysely";
import { hashesOf, type RecordKind, recordAction, recordKinds, tableOf, tamperedAction } from "./records.ts";
import type { Tables } from "./tables.ts";
import type { Deeds } from "./verify-deeds.ts";

const named: Readonly<Record<RecordKind, string>> = {
  inspection: "inspection",
  state: "state of inspection",
  finding: "finding",
  unit: "unit",
  unitEvent: "unit event",
  plan: "plan",
};

const partSize = 200;

/**
 * Every inspection with its decisions, finding, unit, event and plan is as the chain has it last: no row was changed, added or taken out
 * but by this program. Empty for a database of before rows were on record, which the next start of the server begins.
 */
export async function findRecordFaults(read: Kysely<Tables>, deeds: Deeds): Promise<string[]> {
  if (recordKinds.every((kind) => deeds.subjects(recordAction(kind)).size === 0)) return [];
  const faults: string[] = [];
  for (const kind of recordKinds) {
    const recorded = deeds.subjects(recordAction(kind));
    let there = 0;
    for (let after = ""; ; ) {
      const ids = await idsAfter(read, kind, after);
      const last = ids.at(-1);
      if (last === undefined) break;
      for (const [id, hash] of await hashesOf(read, kind, ids)) {
        const own = recorded.get(id);
        if (own === undefined) faults.push(`${named[kind]} ${id}: there, and the audit does not know it`);
        else there += 1;
        if (own !== undefined && own !== hash) faults.push(`${named[kind]} ${id}: its rows were changed`);
      }
      after = last;
    }
    const found = deeds.subjects(tamperedAction(kind)).keys();
    faults.push(...[...found].map((id) => `${named[kind]} ${id}: its rows were changed earlier, before they were recorded again`));
    if (there < recorded.size) faults.push(...(await findGone(read, kind, [...recorded.keys()])));
  }
  return faults;
}

async function findGone(read: Kysely<Tables>, kind: RecordKind, recorded: readonly string[]): Promise<string[]> {
  const gone = new Set(recorded);
  for (let after = ""; ; ) {
    const ids = await idsAfter(read, kind, after);
    const last = ids.at(-1);
    if (last === undefined) break;
    for (const id of ids) gone.delete(id);
    after = last;
  }
  return [...gone].map((id) => `${named[kind]} ${id}: recorded, and no longer there`);
}

async function idsAfter(read: Kysely<Tables>, kind: RecordKind, after: string): Promise<string[]> {
  const rows = await read
    .selectFrom(tableOf(kind) as "units")
    .select("id")
    .where("id", ">", after)
    .orderBy("id")
    .limit(partSize)
    .execute();
  return rows.map(({ id }) => id);
}
