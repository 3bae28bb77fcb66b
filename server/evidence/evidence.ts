import type { Kysely } from "kysely";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { EvidenceType } from "../../shared/sheets/answer.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import type { Row, Tables } from "../database/tables.ts";
import { loadBehindLowered } from "../inspections/lowered.ts";
import { isRevealed } from "../inspections/states.ts";
import { StoredSubmission } from "../inspections/stored-sheets.ts";
import { toldToUnit } from "../inspections/told-to-unit.ts";
import type { Eyes } from "../ledger/who.ts";
import { loadUnitIds } from "../people/people.ts";
import { reachOfAccount } from "../people/unit-reach.ts";

/*
 * Files that prove what a sheet or a remedy says, named by the hash of their bytes. A sheet lists them (listed-evidence.ts) and their
 * author sends them (received-evidence.ts), whichever comes first; the bytes lie beside the database (evidence-store.ts). Who may look at
 * one is said here, and when one goes in evidence-retention.ts.
 */

/** A file that can be handed out. */
export interface EvidenceFile {
  readonly hash: string;
  readonly mediaType: EvidenceType;
  readonly size: number;
  readonly name: string;
}

/** Who would look at a file, and as whom. */
export interface EvidenceReader {
  readonly personId: string;
  readonly as: Eyes;
}

/**
 * A file for one who may see it: who sent it; where its sender lists it in a sheet, after the reveal also leads and the inspectors of that
 * team; what proves a remedy or an explanation, leads and the unit whose it is; what one of a unit has put into its draft, the unit; what
 * proves lowered points, the unit, of nobody by name. A list by itself lets nobody see anything.
 * `not-found` for everybody else, `evidence-deleted` for those of them where it was deleted.
 */
export async function findEvidence(read: Kysely<Tables>, hash: string, { personId, as }: EvidenceReader, now: Date): Promise<EvidenceFile> {
  const file = await read.selectFrom("evidence_files").selectAll().where("content_hash", "=", hash).executeTakeFirst();
  if (!file) throw new Refusal("not-found");
  const listed = await read
    .selectFrom("evidence as e")
    .innerJoin("submissions as s", "s.id", "e.submission_id")
    .innerJoin("evidence_senders as x", (join) =>
      join.onRef("x.content_hash", "=", "e.content_hash").onRef("x.person_id", "=", "s.author_id"),
    )
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .leftJoin("positions as p", (join) => join.onRef("p.inspection_id", "=", "i.id").on("p.person_id", "=", personId))
    .select(["s.author_id", "s.stage", "s.status", "e.criterion_id", "i.id as inspection_id", "i.unit_id", "i.state", "s.document"])
    .select(["i.checklist_id", "i.checklist_version", "p.person_id"])
    .where("e.content_hash", "=", hash)
    .execute();
  const seen = listed.find(
    ({ author_id: author, state, person_id: member }) =>
      author === personId || (isRevealed({ state }) && (as === "lead" || (as === "inspector" && member !== null))),
  );
  const mayLook =
    seen !== undefined ||
    (await hasSent(read, hash, personId)) ||
    (as === "unit" && ((await isShownToUnit(read, listed, personId)) || (await isInDraft(read, hash, personId)))) ||
    (await provesFinding(read, hash, { personId, as }, now)) ||
    (await provesExplanation(read, hash, { personId, as }, now));
  if (!mayLook) throw new Refusal("not-found");
  return fileOf(file, (seen && nameIn(v.parse(StoredSubmission, seen.document), hash)) ?? hash);
}

/** A file for one who may see what names it so. `not-found`, `evidence-deleted`. */
export async function getNamedFile(read: Kysely<Tables>, hash: string, name: string): Promise<EvidenceFile> {
  const file = await read.selectFrom("evidence_files").selectAll().where("content_hash", "=", hash).executeTakeFirst();
  if (!file) throw new Refusal("not-found");
  return fileOf(file, name);
}

