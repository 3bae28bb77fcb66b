import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import { hashesOf, idsAfter, stateHashes } from "../ledger/record-hashes.ts";
import { begunKinds, gone, type RecordKind, recordAction, recordKinds, stateKind, tamperedAction } from "../ledger/records.ts";
import type { Deeds } from "./verify-deeds.ts";

const named: Readonly<Record<RecordKind | typeof stateKind, string>> = {
  inspection: "inspection",
  reveal: "state of inspection",
  state: "state of inspection",
  finding: "finding",
  unit: "unit",
  unitEvent: "unit event",
  plan: "plan",
  calendar: "year of the calendar",
  person: "account",
  device: "device",
  link: "link",
  code: "sign-in of a device",
  file: "evidence",
  catalogue: "list of procedures",
  minutes: "minutes of inspection",
  minutesStand: "stand of minutes",
  template: "template of documents",
  document: "document",
  checklist: "checklist",
};

const partSize = 200;

/**
 * Everything that is on record by its rows is as the chain has it last: no row was changed, added or taken out but by this program. Kinds
 * that are on no record yet are left out: the next start of the server begins them.
 */
export async function findRecordFaults(read: Kysely<Tables>, deeds: Deeds): Promise<string[]> {
  const begun = await begunKinds(read);
  const faults: string[] = [];
  for (const kind of recordKinds.filter((one) => begun.has(one))) {
    faults.push(...(await findChanged(read, kind, deeds.subjects(recordAction(kind)), (ids) => hashesOf(read, kind, ids))));
  }
  if (begun.size > 0 && !begun.has("reveal"))
    faults.push(...(await findChanged(read, stateKind, deeds.subjects(recordAction(stateKind)), (ids) => stateHashes(read, ids))));
  for (const kind of [...recordKinds, stateKind] as const) {
    const found = deeds.subjects(tamperedAction(kind)).keys();
    faults.push(...[...found].map((id) => `${named[kind]} ${id}: its rows were changed earlier, before they were recorded again`));
  }
  return faults;
}

type Hashes = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

async function findChanged(
  read: Kysely<Tables>,
  kind: RecordKind | typeof stateKind,
  recorded: ReadonlyMap<string, string>,
  hashes: Hashes,
): Promise<string[]> {
  const faults: string[] = [];
  const missing = new Map(recorded);
  for (let after = ""; ; ) {
    const ids = await idsAfter(read, kind === stateKind ? "reveal" : kind, after, partSize);
    const last = ids.at(-1);
    if (last === undefined) break;
    for (const [id, hash] of await hashes(ids)) {
      const own = recorded.get(id);
      missing.delete(id);
      if (own === undefined) faults.push(`${named[kind]} ${id}: there, and the audit does not know it`);
      else if (own === gone) faults.push(`${named[kind]} ${id}: there, though it was taken away`);
      else if (own !== hash) faults.push(`${named[kind]} ${id}: its rows were changed`);
    }
    after = last;
  }
  const lost = [...missing].filter(([, hash]) => hash !== gone);
  return [...faults, ...lost.map(([id]) => `${named[kind]} ${id}: recorded, and no longer there`)];
}
