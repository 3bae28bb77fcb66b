import type { Kysely } from "kysely";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { Stage } from "../../shared/sheets/submission.ts";
import { stored } from "../database/stored.ts";
import type { Row, Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import { StoredReceipt } from "../inspections/stored-sheets.ts";
import type { DeedName } from "../ledger/deeds.ts";
import type { PublishedKeys } from "../ledger/keys.ts";

const received: DeedName = "submission.received";

/** What of a document its row repeats; a document that was changed is told by its hash. */
const Repeated = stored(
  v.object({
    inspectionId: v.string(),
    stage: Stage,
    replaces: v.optional(v.object({ id: v.string() })),
    entries: v.record(
      v.string(),
      v.object({
        evidence: v.array(
          v.looseObject({
            type: v.string(),
            sha256: v.optional(v.string()),
            size: v.optional(v.number()),
            mediaType: v.optional(v.string()),
          }),
        ),
      }),
    ),
  }),
);
type Repeated = v.InferOutput<typeof Repeated>;

interface Entry {
  readonly subject: string | null;
  readonly action: string | null;
  readonly actor: string | null;
  readonly recorded: string | null;
}

type Sheet = Row<"submissions"> & Entry;

/**
 * Every sheet is the one that was received, at its place in the chain, under a receipt of ours; it stands as sheets and receipts say, with
 * the files that it lists; none is missing.
 */
export async function findSheetFaults(read: Kysely<Tables>, keys: PublishedKeys, instanceId: string | undefined): Promise<string[]> {
  const faults: string[] = [];
  for (let after = 0; ; ) {
    const sheets = await sheetsAfter(read, after);
    const last = sheets.at(-1);
    if (!last) break;
    const others = await standingOf(read, sheets);
    const listed = Map.groupBy(await filesOf(read, sheets), (file) => file.submission_id);
    for (const sheet of sheets) {
      const why = [
        ...receivedFaults(sheet, keys, instanceId),
        ...standingFaults(sheet, others),
        ...fileFaults(sheet, listed.get(sheet.id) ?? []),
      ];
      faults.push(...why.map((fault) => `submission ${sheet.id}: ${fault}`));
    }
    after = Number(last.position);
  }
  const lost = await read
    .selectFrom("audit as a")
    .leftJoin("submissions as s", "s.position", "a.position")
    .select("a.subject")
    .where("a.action", "=", received)
    .where("s.id", "is", null)
    .execute();
  return [...faults, ...lost.map(({ subject }) => `submission ${subject}: received, and no longer there`)];
}

async function sheetsAfter(read: Kysely<Tables>, after: number): Promise<Sheet[]> {
  return await read
    .selectFrom("submissions as s")
    .leftJoin("audit as a", "a.position", "s.position")
    .selectAll("s")
    .select(["a.subject", "a.action", "a.actor_id as actor", "a.content_hash as recorded"])
    .where("s.position", ">", after)
    .orderBy("s.position")
    .limit(300)
    .execute();
}

function receivedFaults(sheet: Sheet, keys: PublishedKeys, instanceId: string | undefined): string[] {
  const faults: string[] = [];
  if (sha256(sheet.document) !== sheet.content_hash) faults.push("its document was changed");
  const entry = [sheet.subject, sheet.action, sheet.actor, sheet.recorded];
  if (entry.join() !== [sheet.id, received, sheet.author_id, sheet.content_hash].join()) faults.push("the audit says otherwise");
  const receipt = v.safeParse(StoredReceipt, sheet.receipt);
  if (!receipt.success) return [...faults, "its receipt cannot be read"];
  const { signature, ...claims } = receipt.output;
  if (claims.contentHash !== sheet.content_hash || claims.submissionId !== sheet.id) faults.push("its receipt is for another one");
  if (!keys.verifies(canonicalJson(claims), claims.keyId, signature)) faults.push("its receipt is not signed by this server");
  if (claims.instanceId !== instanceId) faults.push("its receipt was given by another server");
  const told = [claims.receivedAt, JSON.stringify(claims.flags), claims.position];
  if (told.join() !== [sheet.received_at, sheet.flags, Number(sheet.position)].join()) faults.push("its receipt says otherwise of it");
  const document = v.safeParse(Repeated, sheet.document);
  if (!document.success) return [...faults, "its document cannot be read"];
  const { inspectionId, stage, replaces } = document.output;
  if (inspectionId !== sheet.inspection_id || stage !== sheet.stage) faults.push("its document is of another inspection or stage");
  // Earlier servers let an appraisal take the place of another without its naming it.
  const named = stage !== "appraisal" || replaces !== undefined;
  if (named && (replaces?.id ?? null) !== sheet.replaces_id) faults.push("its document replaces another one");
  return faults;
}

type Heir = Pick<Row<"submissions">, "id" | "inspection_id" | "author_id" | "stage" | "position" | "receipt">;

interface Standing {
  /** The sheets that took the place of these, by id. */
  readonly heirs: ReadonlyMap<string, Heir>;
  /** Late ones, of these and of their heirs, that the lead has accepted. */
  readonly accepted: ReadonlySet<string>;
  /** Those of these that one which counts says it replaces; what came too late replaces nothing that counts. */
  readonly replaced: ReadonlySet<string>;
}

const heirColumns = ["id", "inspection_id", "author_id", "stage", "position", "receipt"] as const;

async function standingOf(read: Kysely<Tables>, sheets: readonly Sheet[]): Promise<Standing> {
  const ids = sheets.flatMap(({ replaced_by: id }) => (id === null ? [] : [id]));
  const own = sheets.map(({ id }) => id);
  const heirs = ids.length === 0 ? [] : await read.selectFrom("submissions").select(heirColumns).where("id", "in", ids).execute();
  const naming = await read
    .selectFrom("submissions")
    .select("replaces_id")
    .where("replaces_id", "in", own)
    .where("status", "=", "current")
    .execute();
  const accepted = await read
    .selectFrom("late_decisions")
    .select("submission_id")
    .where("submission_id", "in", [...own, ...ids])
    .where("accepted", "=", 1)
    .execute();
  return {
    accepted: new Set(accepted.map((row) => row.submission_id)),
    heirs: new Map(heirs.map((heir) => [heir.id, heir])),
    replaced: new Set(naming.flatMap(({ replaces_id: id }) => (id === null ? [] : [id]))),
  };
}

/**
 * A sheet is replaced by a later one of its inspection, or taken back, or counts (or came too late) and nothing replaces it. One that came
 * too late counts only by the lead's word.
 */
function standingFaults(sheet: Sheet, { heirs, replaced, accepted }: Standing): string[] {
  const { id, status, replaced_by, withdrawn_at, withdraw_reason } = sheet;
  const faults: string[] = [];
  const late = cameLate(sheet);
  if (late !== undefined && (late ? status === (accepted.has(id) ? "late" : "current") : status === "late"))
    faults.push(`it stands as ${status}, and its receipt says otherwise`);
  const heir = replaced_by === null ? undefined : heirs.get(replaced_by);
  // One that was replaced can still be taken back.
  if (status === "replaced" ? replaced_by === null : replaced_by !== null && status !== "withdrawn")
    faults.push(`it stands as ${status}, and says otherwise of what replaced it`);
  if (replaced_by !== null && !(heir && succeeds(heir, sheet))) faults.push("no later sheet is there that replaced it");
  // What came too late and counts nowhere takes the place of nothing that counted.
  const counted = (one: Heir) => cameLate(one) === false || accepted.has(one.id);
  if (heir && counted(sheet) && !counted(heir)) faults.push("what replaced it came too late, and nobody accepted it");
  if (withdrawn_at === null && withdraw_reason !== null) faults.push("it says why it was taken back, and was not");
  if ((status === "withdrawn") !== (withdrawn_at !== null))
    faults.push(`it stands as ${status}, and says otherwise of when it was taken back`);
  if ((status === "current" || status === "late") && replaced.has(id)) faults.push(`it stands as ${status}, and another one replaces it`);
  return faults;
}

function cameLate({ receipt }: Pick<Heir, "receipt">): boolean | undefined {
  const read = v.safeParse(StoredReceipt, receipt);
  return read.success ? read.output.status === "late" : undefined;
}

/**
 * Whether a sheet can have taken the place of another: an inspector's own; a unit's whoever sent it; and the appraised one whoever settles.
 */
function succeeds(heir: Heir, sheet: Heir): boolean {
  if (heir.inspection_id !== sheet.inspection_id || heir.stage !== sheet.stage || Number(heir.position) <= Number(sheet.position))
    return false;
  return heir.stage !== "inspector" || heir.author_id === sheet.author_id;
}

interface File extends Row<"evidence"> {
  /** Since when the file itself is known; `null`: it is not. */
  readonly come: string | null;
}

async function filesOf(read: Kysely<Tables>, sheets: readonly Sheet[]): Promise<File[]> {
  const ids = sheets.map(({ id }) => id);
  const listed = read.selectFrom("evidence as e").leftJoin("evidence_files as f", "f.content_hash", "e.content_hash");
  return await listed.selectAll("e").select("f.received_at as come").where("e.submission_id", "in", ids).execute();
}

function fileFaults({ document }: Sheet, files: readonly File[]): string[] {
  const read = v.safeParse(Repeated, document);
  if (!read.success) return [];
  const wrong = files.filter(
    ({ received_at: at, come }) => (at === null) !== (come === null) || (at !== null && come !== null && at < come),
  );
  if (wrong.length > 0) return wrong.map(({ content_hash: hash }) => `whether its file ${hash} has come is not what is known of the file`);
  const listed = [...new Set(filesIn(read.output))].sort();
  const stored = files
    .map(({ criterion_id, content_hash, size, media_type }) => `${criterion_id} ${content_hash} ${Number(size)} ${media_type}`)
    .sort();
  return listed.join() === stored.join() ? [] : ["its files are not those that it lists"];
}

function filesIn({ entries }: Repeated): string[] {
  return Object.entries(entries).flatMap(([criterion, { evidence }]) =>
    evidence.filter(({ type }) => type === "file").map(({ sha256: hash, size, mediaType }) => `${criterion} ${hash} ${size} ${mediaType}`),
  );
}
