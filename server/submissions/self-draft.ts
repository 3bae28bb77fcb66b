import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { type Checklist, type Criterion, criteriaOf, InspectionForm } from "../../shared/checklists/checklist.ts";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import { Evidence } from "../../shared/sheets/answer.ts";
import { type CriterionScore, type SheetScore, scoreSheet } from "../../shared/sheets/scoring.ts";
import { fieldsOf, type ReadFields, readFields, SelfFields, typedFields } from "../../shared/sheets/self-form.ts";
import { noteRule, rulesNow, type Submission } from "../../shared/sheets/submission.ts";
import { vietnamDay } from "../../shared/text.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { stored } from "../database/stored.ts";
import type { Row, Tables } from "../database/tables.ts";
import { isKnownToUnit } from "../inspections/known-to-unit.ts";
import { StoredReceipt, StoredSubmission, StoredUnit } from "../inspections/stored-sheets.ts";
import { loadUnitIds } from "../people/people.ts";

/*
 * A unit's self-score while it is made, on the server, for the unit's accounts alone. Each criterion is saved by itself under its own
 * revision: two people on one sheet meet only at the same criterion, and there the second is shown both. What was sent before begins the
 * draft again, however it was sent.
 */

const StoredFields = stored(SelfFields);
const StoredEvidence = stored(Evidence);

/** A piece of evidence in a draft. */
export interface DraftEvidence {
  readonly id: string;
  readonly evidence: Evidence;
  readonly addedBy: string;
}

export interface DraftCriterion {
  readonly criterion: Criterion;
  readonly fields: SelfFields;
  readonly read: ReadFields;
  readonly evidence: readonly DraftEvidence[];
  readonly score: CriterionScore;
  /** How often it was saved; what is written names the one it has seen. */
  readonly revision: number;
  readonly changed: { readonly by: string; readonly at: string } | null;
}

export interface SentSelfScore {
  readonly id: string;
  readonly at: string;
  /** Its place in the chain. */
  readonly position: number;
  readonly authorId: string;
  readonly submission: Submission;
}

export interface SelfDraft {
  readonly inspection: Row<"inspections">;
  readonly unit: Unit;
  readonly checklist: Checklist;
  readonly form: InspectionForm;
  readonly criteria: readonly DraftCriterion[];
  readonly score: SheetScore;
  readonly startedAt: string | null;
  /** The self-score that stands, and since when. */
  readonly sent: SentSelfScore | null;
  /** From the day of the visit on nothing is changed, unless the lead gave it back. */
  readonly open: boolean;
}

/** The draft of an inspection of the account's unit. `not-found`. */
export async function loadSelfDraft(read: Kysely<Tables>, inspectionId: string, personId: string, now: Date): Promise<SelfDraft> {
  const inspection = await read.selectFrom("inspections").selectAll().where("id", "=", inspectionId).executeTakeFirst();
  const unitId = (await loadUnitIds(read, [personId])).get(personId);
  if (!inspection || inspection.unit_id !== unitId || !(await isKnownToUnit(read, inspectionId))) throw new Refusal("not-found");
  const checklist = await checklistsOf(read).get(inspection.checklist_id, inspection.checklist_version);
  const form = v.parse(InspectionForm, inspection.form);
  const unit = v.parse(StoredUnit, inspection.unit_snapshot);
  const rows = await read.selectFrom("self_drafts").selectAll().where("inspection_id", "=", inspectionId).execute();
  const sheet = await read.selectFrom("self_draft_sheets").selectAll().where("inspection_id", "=", inspectionId).executeTakeFirst();
  const sent = await loadSent(read, inspectionId);
  const seeded = sent !== null && sheet?.submission_id !== sent.id;
  const evidence = seeded ? evidenceOf(sent.submission, sent.authorId) : await loadEvidence(read, inspectionId);
  const criteria = criteriaOf(checklist, form).map((criterion) => {
    const row = rows.find((one) => one.criterion_id === criterion.id);
    const entry = sent?.submission.entries[criterion.id];
    const before = entry ? typedFields(criterion, entry) : {};
    const fields = seeded ? before : row ? v.parse(StoredFields, row.fields) : {};
    const changed = row && !seeded ? { by: row.changed_by, at: row.changed_at } : null;
    const read = readFields(criterion, fields);
    return { criterion, fields, read, evidence: evidence.get(criterion.id) ?? [], revision: Number(row?.revision ?? 0), changed };
  });
  const entries = Object.fromEntries(
    criteria.map(({ criterion, read: { entry }, evidence: own }) => [criterion.id, { ...entry, evidence: own.map((one) => one.evidence) }]),
  );
  const score = scoreSheet(entries, { checklist, form, unitTraits: unit.traits, ...noteRule({ rules: rulesNow }) });
  const scores = new Map(score.criteria.map((one) => [one.criterion.id, one]));
  return {
    ...{ inspection, unit, checklist, form, score, sent },
    criteria: criteria.flatMap((one) => {
      const own = scores.get(one.criterion.id);
      return own ? [{ ...one, score: own }] : [];
    }),
    startedAt: sheet?.started_at ?? null,
    open: await isOpen(read, inspection, sent?.id, now),
  };
}

