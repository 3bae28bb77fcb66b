import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { criteriaOf, InspectionForm } from "../../shared/checklist.ts";
import {
  daysAfter,
  daysToRemedy,
  Finding,
  type FindingAnswer,
  type FindingState,
  type FindingsQuery,
  type FindingVerdict,
  type NewFinding,
} from "../../shared/finding.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { hashOf, lockHead, recordDeeds } from "./audit.ts";
import { isTold, toldToUnit } from "./findings-notice.ts";
import { getInspection } from "./inspections.ts";
import type { Database } from "./open.ts";
import { revealedStates } from "./results.ts";
import type { Row, Tables } from "./tables.ts";
import { inParts } from "./units.ts";

/** Who asks: a lead sees every finding, a unit its own from the conclusion on, an inspector those of units they inspect. */
export interface FindingsReader {
  readonly personId: string;
  readonly as: "inspector" | "lead" | "unit";
}

/**
 * Raises a finding, which its unit is told of by the conclusion; `false`: it was there. `not-found` for the inspection, `not-all-sent` before the reveal (a finding tells of points),
 * `unknown-criterion`, `malformed` for a deadline before the notice, `id-taken` for other content under this id.
 */
export async function raiseFinding({ write, checklists }: Database, id: string, asked: NewFinding, actorId: string, now: Date): Promise<boolean> {
  return await write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    const requestHash = hashOf(asked);
    const known = await transaction.selectFrom("findings").select("request_hash").where("id", "=", id).executeTakeFirst();
    if (known) return sameOrTaken(known.request_hash, requestHash);
    const inspection = await getInspection(transaction, asked.inspectionId);
    if (!revealedStates.some((state) => state === inspection.state)) throw new Refusal("not-all-sent", { missing: "1" });
    const checklist = await checklists.get(inspection.checklist_id, inspection.checklist_version);
    const criterion = criteriaOf(checklist, v.parse(InspectionForm, inspection.form)).find((one) => one.id === asked.criterion);
    if (!criterion) throw new Refusal("unknown-criterion", { criterion: asked.criterion });
    const noticeOn = asked.noticeOn ?? vietnamDay(now);
    const dueOn = asked.dueOn ?? daysAfter(noticeOn, daysToRemedy);
    if (dueOn < noticeOn) throw new Refusal("malformed", { where: "dueOn", why: "a deadline comes after the notice" });
    await transaction
      .insertInto("findings")
      .values({
        id,
        inspection_id: inspection.id,
        unit_id: inspection.unit_id,
        criterion_id: criterion.id,
        text: asked.text,
        notice_on: noticeOn,
        due_on: dueOn,
        state: "open",
        raised_by: actorId,
        raised_at: now.toISOString(),
        request_hash: requestHash,
        set_by_conclusion: inspection.state === "concluded" || asked.noticeOn ? null : asked.dueOn ? "notice" : "notice and due",
      })
      .execute();
    await recordDeeds(transaction, now, [{ actorId, action: "finding.raised", subject: id, contentHash: requestHash }]);
    return true;
  });
}

/** A unit's answer; `false`: it was there. `not-found` for another unit's finding, `finding-closed`, `evidence-unknown`, `id-taken`. */
export async function answerFinding(database: Database, place: StepPlace, answer: FindingAnswer, now: Date): Promise<boolean> {
  const { text, evidence } = answer;
  return await takeStep(database, place, { kind: "answer", state: "answered", text, evidence, dueOn: null, inspectionId: null, asked: answer }, now);
}

/** Whether it is fixed; as `answerFinding`, and `unit-unknown` for an inspection of another unit. */
export async function judgeFinding(database: Database, place: StepPlace, verdict: FindingVerdict, now: Date): Promise<boolean> {
  const { fixed, reason: text, evidence, dueOn = null, inspectionId = null } = verdict;
  const kind = fixed ? "fixed" : "notFixed";
  return await takeStep(database, place, { kind, state: kind, text, evidence, dueOn, inspectionId, asked: verdict }, now);
}

/** Where a step belongs: the sender makes its id. `unitId`: only that unit's findings. */
export interface StepPlace {
  readonly findingId: string;
  readonly stepId: string;
  readonly actorId: string;
  /** The answer is the unit's that the actor speaks for. */
  readonly asUnit: boolean;
}

