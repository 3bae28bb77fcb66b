import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { Receipt } from "../../shared/submission.ts";
import { sha256 } from "../hash.ts";
import type { PublishedKeys } from "../keys.ts";
import { findBreak } from "./audit.ts";
import type { Database } from "./open.ts";
import { findDifferences } from "./rebuild.ts";

/**
 * Everything that can be proved about what is stored, in words; empty where all is well: the audit chain is unbroken, every document is
 * the one that was received, at its place in the chain, under a receipt of ours, none is missing, and every summary is what its document gives.
 */
export async function findFaults(database: Pick<Database, "read" | "checklists">, keys: PublishedKeys): Promise<string[]> {
  const broken = await findBreak(database.read);
  const faults = broken === undefined ? [] : [`audit: ${broken}`];
  let after = 0;
  for (;;) {
    const rows = await database.read
      .selectFrom("submissions as s")
      .leftJoin("audit as a", "a.position", "s.position")
      .select(["s.id", "s.document", "s.content_hash", "s.position", "s.receipt", "a.subject", "a.action", "a.content_hash as recorded"])
      .where("s.position", ">", after)
      .orderBy("s.position")
      .limit(500)
      .execute();
    for (const row of rows) {
      const { signature, ...claims } = v.parse(Receipt, JSON.parse(row.receipt));
      if (sha256(row.document) !== row.content_hash) faults.push(`submission ${row.id}: its document was changed`);
      if (row.subject !== row.id || row.action !== "submission.received" || row.recorded !== row.content_hash)
        faults.push(`submission ${row.id}: the audit says otherwise`);
      if (claims.contentHash !== row.content_hash || claims.submissionId !== row.id) faults.push(`submission ${row.id}: its receipt is for another one`);
      if (!keys.verifies(canonicalJson(claims), claims.keyId, signature)) faults.push(`submission ${row.id}: its receipt is not signed by this server`);
    }
    const last = rows.at(-1);
    if (!last) break;
    after = Number(last.position);
  }
  const lost = await database.read
    .selectFrom("audit as a")
    .leftJoin("submissions as s", "s.position", "a.position")
    .select("a.subject")
    .where("a.action", "=", "submission.received")
    .where("s.id", "is", null)
    .execute();
  for (const { subject } of lost) faults.push(`submission ${subject}: received, and no longer there`);
  for (const { key } of await findDifferences(database)) faults.push(`summary ${key}: not what its document gives`);
  return faults;
}
