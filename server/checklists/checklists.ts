/*
 * Checklists: what is scored, and how. A version is a draft until it is published, and never changes from then on: plans and inspections
 * name it as `default@1`, and their sheets are computed by it as long as they are kept. This file reads and publishes;
 * checklist-versions.ts keeps drafts.
 */

import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { Checklist, checklistName } from "../../shared/checklists/checklist.ts";
import type { Database } from "../database/open.ts";
import { perDatabase } from "../database/per-database.ts";
import { stored } from "../database/stored.ts";
import type { Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import { recordDeeds } from "../ledger/audit.ts";

/** `checklists.document`. */
export const StoredDocument = stored(Checklist);

/** Published checklists, parsed once: a published version never changes. */
export interface Checklists {
  find(id: string, version: string): Promise<Checklist | undefined>;
  /** As `find`; throws where plans or inspections name a version that is not there. */
  get(id: string, version: string): Promise<Checklist>;
}

/** The one reader of an open database; a transaction has one of its own, which knows what is stored now. */
export const checklistsOf = perDatabase(createChecklists);

/** A province uses a handful: a version a year, and one for each choice of areas that somebody inspects. */
const mostKept = 200;

function createChecklists(read: Kysely<Tables>): Checklists {
  const parsed = new LRUCache<string, Checklist>({ max: mostKept });
  const find = async (id: string, version: string) => {
    const name = checklistName({ id, version });
    const known = parsed.get(name);
    if (known) return known;
    const row = await read
      .selectFrom("checklists")
      .select("document")
      .where("id", "=", id)
      .where("version", "=", version)
      .where("state", "=", "published")
      .executeTakeFirst();
    if (!row) return undefined;
    const checklist = v.parse(StoredDocument, row.document);
    parsed.set(name, checklist);
    return checklist;
  };
  return {
    find,
    async get(id, version) {
      const checklist = await find(id, version);
      if (!checklist) throw new Error(`no published checklist ${checklistName({ id, version })}`);
      return checklist;
    },
  };
}

/** Publishes a version; the same content again changes nothing, other content under a published version is an error. */
export async function publishChecklist({ write }: Database, checklist: Checklist, actorId: string, now: Date): Promise<void> {
  const document = canonicalJson(checklist);
  const contentHash = sha256(document);
  const at = now.toISOString();
  await write.transaction().execute(async (transaction) => {
    const stored = await transaction
      .selectFrom("checklists")
      .select("content_hash")
      .where("id", "=", checklist.id)
      .where("version", "=", checklist.version)
      .executeTakeFirst();
    if (stored?.content_hash === contentHash) return;
    if (stored) throw new Error(`checklist ${checklistName(checklist)} is published with other content: give the change a new version`);
    const { id, version } = checklist;
    await transaction
      .insertInto("checklists")
      .values({ id, version, state: "published", document, content_hash: contentHash, created_at: at, published_at: at })
      .execute();
    await recordDeeds(transaction, now, [{ actorId, action: "checklist.published", subject: checklistName(checklist), contentHash }]);
  });
}
