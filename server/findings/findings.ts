import type { Transaction } from "kysely";
import * as v from "valibot";
import { criteriaOf, InspectionForm } from "../../shared/checklists/checklist.ts";
import { daysAfter, type FindingAnswer, type FindingState, type FindingVerdict, type NewFinding } from "../../shared/findings/finding.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { type EvidenceReader, findEvidence } from "../evidence/evidence.ts";
import { getInspection } from "../inspections/inspections.ts";
import { demandRevealed } from "../inspections/states.ts";
import { hashOf, holding, lockHead, recordDeeds } from "../ledger/audit.ts";
import type { Deed } from "../ledger/deeds.ts";
import { sameOrTaken } from "../ledger/requests.ts";
import { loadMembers } from "../people/people.ts";
import { findReach, reachOfAccount } from "../people/unit-reach.ts";
import { loadLimits } from "../plans/limits.ts";
import { awaitNotice, isTold, keepDeadline } from "./findings-notice.ts";

/*
 * Findings: what a unit has to remedy. A lead raises one from a criterion of a revealed inspection; the conclusion is the notice to the
 * unit, which answers (findings-notice.ts); the lead judges, until it is fixed. A finding is carried into later visits, and by a merger to
 * the unit that goes on (finding-list.ts). Steps are added and never changed.
 */

/** A finding that somebody raises, under the id that they made. */
export interface RaisedFinding {
  readonly id: string;
  readonly asked: NewFinding;
}

/**
 * Raises a finding, which its unit is told of by the conclusion; `false`: it was there. `not-found` for the inspection, `not-all-sent`
 * before the reveal (a finding tells of points), `unknown-criterion`, `malformed` for a deadline before the notice, `person-unknown` for
 * who is to follow it up, `id-taken` for other content under this id.
 */
export async function raiseFinding(database: Database, id: string, asked: NewFinding, actorId: string, now: Date): Promise<boolean> {
  return (await raiseFindings(database, [{ id, asked }], actorId, now)) === 1;
}

/** Raises all of them or none; how many were not there before. As `raiseFinding`. */
export async function raiseFindings(
  { write }: Pick<Database, "write">,
  raised: readonly RaisedFinding[],
  actorId: string,
  now: Date,
): Promise<number> {
  return await write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    const deeds: Deed[] = [];
    for (const one of raised) {
      const contentHash = await raise(transaction, one, actorId, now);
      if (contentHash !== undefined) deeds.push({ actorId, action: "finding.raised", subject: one.id, contentHash });
    }
    if (deeds.length > 0) await recordDeeds(transaction, now, deeds);
    return deeds.length;
  });
}

/** The hash of what was asked; `undefined`: it was there. */
async function raise(
  transaction: Transaction<Tables>,
  { id, asked }: RaisedFinding,
  actorId: string,
  now: Date,
): Promise<string | undefined> {
  const requestHash = hashOf(asked);
  const known = await transaction.selectFrom("findings").select("request_hash").where("id", "=", id).executeTakeFirst();
  if (known) {
    sameOrTaken(known.request_hash, requestHash);
    return undefined;
  }
  const inspection = await getInspection(transaction, asked.inspectionId);
  await demandRevealed(transaction, inspection);
  const checklist = await checklistsOf(transaction).get(inspection.checklist_id, inspection.checklist_version);
  const criterion = criteriaOf(checklist, v.parse(InspectionForm, inspection.form)).find((one) => one.id === asked.criterion);
  if (!criterion) throw new Refusal("unknown-criterion", { criterion: asked.criterion });
  if (asked.responsible !== undefined) await demandFollower(transaction, asked.responsible);
  const noticeOn = asked.noticeOn ?? vietnamDay(now);
  const { remedies } = await loadLimits(transaction, inspection.plan_id);
  const dueOn = asked.dueOn ?? daysAfter(noticeOn, remedies);
  if (dueOn < noticeOn) throw new Refusal("malformed", { where: "dueOn", why: "a deadline comes after the notice" });
  const { text, responsible = null } = asked;
  const about = { inspection_id: inspection.id, unit_id: inspection.unit_id, criterion_id: criterion.id, text, responsible };
  const days = { notice_on: noticeOn, due_on: dueOn, state: "open" as const };
  await transaction
    .insertInto("findings")
    .values({ id, ...about, ...days, raised_by: actorId, raised_at: now.toISOString(), request_hash: requestHash })
    .execute();
  if (inspection.state !== "concluded" && !asked.noticeOn) await awaitNotice(transaction, id, asked.dueOn ? "notice" : "notice and due");
  return requestHash;
}

/** Says who of the team follows it up; `false`: they do already. `not-found`, `person-unknown` for who neither inspects nor leads. */
export async function assignFinding(
  database: Pick<Database, "write">,
  findingId: string,
  personId: string | null,
  actorId: string,
  now: Date,
): Promise<boolean> {
  return await holding(database, [{ kind: "finding", id: findingId }], now, async (transaction) => {
    const finding = await transaction.selectFrom("findings").select("responsible").where("id", "=", findingId).executeTakeFirst();
    if (!finding) throw new Refusal("not-found");
    if (finding.responsible === personId) return false;
    if (personId !== null) await demandFollower(transaction, personId);
    await transaction.updateTable("findings").set({ responsible: personId }).where("id", "=", findingId).execute();
    await recordDeeds(transaction, now, [{ actorId, action: "finding.assigned", subject: findingId, contentHash: hashOf({ personId }) }]);
    return true;
  });
}

