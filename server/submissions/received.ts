import { canonicalJson } from "../../shared/canonical.ts";
import type { Receipt } from "../../shared/sheets/submission.ts";
import type { NewRow, Row } from "../database/tables.ts";
import { entryAfter, type Head } from "../ledger/audit.ts";
import type { Deed } from "../ledger/deeds.ts";
import type { SigningKeys } from "../ledger/keys.ts";

/** A sheet that may stand, before it has its place in the chain. */
type Admitted = Omit<
  Row<"submissions">,
  "status" | "flags" | "position" | "receipt" | "replaced_by" | "withdrawn_at" | "withdraw_reason"
> & {
  readonly status: "current" | "late";
  readonly flags: Receipt["flags"];
};

/** A sheet at its place in the chain: the entry that says so, the receipt that names the place, and the row that keeps both. */
export interface Received {
  readonly entry: NewRow<"audit">;
  readonly receipt: Receipt;
  readonly row: Row<"submissions">;
}

/** Gives a sheet the place after `head`, and the receipt for it, signed by this server. Writes nothing. */
export function receive(head: Head, { replaces_id, ...sheet }: Admitted, keys: SigningKeys, instanceId: string): Received {
  const { id: submissionId, author_id: actorId, content_hash: contentHash, received_at: receivedAt, flags } = sheet;
  const deed: Deed = { actorId, action: "submission.received", subject: submissionId, contentHash };
  const entry = entryAfter(head, receivedAt, deed);
  const { position } = entry;
  const status = sheet.status === "late" ? "late" : "accepted";
  const claims = { submissionId, contentHash, position, receivedAt, instanceId, status, flags, keyId: keys.keyId } as const;
  const receipt = { ...claims, signature: keys.sign(canonicalJson(claims)) };
  const kept = { flags: JSON.stringify(flags), position, receipt: JSON.stringify(receipt) };
  return { entry, receipt, row: { ...sheet, ...kept, replaces_id, replaced_by: null, withdrawn_at: null, withdraw_reason: null } };
}