async function loadSent(read: Kysely<Tables>, inspectionId: string): Promise<SentSelfScore | null> {
  const row = await read
    .selectFrom("submissions")
    .selectAll()
    .where("inspection_id", "=", inspectionId)
    .where("stage", "=", "self")
    .where("status", "=", "current")
    .executeTakeFirst();
  if (!row) return null;
  const { position } = v.parse(StoredReceipt, row.receipt);
  return { id: row.id, at: row.received_at, position, submission: v.parse(StoredSubmission, row.document), authorId: row.author_id };
}

function evidenceOf({ entries }: Submission, addedBy: string): Map<string, DraftEvidence[]> {
  return new Map(
    Object.entries(entries).map(([id, entry]) => [id, entry.evidence.map((evidence) => ({ id: evidence.id, evidence, addedBy }))]),
  );
}

async function loadEvidence(read: Kysely<Tables>, inspectionId: string): Promise<Map<string, DraftEvidence[]>> {
  const rows = await read
    .selectFrom("self_draft_evidence")
    .selectAll()
    .where("inspection_id", "=", inspectionId)
    .orderBy("added_at")
    .orderBy("id")
    .execute();
  const all = rows.map((row) => ({
    of: row.criterion_id,
    id: row.id,
    evidence: v.parse(StoredEvidence, row.evidence),
    addedBy: row.added_by,
  }));
  return Map.groupBy(all, ({ of }) => of);
}

async function isOpen(read: Kysely<Tables>, inspection: Row<"inspections">, sentId: string | undefined, now: Date): Promise<boolean> {
  if (inspection.state === "concluded" || inspection.state === "cancelled") return false;
  if (inspection.visited_on > vietnamDay(now)) return true;
  if (sentId === undefined) return false;
  const returned = await read.selectFrom("returns").select("submission_id").where("submission_id", "=", sentId).executeTakeFirst();
  return returned !== undefined;
}

/** The criterion with other fields, which are kept nowhere yet. */
export function readAgain(own: DraftCriterion, fields: SelfFields): DraftCriterion {
  return { ...own, fields, read: readFields(own.criterion, fields) };
}

/** Which criterion of which draft somebody changes. */
export interface DraftPlace {
  readonly inspectionId: string;
  readonly criterionId: string;
  readonly personId: string;
}

/** Somebody else has saved the criterion since: what stands there, and whose it is. Nothing was written. */
export interface DraftTaken {
  readonly taken: DraftCriterion;
}

interface TypedFields {
  /** That the form was drawn with, or has been told of since. */
  readonly revision: number;
  readonly fields: SelfFields;
  /** A save of the same form is under way, by the same person: this one comes after it, whichever arrives first. */
  readonly follows?: boolean;
}

/**
 * Keeps what stands in a criterion's form where nobody has saved it since `revision`; the same again keeps it too. `not-found`,
 * `self-score-closed`, `unknown-criterion`.
 */