function fileOf(file: Row<"evidence_files">, name: string): EvidenceFile {
  if (file.deleted_at !== null) throw new Refusal("evidence-deleted");
  return { hash: file.content_hash, mediaType: v.parse(EvidenceType, file.media_type), size: Number(file.size), name };
}

type ListedFile = Pick<Row<"submissions">, "author_id" | "stage" | "status"> &
  Pick<Row<"inspections">, "unit_id" | "state" | "checklist_id" | "checklist_version"> & {
    readonly inspection_id: string;
    readonly criterion_id: string;
  };

/** The unit's own self-score lists it, whoever of the unit sent that; or it stands behind points that a conclusion has lowered. */
async function isShownToUnit(read: Kysely<Tables>, listed: readonly ListedFile[], personId: string): Promise<boolean> {
  const unitId = (await loadUnitIds(read, [personId])).get(personId);
  for (const { inspection_id: id, unit_id: unit, author_id: author, criterion_id: criterion, ...row } of listed) {
    if (unit !== unitId) continue;
    if (row.stage === "self") return true;
    if (row.state !== "concluded" || row.stage !== "inspector" || row.status !== "current") continue;
    if ((await loadBehindLowered(read, { id, ...row }))(author, criterion)) return true;
  }
  return false;
}

/** A colleague has put it into the unit's draft of a self-score, and has sent it. */
async function isInDraft(read: Kysely<Tables>, hash: string, personId: string): Promise<boolean> {
  const row = await read
    .selectFrom("self_draft_evidence as d")
    .innerJoin("inspections as i", "i.id", "d.inspection_id")
    .innerJoin("people as p", "p.unit_id", "i.unit_id")
    .innerJoin("evidence_senders as x", (join) =>
      join.onRef("x.content_hash", "=", "d.content_hash").onRef("x.person_id", "=", "d.added_by"),
    )
    .select("d.id")
    .where("d.content_hash", "=", hash)
    .where("p.id", "=", personId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether this file came from this person, whoever else has sent it. */
export async function hasSent(read: Kysely<Tables>, hash: string, personId: string): Promise<boolean> {
  const row = await read
    .selectFrom("evidence_senders")
    .select("sent_at")
    .where("content_hash", "=", hash)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row !== undefined;
}

/** What proves a remedy is for leads and for the unit itself, or the one that it ended in, where they have been told of the finding. */
async function provesFinding(read: Kysely<Tables>, hash: string, { personId, as }: EvidenceReader, now: Date): Promise<boolean> {
  if (as === "inspector") return false;
  const rows = await read
    .selectFrom("finding_evidence as e")
    .innerJoin("findings as f", "f.id", "e.finding_id")
    .innerJoin("inspections as i", "i.id", "f.inspection_id")
    .select(["f.unit_id", toldToUnit.as("told")])
    .where("e.content_hash", "=", hash)
    .execute();
  if (rows.length === 0 || as === "lead") return rows.length > 0;
  const { unitIds } = await reachOfAccount(read, personId, now);
  return rows.some(({ unit_id, told }) => Boolean(told) && unitIds.includes(unit_id));
}

/** What a unit answers with is for leads and for the unit itself. */
async function provesExplanation(read: Kysely<Tables>, hash: string, { personId, as }: EvidenceReader, now: Date): Promise<boolean> {
  if (as === "inspector") return false;
  const rows = await read
    .selectFrom("explanation_evidence as e")
    .innerJoin("inspections as i", "i.id", "e.inspection_id")
    .select("i.unit_id")
    .where("e.content_hash", "=", hash)
    .execute();
  if (rows.length === 0 || as === "lead") return rows.length > 0;
  const { unitIds } = await reachOfAccount(read, personId, now);
  return rows.some(({ unit_id }) => unitIds.includes(unit_id));
}

function nameIn({ entries }: Submission, hash: string): string | undefined {
  const items = Object.values(entries).flatMap(({ evidence }) => evidence);
  return items.flatMap((item) => (item.type === "file" && item.sha256 === hash ? [item.name] : []))[0];
}
