import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import { hashOf } from "../ledger/audit.ts";
import type { ContentOf, DeedName } from "../ledger/deeds.ts";
import type { Deeds } from "./verify-deeds.ts";

/** A row that says what somebody decided, and the deed that has to say the same. */
interface Claim {
  readonly what: string;
  readonly subject: string;
  readonly actions: readonly DeedName[];
  /** Absent: any content. */
  readonly contentHash?: string;
  /** The deed about something else that may say it instead. */
  readonly or?: Claim;
}

/** Decisions are those that the deeds name, also those made before rows were on record. */
export async function findDecisionFaults(read: Kysely<Tables>, deeds: Deeds): Promise<string[]> {
  const ofSheets = [...(await decisionClaims(read)), ...(await lateClaims(read)), ...(await withdrawalClaims(read))];
  const claims = [...ofSheets, ...(await inspectionClaims(read)), ...(await findingClaims(read)), ...(await deletionClaims(read))];
  const faults = claims.filter((claim) => !isMade(deeds, claim));
  return [
    ...faults.map(({ what }) => `${what}: the audit says otherwise`),
    ...(await findRevived(read, deeds)),
    ...(await findUnheeded(read, deeds)),
  ];
}

/** The claim of a row that holds all that the deed covers. */
function claimOf<D extends DeedName>(what: string, subject: string, action: D, content: ContentOf<D>): Claim {
  return { what, subject, actions: [action], contentHash: hashOf(content) };
}

function isMade(deeds: Deeds, { subject, actions, contentHash, or }: Claim): boolean {
  return actions.some((action) => isSaid(deeds, action, subject, contentHash)) || (or !== undefined && isMade(deeds, or));
}

function isSaid(deeds: Deeds, action: DeedName, subject: string, contentHash: string | undefined): boolean {
  return contentHash === undefined ? deeds.last(action, subject) !== undefined : deeds.has(action, subject, contentHash);
}

async function decisionClaims(read: Kysely<Tables>): Promise<Claim[]> {
  const decisions = await read.selectFrom("not_applicable_decisions").selectAll().execute();
  const returns = await read.selectFrom("returns").selectAll().execute();
  return [
    ...decisions.map(({ submission_id: sheet, criterion_id: criterionId, reason, approved }) => {
      const action = Number(approved) === 1 ? "notApplicable.approved" : "notApplicable.refused";
      return claimOf(`not applicable ${criterionId} of submission ${sheet}`, sheet, action, { criterionId, reason });
    }),
    ...returns.map(({ submission_id: sheet, reason }) =>
      claimOf(`return of submission ${sheet}`, sheet, "submission.returned", { reason }),
    ),
  ];
}

/** The lead's word on a late sheet, or an excuse that was taken back and the sheet with it. */
async function lateClaims(read: Kysely<Tables>): Promise<Claim[]> {
  const rows = await read
    .selectFrom("late_decisions as d")
    .leftJoin("submissions as s", "s.id", "d.submission_id")
    .selectAll("d")
    .select("s.author_id")
    .execute();
  return rows.map(({ submission_id: subject, inspection_id, accepted: yes, reason, author_id: personId }) => {
    const what = `late submission ${subject}`;
    const accepted = Number(yes) === 1;
    const action = accepted ? "submission.late.accepted" : "submission.late.declined";
    const claim = claimOf(what, subject, action, { accepted, reason });
    return accepted ? { ...claim, or: claimOf(what, inspection_id, "inspector.excuseUndone", { personId, reason }) } : claim;
  });
}

/** An appraisal that fell is told by the inspection's own record. */
async function withdrawalClaims(read: Kysely<Tables>): Promise<Claim[]> {
  const rows = read.selectFrom("submissions").select("id").where("status", "=", "withdrawn").where("stage", "<>", "appraisal");
  return (await rows.execute()).map(({ id: subject }) => ({
    what: `withdrawal of submission ${subject}`,
    subject,
    actions: ["submission.withdrawn"],
  }));
}