export async function saveSelfDraft(
  { write }: Pick<Database, "write">,
  { inspectionId, criterionId, personId }: DraftPlace,
  { revision, fields: given, follows = false }: TypedFields,
  now: Date,
): Promise<DraftCriterion | DraftTaken> {
  return await write.transaction().execute(async (transaction) => {
    await beginSheet(transaction, inspectionId, now);
    const draft = await openDraft(transaction, inspectionId, personId, now);
    const own = criterionIn(draft, criterionId);
    const names = new Set(fieldsOf(own.criterion));
    const fields = Object.fromEntries(Object.entries(given).filter(([name, value]) => names.has(name) && value !== ""));
    const isNext = follows && (own.revision === revision || (own.revision === revision + 1 && own.changed?.by === personId));
    if (own.revision !== revision && !isNext) {
      const same = JSON.stringify(sorted(own.fields)) === JSON.stringify(sorted(fields));
      return same ? own : { taken: own };
    }
    await adopt(transaction, draft, now);
    const row = { fields: JSON.stringify(fields), changed_by: personId, changed_at: now.toISOString(), revision: own.revision + 1 };
    await transaction
      .insertInto("self_drafts")
      .values({ inspection_id: inspectionId, criterion_id: criterionId, ...row })
      .onConflict((conflict) => conflict.columns(["inspection_id", "criterion_id"]).doUpdateSet(row))
      .execute();
    return criterionIn(await openDraft(transaction, inspectionId, personId, now), criterionId);
  });
}