/** Whoever inspects or leads, and is let in. */
async function demandFollower(transaction: Transaction<Tables>, personId: string): Promise<void> {
  if (!(await loadMembers(transaction)).some(({ id }) => id === personId)) throw new Refusal("person-unknown", { person: personId });
}

/**
 * A unit's answer; `false`: it was there. `not-found` for the finding of another unit that did not end in it, `finding-closed`,
 * `evidence-unknown`, `id-taken`.
 */
export async function answerFinding(database: Database, place: StepPlace, answer: FindingAnswer, now: Date): Promise<boolean> {
  const { text, evidence, says = null, until = null } = answer;
  const nothing = { dueOn: null, inspectionId: null };
  return await takeStep(
    database,
    place,
    { kind: "answer", state: "answered", text, evidence, ...nothing, says, until, asked: answer },
    now,
  );
}

/**
 * Whether it is fixed, or has more time; as `answerFinding`, and `unit-unknown` for an inspection of a unit that it did not come to,
 * `malformed` for more time that ends no later than the deadline.
 */
export async function judgeFinding(database: Database, place: StepPlace, verdict: FindingVerdict, now: Date): Promise<boolean> {
  const { fixed, extended = false, reason: text, evidence, dueOn = null, inspectionId = null } = verdict;
  const judged = fixed ? "fixed" : "notFixed";
  const word: Pick<Step, "kind" | "state"> = extended ? { kind: "extended", state: "open" } : { kind: judged, state: judged };
  const said = { says: null, until: null };
  return await takeStep(database, place, { ...word, text, evidence, dueOn, inspectionId, ...said, asked: verdict }, now);
}

/** Where a step belongs, and whose it is: the sender makes its id. */
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
  readonly says: Row<"finding_steps">["says"];
  readonly until: string | null;
  readonly asked: unknown;
}

async function takeStep(database: Database, { findingId, stepId, actorId, asUnit }: StepPlace, step: Step, now: Date): Promise<boolean> {
  return await holding(database, [{ kind: "finding", id: findingId }], now, async (transaction) => {
    const finding = await transaction.selectFrom("findings").selectAll().where("id", "=", findingId).executeTakeFirst();
    const hidden =
      asUnit &&
      !(
        (await reachOfAccount(transaction, actorId, now)).unitIds.includes(finding?.unit_id ?? "") && (await isTold(transaction, findingId))
      );
    if (!finding || hidden) throw new Refusal("not-found");
    const requestHash = hashOf({ findingId, kind: step.kind, asked: step.asked });
    const known = await transaction.selectFrom("finding_steps").select("request_hash").where("id", "=", stepId).executeTakeFirst();
    if (known) return sameOrTaken(known.request_hash, requestHash);
    if (finding.state === "fixed") throw new Refusal("finding-closed");
    if (step.kind === "extended" && (step.dueOn ?? "") <= finding.due_on)
      throw new Refusal("malformed", { where: "dueOn", why: "more time ends after the deadline there is" });
    if (step.dueOn !== null && step.dueOn < vietnamDay(now)) throw new Refusal("malformed", { where: "dueOn", why: "the day has passed" });
    if (step.inspectionId !== null) await demandCarried(transaction, finding, await getInspection(transaction, step.inspectionId));
    const evidence = [...new Set(step.evidence)];
    for (const hash of evidence) await demandEvidence(transaction, hash, { personId: actorId, as: asUnit ? "unit" : "lead" }, now);
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
        says: step.says,
        asks_until: step.until,
        request_hash: requestHash,
      })
      .execute();
    const files = evidence.map((hash) => ({ step_id: stepId, finding_id: findingId, content_hash: hash }));
    if (files.length > 0) await transaction.insertInto("finding_evidence").values(files).execute();
    const dueOn = step.dueOn ?? finding.due_on;
    if (step.dueOn !== null) await keepDeadline(transaction, findingId);
    await transaction.updateTable("findings").set({ state: step.state, due_on: dueOn }).where("id", "=", findingId).execute();
    await recordDeeds(transaction, now, [{ actorId, action: `finding.${step.kind}`, subject: findingId, contentHash: requestHash }]);
    return true;
  });
}

/** A finding is looked at again in a visit to its unit, or to one that it came to. `unit-unknown`. */
async function demandCarried(transaction: Transaction<Tables>, finding: Row<"findings">, inspection: Row<"inspections">): Promise<void> {
  if (inspection.unit_id === finding.unit_id) return;
  const { visited_on: visitedOn } = await getInspection(transaction, finding.inspection_id);
  const reach = await findReach(transaction, new Map([[inspection.unit_id, inspection.visited_on]]));
  if (reach.through({ unitId: finding.unit_id, visitedOn }) === undefined) throw new Refusal("unit-unknown");
}

/**
 * What proves something is a file that its author may look at already: to name it would show it to others, and to whoever guessed its hash.
 */
async function demandEvidence(transaction: Transaction<Tables>, hash: string, reader: EvidenceReader, now: Date): Promise<void> {
  await findEvidence(transaction, hash, reader, now).catch((problem: unknown) => {
    throw problem instanceof Refusal ? new Refusal("evidence-unknown", { sha256: hash }) : problem;
  });
}