interface Step {
  readonly kind: Row<"finding_steps">["kind"];
  readonly state: FindingState;
  readonly text: string;
  readonly evidence: readonly string[];
  readonly dueOn: string | null;
  readonly inspectionId: string | null;
  readonly asked: unknown;
}

async function takeStep({ write }: Database, { findingId, stepId, actorId, asUnit }: StepPlace, step: Step, now: Date): Promise<boolean> {
  return await write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    const finding = await transaction.selectFrom("findings").selectAll().where("id", "=", findingId).executeTakeFirst();
    const hidden = asUnit && (finding?.unit_id !== (await unitOf(transaction, actorId)) || !(await isTold(transaction, findingId)));
    if (!finding || hidden) throw new Refusal("not-found");
    const requestHash = hashOf({ findingId, kind: step.kind, asked: step.asked });
    const known = await transaction.selectFrom("finding_steps").select("request_hash").where("id", "=", stepId).executeTakeFirst();
    if (known) return sameOrTaken(known.request_hash, requestHash);
    if (finding.state === "fixed") throw new Refusal("finding-closed");
    if (step.inspectionId !== null && (await getInspection(transaction, step.inspectionId)).unit_id !== finding.unit_id) throw new Refusal("unit-unknown");
    const evidence = [...new Set(step.evidence)];
    await demandEvidence(transaction, evidence);
    await transaction
      .insertInto("finding_steps")
      .values({
        id: stepId,
        finding_id: findingId,
        kind: step.kind,
        done_by: actorId,
        done_at: now.toISOString(),
        text: step.text,
        due_on: step.dueOn,
        inspection_id: step.inspectionId,
        request_hash: requestHash,
      })
      .execute();
    const files = evidence.map((hash) => ({ step_id: stepId, finding_id: findingId, content_hash: hash }));
    if (files.length > 0) await transaction.insertInto("finding_evidence").values(files).execute();
    const dueOn = step.dueOn ?? finding.due_on;
    // A deadline that the lead names is no longer the conclusion's to set.
    const set_by_conclusion = step.dueOn !== null && finding.set_by_conclusion !== null ? "notice" : finding.set_by_conclusion;
    await transaction.updateTable("findings").set({ state: step.state, due_on: dueOn, set_by_conclusion }).where("id", "=", findingId).execute();
    await recordDeeds(transaction, now, [{ actorId, action: `finding.${step.kind}`, subject: findingId, contentHash: requestHash }]);
    return true;
  });
}

function sameOrTaken(stored: string, sent: string): false {
  if (stored !== sent) throw new Refusal("id-taken", { stored, sent });
  return false;
}

async function unitOf(database: Kysely<Tables>, personId: string): Promise<string | null> {
  const person = await database.selectFrom("people").select("unit_id").where("id", "=", personId).executeTakeFirst();
  return person?.unit_id ?? null;
}

async function demandEvidence(transaction: Transaction<Tables>, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  const rows = await transaction
    .selectFrom("evidence_files")
    .select("content_hash")
    .where("content_hash", "in", hashes)
    .where("deleted_at", "is", null)
    .execute();
  const there = new Set(rows.map((row) => row.content_hash));
  const missing = hashes.find((hash) => !there.has(hash));
  if (missing !== undefined) throw new Refusal("evidence-unknown", { sha256: missing });
}

/** The findings that the reader may see, the earliest deadline first. */
export async function loadFindings(read: Kysely<Tables>, query: FindingsQuery, { personId, as }: FindingsReader, now: Date): Promise<Finding[]> {
  const today = vietnamDay(now);
  let rows = read.selectFrom("findings as f").innerJoin("inspections as i", "i.id", "f.inspection_id").selectAll("f").select("i.unit_snapshot");
  if (query.unit !== undefined) rows = rows.where("f.unit_id", "=", query.unit);
  if (query.plan !== undefined) rows = rows.where("i.plan_id", "=", query.plan);
  if (query.which !== "all") rows = rows.where("f.state", "<>", "fixed");
  if (query.which === "overdue") rows = rows.where("f.due_on", "<", today);
  if (as === "unit") rows = rows.where("f.unit_id", "=", (await unitOf(read, personId)) ?? "").where(toldToUnit);
  if (as === "inspector") {
    rows = rows.where("f.unit_id", "in", (e) =>
      e.selectFrom("positions as p").innerJoin("inspections as own", "own.id", "p.inspection_id").select("own.unit_id").where("p.person_id", "=", personId),
    );
  }
  return await withSteps(read, await rows.orderBy("f.due_on").orderBy("f.id").limit(5_000).execute(), today);
}