function sorted(fields: SelfFields) {
  return Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** At most so many for a criterion. */
const mostEvidence = 50;

/** Adds pieces of evidence, all or none; `out-of-bounds` for too many, and as `saveSelfDraft`. */
export async function addDraftEvidence(
  { write }: Pick<Database, "write">,
  { inspectionId, criterionId, personId }: DraftPlace,
  given: readonly Evidence[],
  now: Date,
): Promise<void> {
  await write.transaction().execute(async (transaction) => {
    await beginSheet(transaction, inspectionId, now);
    const draft = await openDraft(transaction, inspectionId, personId, now);
    const own = criterionIn(draft, criterionId);
    if (own.evidence.length + given.length > mostEvidence) throw new Refusal("out-of-bounds", tooMany);
    await adopt(transaction, draft, now);
    const pieces = given.map((evidence) => ({ evidence, addedBy: personId }));
    await insertEvidence(transaction, inspectionId, criterionId, pieces, now);
  });
}

const tooMany = { where: "evidence", bound: "most", of: "items", limit: String(mostEvidence) };

/** Takes a piece of evidence away; again changes nothing. As `saveSelfDraft`. */
export async function removeDraftEvidence(
  { write }: Pick<Database, "write">,
  { inspectionId, criterionId, personId }: DraftPlace,
  id: string,
  now: Date,
): Promise<void> {
  await write.transaction().execute(async (transaction) => {
    await beginSheet(transaction, inspectionId, now);
    const draft = await openDraft(transaction, inspectionId, personId, now);
    criterionIn(draft, criterionId);
    await adopt(transaction, draft, now);
    const own = transaction.deleteFrom("self_draft_evidence").where("id", "=", id);
    await own.where("inspection_id", "=", inspectionId).where("criterion_id", "=", criterionId).execute();
  });
}

/** The submission that this draft is by now, under this id; refused with what is missing (`incomplete`, `note-missing`, …) on arrival. */
export function submissionOf(draft: SelfDraft, { id, reason }: { readonly id: string; readonly reason: string }, now: Date): Submission {
  const { inspection, unit, checklist, sent } = draft;
  const entries: Submission["entries"] = {};
  for (const { criterion, read, evidence, score } of draft.criteria) {
    if (read.entry.answer === null && !read.entry.knockedOut) continue;
    entries[criterion.id] = { ...read.entry, evidence: evidence.map((one) => one.evidence), points: score.points };
  }
  return {
    ...{ format: 1, rules: rulesNow, id, inspectionId: inspection.id, stage: "self", unitId: unit.id, form: draft.form },
    ...{ visitedOn: inspection.visited_on, checklist: { id: checklist.id, version: checklist.version }, entries, index: draft.score.index },
    ...{ startedAt: draft.startedAt ?? now.toISOString(), sentAt: now.toISOString() },
    ...(sent && { replaces: { id: sent.id, reason } }),
  };
}

/** The draft was sent as this: what is changed from here on is changed against it. */
export async function noteDraftSent({ write }: Pick<Database, "write">, inspectionId: string, submissionId: string): Promise<void> {
  await write.updateTable("self_draft_sheets").set({ submission_id: submissionId }).where("inspection_id", "=", inspectionId).execute();
}

/**
 * Files that a colleague of the same unit has attached are their sender's too: what a sheet lists counts as sent by its author. Only of
 * those whose bytes the colleague has sent: to name a file by its hash shows it to nobody.
 */
export async function loadColleaguesFiles(read: Kysely<Tables>, draft: SelfDraft, personId: string) {
  const files = draft.criteria.flatMap(({ evidence }) =>
    evidence.flatMap(({ evidence: one, addedBy }) => (one.type === "file" && addedBy !== personId ? [{ ...one, addedBy }] : [])),
  );
  if (files.length === 0) return [];
  const hashes = [...new Set(files.map(({ sha256 }) => sha256))];
  const senders = await read.selectFrom("evidence_senders").selectAll().where("content_hash", "in", hashes).execute();
  const sent = new Set(senders.map((row) => `${row.content_hash} ${row.person_id}`));
  return files.filter(({ sha256, addedBy }) => sent.has(`${sha256} ${addedBy}`));
}

/** Until the transaction ends nobody else changes this draft: its row is held. */
async function beginSheet(transaction: Transaction<Tables>, inspectionId: string, now: Date): Promise<void> {
  await transaction
    .insertInto("self_draft_sheets")
    .values({ inspection_id: inspectionId, started_at: now.toISOString(), submission_id: null })
    .onConflict((conflict) => conflict.column("inspection_id").doUpdateSet((e) => ({ started_at: e.ref("self_draft_sheets.started_at") })))
    .execute();
}

async function openDraft(transaction: Transaction<Tables>, inspectionId: string, personId: string, now: Date): Promise<SelfDraft> {
  const draft = await loadSelfDraft(transaction, inspectionId, personId, now);
  if (!draft.open) throw new Refusal("self-score-closed", { visitedOn: draft.inspection.visited_on });
  return draft;
}

function criterionIn({ criteria }: SelfDraft, criterionId: string): DraftCriterion {
  const own = criteria.find(({ criterion }) => criterion.id === criterionId);
  if (!own) throw new Refusal("unknown-criterion", { criterion: criterionId });
  return own;
}

/** A self-score that was not sent from here takes the draft's place, as it is shown already. */
async function adopt(transaction: Transaction<Tables>, { inspection: { id }, sent, criteria }: SelfDraft, now: Date): Promise<void> {
  const sheet = await transaction.selectFrom("self_draft_sheets").selectAll().where("inspection_id", "=", id).executeTakeFirst();
  if (sent === null || sheet?.submission_id === sent.id) return;
  await transaction.deleteFrom("self_draft_evidence").where("inspection_id", "=", id).execute();
  for (const { criterion, fields, evidence, revision } of criteria) {
    const row = { fields: JSON.stringify(fields), changed_by: sent.authorId, changed_at: sent.at, revision };
    await transaction
      .insertInto("self_drafts")
      .values({ inspection_id: id, criterion_id: criterion.id, ...row })
      .onConflict((conflict) => conflict.columns(["inspection_id", "criterion_id"]).doUpdateSet(row))
      .execute();
    await insertEvidence(transaction, id, criterion.id, evidence, now);
  }
  await transaction.updateTable("self_draft_sheets").set({ submission_id: sent.id }).where("inspection_id", "=", id).execute();
}

async function insertEvidence(
  transaction: Transaction<Tables>,
  inspectionId: string,
  criterionId: string,
  pieces: readonly Omit<DraftEvidence, "id">[],
  now: Date,
): Promise<void> {
  if (pieces.length === 0) return;
  const rows = pieces.map(({ evidence, addedBy }) => ({
    // Rows of their own: one picture may stand behind two criteria.
    ...{ id: newId(now.getTime()), inspection_id: inspectionId, criterion_id: criterionId },
    ...{ content_hash: evidence.type === "file" ? evidence.sha256 : null, evidence: JSON.stringify(evidence) },
    ...{ added_by: addedBy, added_at: now.toISOString() },
  }));
  await transaction.insertInto("self_draft_evidence").values(rows).execute();
}
