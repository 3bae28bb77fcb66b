import type { Kysely } from "kysely";
import { checklistName } from "../../shared/checklists/checklist.ts";
import type { Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import type { DeedName } from "../ledger/deeds.ts";
import type { RecordAction } from "../ledger/records.ts";

/** What the chain says was done, to compare rows with. */
export interface Deeds {
  /** The content hash of the last entry of this action about this subject. */
  last(action: DeedName, subject: string): string | undefined;
  /** Whether this was ever done with this content. */
  has(action: DeedName, subject: string, contentHash: string): boolean;
  /** The subjects of an action. */
  subjects(action: DeedName | RecordAction): ReadonlyMap<string, string>;
}

/** Reads the chain once; entries of sheets that were received are compared one by one elsewhere. */
export async function readDeeds(read: Kysely<Tables>): Promise<Deeds> {
  const last = new Map<string, Map<string, string>>();
  const said = new Set<string>();
  for (let after = 0; ; ) {
    const entries = await read
      .selectFrom("audit")
      .select(["position", "action", "subject", "content_hash"])
      .where("position", ">", after)
      .where("action", "<>", "submission.received" satisfies DeedName)
      .orderBy("position")
      .limit(5_000)
      .execute();
    for (const { action, subject, content_hash } of entries) {
      const subjects = last.get(action) ?? new Map<string, string>();
      last.set(action, subjects.set(subject, content_hash));
      if (!action.startsWith("record.")) said.add(`${action} ${subject} ${content_hash}`);
    }
    const end = entries.at(-1);
    if (!end) break;
    after = Number(end.position);
  }
  return {
    last: (action, subject) => last.get(action)?.get(subject),
    has: (action, subject, contentHash) => said.has(`${action} ${subject} ${contentHash}`),
    subjects: (action) => last.get(action) ?? new Map(),
  };
}

/** Checklists are what was published or drafted last, and none that was published is gone. */
export async function findChecklistFaults(read: Kysely<Tables>, deeds: Deeds): Promise<string[]> {
  const faults: string[] = [];
  const published = new Map(deeds.subjects("checklist.published"));
  for (const { id, version } of await read.selectFrom("checklists").select(["id", "version"]).execute()) {
    const row = await read
      .selectFrom("checklists")
      .selectAll()
      .where("id", "=", id)
      .where("version", "=", version)
      .executeTakeFirstOrThrow();
    const name = checklistName(row);
    const recorded = published.get(name) ?? deeds.last("checklist.drafted", name);
    if (sha256(row.document) !== row.content_hash) faults.push(`checklist ${name}: its document was changed`);
    if (recorded !== row.content_hash) faults.push(`checklist ${name}: the audit says otherwise`);
    if ((row.state === "published") !== published.has(name)) faults.push(`checklist ${name}: ${row.state}, and the audit says otherwise`);
    published.delete(name);
  }
  for (const name of published.keys()) faults.push(`checklist ${name}: published, and no longer there`);
  return faults;
}