/**
 * The findings of an inspection: those raised from it, and those carried into it: raised from earlier visits to the unit and not fixed
 * before the day of this one. `not-found`, also for an inspector of another team.
 */
export async function loadInspectionFindings(
  read: Kysely<Tables>,
  inspectionId: string,
  { personId, as }: FindingsReader,
  now: Date,
): Promise<{ raised: Finding[]; carried: Finding[] }> {
  const inspection = await read.selectFrom("inspections").selectAll().where("id", "=", inspectionId).executeTakeFirst();
  const position = await read
    .selectFrom("positions")
    .select("person_id")
    .where("inspection_id", "=", inspectionId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  const concerned = as === "lead" || (as === "inspector" ? position !== undefined : inspection?.unit_id === (await unitOf(read, personId)));
  if (!inspection || !concerned) throw new Refusal("not-found");
  let ofUnit = read.selectFrom("findings as f").innerJoin("inspections as i", "i.id", "f.inspection_id").selectAll("f");
  ofUnit = ofUnit.where("f.unit_id", "=", inspection.unit_id).orderBy("f.due_on").orderBy("f.id");
  if (as === "unit") ofUnit = ofUnit.where(toldToUnit);
  const rows = await ofUnit.select(["i.unit_snapshot", "i.visited_on"]).execute();
  const fixed = await read
    .selectFrom("finding_steps as s")
    .innerJoin("findings as f", "f.id", "s.finding_id")
    .select(["s.finding_id", "s.done_at"])
    .where("f.unit_id", "=", inspection.unit_id)
    .where("s.kind", "=", "fixed")
    .execute();
  const fixedOn = new Map(fixed.map((step) => [step.finding_id, vietnamDay(new Date(step.done_at))]));
  const carried = rows.filter(
    (row) =>
      row.inspection_id !== inspection.id && row.visited_on <= inspection.visited_on && (fixedOn.get(row.id) ?? inspection.visited_on) >= inspection.visited_on,
  );
  const today = vietnamDay(now);
  return {
    raised: await withSteps(
      read,
      rows.filter((row) => row.inspection_id === inspection.id),
      today,
    ),
    carried: await withSteps(read, carried, today),
  };
}

const StoredName = v.pipe(v.string(), v.parseJson(), v.object({ name: v.string() }));

async function withSteps(read: Kysely<Tables>, rows: readonly (Row<"findings"> & { unit_snapshot: string })[], today: string): Promise<Finding[]> {
  const steps: Row<"finding_steps">[] = [];
  const files: Row<"finding_evidence">[] = [];
  for (const part of inParts(rows)) {
    const ids = part.map(({ id }) => id);
    steps.push(...(await read.selectFrom("finding_steps").selectAll().where("finding_id", "in", ids).orderBy("done_at").orderBy("id").execute()));
    files.push(...(await read.selectFrom("finding_evidence").selectAll().where("finding_id", "in", ids).orderBy("content_hash").execute()));
  }
  const stepsOf = Map.groupBy(steps, (step) => step.finding_id);
  const filesOf = Map.groupBy(files, (file) => file.step_id);
  return rows.map((row) =>
    v.parse(Finding, {
      id: row.id,
      inspectionId: row.inspection_id,
      unitId: row.unit_id,
      unitName: v.parse(StoredName, row.unit_snapshot).name,
      criterion: row.criterion_id,
      text: row.text,
      noticeOn: row.notice_on,
      dueOn: row.due_on,
      state: row.state,
      overdue: row.state !== "fixed" && row.due_on < today,
      raisedBy: row.raised_by,
      raisedAt: row.raised_at,
      steps: (stepsOf.get(row.id) ?? []).map((step) => ({
        id: step.id,
        kind: step.kind,
        by: step.done_by,
        at: step.done_at,
        text: step.text,
        dueOn: step.due_on,
        inspectionId: step.inspection_id,
        evidence: (filesOf.get(step.id) ?? []).map((file) => file.content_hash),
      })),
    }),
  );
}
