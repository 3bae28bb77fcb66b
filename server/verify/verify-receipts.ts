import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { Receipt } from "../../shared/sheets/submission.ts";
import { inParts } from "../database/in-parts.ts";
import { readInstance } from "../database/instance.ts";
import type { Database } from "../database/open.ts";
import type { DeedName } from "../ledger/deeds.ts";
import type { PublishedKeys } from "../ledger/keys.ts";

/** Receipts as they are taken from devices: one, a list, or a list named `receipts`. */
export const ReceiptFile = v.union([
  v.pipe(
    v.object({ receipts: v.array(Receipt) }),
    v.transform(({ receipts }) => receipts),
  ),
  v.array(Receipt),
  v.pipe(
    Receipt,
    v.transform((receipt) => [receipt]),
  ),
]);

/** A receipt that was on its way while its key was replaced, and clocks of two machines. */
const slack = 60_000;

/**
 * Whether each receipt was given by this server for what it still holds, in words; empty where all is well: signed by a published key in
 * its time, and the chain and the submission at its position have its content.
 */
export async function findReceiptFaults(
  { read }: Pick<Database, "read">,
  keys: PublishedKeys,
  receipts: readonly Receipt[],
): Promise<string[]> {
  const { instanceId } = await readInstance(read);
  const faults: string[] = [];
  for (const part of inParts(receipts)) {
    const positions = part.map(({ position }) => position);
    const entries = await read
      .selectFrom("audit as a")
      .leftJoin("submissions as s", "s.position", "a.position")
      .select(["a.position", "a.subject", "a.action", "a.content_hash as recorded", "s.id", "s.content_hash as stored"])
      .where("a.position", "in", positions)
      .execute();
    const found = new Map(entries.map((entry) => [Number(entry.position), entry]));
    for (const receipt of part) {
      const why = signatureFault(receipt, keys, instanceId) ?? contentFault(receipt, found.get(receipt.position));
      if (why !== undefined) faults.push(`receipt of ${receipt.submissionId}: ${why}`);
    }
  }
  return faults;
}

function signatureFault(receipt: Receipt, keys: PublishedKeys, instanceId: string): string | undefined {
  const { signature, ...claims } = receipt;
  if (receipt.instanceId !== instanceId) return "given by another server";
  const key = keys.published.find(({ keyId }) => keyId === receipt.keyId);
  if (!key) return `its key ${receipt.keyId} was never published here`;
  if (!keys.verifies(canonicalJson(claims), receipt.keyId, signature)) return "its signature is not right: it was changed or never given";
  const received = Date.parse(receipt.receivedAt);
  if (key.until !== null && received > Date.parse(key.until) + slack) return `its key ended on ${key.until}, before it was given`;
  return undefined;
}

interface Found {
  readonly subject: string;
  readonly action: string;
  readonly recorded: string;
  readonly id: string | null;
  readonly stored: string | null;
}

function contentFault({ submissionId, contentHash, position }: Receipt, entry: Found | undefined): string | undefined {
  if (!entry) return `the chain does not reach its position ${position}: given before a restore, or taken out since`;
  const inChain = entry.action === ("submission.received" satisfies DeedName) && entry.subject === submissionId;
  if (!inChain) return `the chain holds something else at its position ${position}: given before a restore, or replaced since`;
  if (entry.recorded !== contentHash) return "the chain names other content";
  if (entry.id === null) return "the submission is no longer there";
  if (entry.stored !== contentHash) return "the submission holds other content";
  return undefined;
}