/** Deeds about sheets that no row says any longer. */
async function findUnheeded(read: Kysely<Tables>, deeds: Deeds): Promise<string[]> {
  const decisions = await read.selectFrom("late_decisions").select(["submission_id", "accepted"]).execute();
  const decided = new Map(decisions.map(({ submission_id: id, accepted }) => [id, Number(accepted)]));
  const withdrawn = new Set(
    (await read.selectFrom("submissions").select("id").where("status", "=", "withdrawn").execute()).map(({ id }) => id),
  );
  const lost = (action: DeedName, isThere: (id: string) => boolean) => [...deeds.subjects(action).keys()].filter((id) => !isThere(id));
  return [
    ...lost("submission.late.accepted", (id) => decided.get(id) === 1).map((id) => `submission ${id}: accepted late, and no longer so`),
    ...lost("submission.late.declined", (id) => decided.get(id) === 0).map((id) => `submission ${id}: declined as late, and no longer so`),
    ...lost("submission.withdrawn", (id) => withdrawn.has(id)).map((id) => `submission ${id}: taken back, and stands again`),
  ];
}

async function inspectionClaims(read: Kysely<Tables>): Promise<Claim[]> {
  const excused = await read.selectFrom("positions").selectAll().where("excused_at", "is not", null).execute();
  const concluded = await read.selectFrom("inspections").select("id").where("concluded_at", "is not", null).execute();
  const settled = await read
    .selectFrom("submissions")
    .select(["id", "inspection_id", "content_hash"])
    .where("stage", "=", "appraisal")
    .execute();
  return [
    ...excused.map(({ inspection_id: subject, person_id: personId, excuse_reason: reason }) =>
      claimOf(`excuse of ${personId} in inspection ${subject}`, subject, "inspector.excused", { personId, reason }),
    ),
    ...concluded.map(
      ({ id: subject }): Claim => ({
        what: `conclusion of inspection ${subject}`,
        subject,
        actions: ["inspection.concluded", "inspection.concluded-by-scorer"],
      }),
    ),
    ...settled.map(
      ({ id, inspection_id: subject, content_hash: contentHash }): Claim => ({
        what: `appraisal ${id}`,
        subject,
        actions: ["inspection.settled", "inspection.settled-by-scorer", "inspection.corrected", "inspection.corrected-by-scorer"],
        contentHash,
      }),
    ),
  ];
}

async function findingClaims(read: Kysely<Tables>): Promise<Claim[]> {
  const findings = await read.selectFrom("findings").select(["id", "request_hash"]).execute();
  const steps = await read.selectFrom("finding_steps").select(["id", "finding_id", "kind", "request_hash"]).execute();
  return [
    ...findings.map(
      ({ id, request_hash }): Claim => ({
        what: `finding ${id}`,
        subject: id,
        actions: ["finding.raised"],
        contentHash: request_hash,
      }),
    ),
    ...steps.map(
      ({ id, finding_id: subject, kind, request_hash }): Claim => ({
        what: `step ${id} of finding ${subject}`,
        subject,
        actions: [`finding.${kind}`],
        contentHash: request_hash,
      }),
    ),
  ];
}

async function deletionClaims(read: Kysely<Tables>): Promise<Claim[]> {
  const deleted = await read.selectFrom("evidence_files").selectAll().where("deleted_at", "is not", null).execute();
  return deleted.map(({ content_hash: file, delete_reason: reason }) =>
    claimOf(`deletion of evidence ${file}`, file, "evidence.deleted", { reason }),
  );
}

/** Files that were deleted and could come back: their tombstone is gone. */
async function findRevived(read: Kysely<Tables>, deeds: Deeds): Promise<string[]> {
  const deleted = await read.selectFrom("evidence_files").select("content_hash").where("deleted_at", "is not", null).execute();
  const there = new Set(deleted.map((file) => file.content_hash));
  return [...deeds.subjects("evidence.deleted").keys()]
    .filter((hash) => !there.has(hash))
    .map((hash) => `evidence ${hash}: deleted, and its tombstone is gone`);
}
