import { Refusal } from "../../shared/problem.ts";
import type { EvidenceType } from "../../shared/sheets/answer.ts";
import type { StoredEvidence } from "../../shared/sheets/evidence.ts";
import { vietnamDay } from "../../shared/text.ts";
import type { Database } from "../database/open.ts";
import type { EvidenceStore } from "./evidence-store.ts";
import { loadUploads, noteReceived, refuseDeleted, type Uploader } from "./received-evidence.ts";
import type { UploadQuota } from "./upload-quota.ts";

/** Where files that people send go, and what may be sent in a day. */
export interface UploadStore {
  readonly database: Pick<Database, "read" | "write">;
  readonly store: EvidenceStore;
  readonly quota: UploadQuota;
}

/** A file that comes, as `EvidenceStore.receive` takes it. */
interface Coming {
  readonly hash: string;
  readonly body: AsyncIterable<Uint8Array> | null;
  readonly announced?: number | undefined;
  readonly looked?: EvidenceType;
}

/**
 * Keeps a file that somebody sends, however it comes, and puts on record that it came from them. `created`: it had not come from them
 * before. `upload-quota`, with a `unitId` of all accounts of the unit together; `evidence-deleted`; what the store refuses.
 */
export async function receiveUpload(
  { database, store, quota }: UploadStore,
  { hash, body, announced, looked }: Coming,
  uploader: Uploader,
  now: () => Date,
): Promise<{ readonly file: StoredEvidence; readonly created: boolean }> {
  await refuseDeleted(database.read, hash);
  const at = now();
  const [begun, ends] = dayOf(at);
  const stored = await loadUploads(database.read, uploader, begun);
  // A hash that is known is metered like any other: it says nothing of the bytes that come under it.
  const upload = quota.begin(uploader.unitId ?? uploader.personId, stored, at, ends);
  let created = false;
  try {
    const { size, mediaType } = await store.receive(hash, upload.meter(body), announced, looked);
    created = await noteReceived(database.write, { hash, size, mediaType }, uploader.personId, now()).catch((problem) =>
      forgetDeleted(store, hash, problem),
    );
    return { file: { sha256: hash, mediaType, size }, created };
  } finally {
    upload.end(created);
  }
}

/** The same for a file that has come whole, in a form. */
export async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The administrator deleted it while it was on its way: nobody else can have brought it, so what has come goes again. */
async function forgetDeleted(store: EvidenceStore, hash: string, problem: unknown): Promise<never> {
  if (problem instanceof Refusal && problem.code === "evidence-deleted") await store.remove(hash);
  throw problem;
}

/** The day in Việt Nam: when it began and when it ends. */
function dayOf(now: Date): [Date, Date] {
  const begun = new Date(`${vietnamDay(now)}T00:00:00+07:00`);
  return [begun, new Date(begun.getTime() + 86_400_000)];
}
