/*
 * Pages that gather what many rooms know of one thing: where to begin, what is prepared, and an inspection with its sheets, its decisions
 * and its history as one who is signed in may see it. A desk decides nothing: its forms go to the rooms that do (decisions/), and what may
 * be seen before the reveal is asked of inspections/states.ts.
 */

import type { Kysely } from "kysely";
import * as v from "valibot";
import { type Checklist, criteriaOf, InspectionForm } from "../../shared/checklists/checklist.ts";
import { AppraisedBy } from "../../shared/decisions/appraisal.ts";
import type { FormGroup } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { publishedIndex } from "../../shared/results/adjustments.ts";
import type { Evidence } from "../../shared/sheets/answer.ts";
import { type CriterionState, meanIndex } from "../../shared/sheets/scoring.ts";
import type { Receipt, Submission } from "../../shared/sheets/submission.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { loadAdjustments } from "../inspections/adjustments.ts";
import { getInspection } from "../inspections/inspections.ts";
import { canSomebodyElse } from "../inspections/scorers.ts";
import { countSheets, isRevealed } from "../inspections/states.ts";
import { loadDocuments, StoredReceipt, StoredUnit } from "../inspections/stored-sheets.ts";
import { scoreKept } from "../inspections/summaries.ts";
import { countingOf } from "../results/counted-inspections.ts";

/** One criterion of one author's sheet. */
export interface ScoredCriterion {
  readonly state: CriterionState;
  readonly points: number | null;
  readonly maxPoints: number | null;
  readonly answer: Submission["entries"][string]["answer"];
  readonly knockedOut: boolean;
  readonly note: string;
  readonly evidence: readonly Evidence[];
  /** The lead's word on "not applicable". */
  readonly decision: { readonly approved: boolean; readonly reason: string; readonly decidedBy: string; readonly decidedAt: string } | null;
}

export interface Sheet {
  readonly submissionId: string;
  readonly stage: Row<"submissions">["stage"];
  readonly authorId: string;
  readonly authorName: string;
  readonly status: Row<"submissions">["status"];
  readonly receivedAt: string;
  readonly clockOffsetMs: number;
  readonly flags: Receipt["flags"];
  readonly index: number | null;
  /** Criteria waiting for the lead. */
  readonly pending: readonly string[];
  readonly replaces: { readonly id: string; readonly reason: string } | null;
  readonly replacedBy: string | null;
  /** What the lead said of one that came late. */
  readonly late: { readonly accepted: boolean; readonly reason: string } | null;
  readonly withdrawn: { readonly at: string; readonly reason: string } | null;
  /** By criterion id; every criterion of the form is in it. */
  readonly criteria: ReadonlyMap<string, ScoredCriterion>;
}

/** One inspection for its lead. Before the reveal `current` and `history` are empty: only who is waited for is told, by number. */
export interface InspectionView {
  readonly id: string;
  readonly planId: string;
  readonly kind: string;
  readonly form: v.InferOutput<typeof InspectionForm>;
  readonly visitedOn: string;
  readonly state: Row<"inspections">["state"];
  readonly unit: Unit;
  readonly checklist: Checklist;
  /** It leaves out areas of the plan's checklist: it has no band. */
  readonly partOfAreas: boolean;
  readonly revealed: boolean;
  readonly revealedAt: string | null;
  readonly concluded: { readonly at: string; readonly by: string; readonly byName: string; readonly byScorer: boolean } | null;
  /** An appraised sheet stands. */
  readonly settled: boolean;
  /** Done by one who scored the inspection, because nobody else could. */
  readonly settledByScorer: boolean;
  readonly adjustedByScorer: boolean;
  /** Somebody who did not score it can conclude it. */
  readonly somebodyElse: boolean;
  /** `sent` is `null` before the reveal: who has sent is not told. */
  readonly team: readonly {
    readonly personId: string;
    /** `null`: a surprise inspection came with this position and the lead has not said whose it is. */
    readonly name: string | null;
    readonly position: string;
    readonly scores: boolean;
    readonly excused: { readonly at: string; readonly reason: string } | null;
    readonly sent: boolean | null;
  }[];
  readonly expected: number;
  readonly sent: number;
  /** The mean of the current sheets, hundredths; `null` before the reveal or where a sheet has none. */
  readonly index: number | null;
  /** What a conclusion makes official: the appraised index, else that mean. */
  readonly result: number | null;
  /** What bonus and penalty change of it. */
  readonly adjusted: number;
  /** The unit's own score, and the appraised one: beside the inspectors', never among them. */
  readonly self: Sheet | null;
  readonly appraisal: Sheet | null;
  /** Whose word each appraised figure is, by criterion; `personId`: whose answer was taken. */
  readonly whose: ReadonlyMap<string, { readonly how: AppraisedBy; readonly personId: string | null }>;
  /** The inspectors' sheets that count. */
  readonly current: readonly Sheet[];
  /** Replaced, withdrawn and late sheets of every stage, the newest first. */
  readonly history: readonly Sheet[];
}

export interface UnitPage {
  /** The unit as it is named today. */
  readonly unitId: string;
  /** The unit's inspections of the plan, period and form, the latest first. */
  readonly inspections: readonly {
    readonly id: string;
    readonly visitedOn: string;
    readonly state: string;
    readonly form: string;
    readonly kind: string;
    readonly partOfAreas: boolean;
  }[];
  /** The one that counts, or the one asked for; `null` where the unit was not inspected. */
  readonly inspection: InspectionView | null;
}

export interface UnitPageQuery {
  readonly planId: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly form: FormGroup;
  readonly unitId: string;
  readonly inspectionId?: string;
}

/** Everything about a unit in a plan, a period and a form. `not-found` where the plan lacks the unit. */
export async function loadUnitPage(database: Database, query: UnitPageQuery): Promise<UnitPage> {
  const { read } = database;
  const planned = await read
    .selectFrom("plan_units")
    .select("unit_id")
    .where("plan_id", "=", query.planId)
    .where("unit_id", "=", query.unitId)
    .executeTakeFirst();
  if (!planned) throw new Refusal("not-found");
  const rows = await read
    .selectFrom("inspections")
    .select(["id", "visited_on as visitedOn", "state", "form", "kind", "part_of_areas"])
    .where("plan_id", "=", query.planId)
    .where("unit_id", "=", query.unitId)
    .where("form_group", "=", query.form)
    .where("visited_on", ">=", query.period.from)
    .where("visited_on", "<=", query.period.to)
    .orderBy("visited_on", "desc")
    .orderBy("id", "desc")
    .limit(200)
    .execute();
  const inspections = rows.map(({ part_of_areas, ...row }) => ({ ...row, partOfAreas: Number(part_of_areas) === 1 }));
  const counts = inspections.find(({ id }) => id === query.inspectionId) ?? countingOf(inspections);
  return { unitId: query.unitId, inspections, inspection: counts ? await loadInspection(database, counts.id) : null };
}

/** `not-found` where there is no such inspection. */
export async function loadInspection({ read }: Pick<Database, "read">, id: string): Promise<InspectionView> {
  const checklists = checklistsOf(read);
  const row = await getInspection(read, id);
  const revealed = isRevealed(row);
  const checklist = await checklists.get(row.checklist_id, row.checklist_version);
  const unit = v.parse(StoredUnit, row.unit_snapshot);
  const form = v.parse(InspectionForm, row.form);
  const members = await read
    .selectFrom("positions as p")
    .leftJoin("people as w", "w.id", "p.person_id")
    .selectAll("p")
    .select("w.name")
    .where("p.inspection_id", "=", id)
    .orderBy("p.position")
    .orderBy("w.name")
    .execute();
  const senders = await read
    .selectFrom("summaries")
    .select("author_id")
    .where("inspection_id", "=", id)
    .where("stage", "=", "inspector")
    .execute();
  const sent = new Set(senders.map((sender) => sender.author_id));
  const sheets = revealed ? await loadSheets(read, id, checklist, form, unit.traits) : [];
  const standing = sheets.filter((sheet) => sheet.status === "current");
  const current = standing.filter(({ stage }) => stage === "inspector");
  const mean = meanIndex(current.map(sumOf));
  const appraisal = await read
    .selectFrom("submissions as s")
    .innerJoin("summaries as m", "m.submission_id", "s.id")
    .select(["s.author_id", "m.awarded", "m.max"])
    .where("s.inspection_id", "=", id)
    .where("s.stage", "=", "appraisal")
    .where("s.status", "=", "current")
    .executeTakeFirst();
  const appraised = appraisal && meanIndex([{ awarded: Number(appraisal.awarded), max: Number(appraisal.max) }]);
  const adjustments = await loadAdjustments(read, checklists, id);
  const published = (index: number | null) => (revealed && index !== null ? publishedIndex(index, adjustments) : null);
  const adjusted = await read.selectFrom("inspection_adjustments").select("decided_by").where("inspection_id", "=", id).execute();
  return {
    id,
    planId: row.plan_id,
    kind: row.kind,
    form,
    visitedOn: row.visited_on,
    state: row.state,
    unit,
    checklist,
    partOfAreas: Number(row.part_of_areas) === 1,
    revealed,
    revealedAt: row.revealed_at,
    concluded: row.concluded_at === null ? null : await concludedOf(read, row.concluded_at, row.concluded_by ?? "", sent),
    settled: revealed && appraisal !== undefined,
    settledByScorer: revealed && sent.has(appraisal?.author_id ?? ""),
    adjustedByScorer: revealed && adjusted.some((row) => sent.has(row.decided_by)),
    somebodyElse: await canSomebodyElse(read, id),
    team: members.map((member) => ({
      personId: member.person_id,
      name: member.name,
      position: member.position,
      scores: Number(member.scores) === 1,
      excused: member.excused_at === null ? null : { at: member.excused_at, reason: member.excuse_reason ?? "" },
      sent: revealed ? sent.has(member.person_id) : null,
    })),
    ...(await countSheets(read, id, revealed)),
    index: published(mean),
    result: published(appraised ?? mean),
    adjusted: (published(appraised ?? mean) ?? 0) - (appraised ?? mean ?? 0),
    self: standing.find(({ stage }) => stage === "self") ?? null,
    appraisal: standing.find(({ stage }) => stage === "appraisal") ?? null,
    whose: await loadWhose(read, standing.find(({ stage }) => stage === "appraisal")?.submissionId),
    current: current.map(({ sum: _, ...sheet }) => sheet),
    history: sheets.filter((sheet) => sheet.status !== "current").map(({ sum: _, ...sheet }) => sheet),
  };
}

type SummedSheet = Sheet & { readonly sum: { readonly awarded: number; readonly max: number } };

function sumOf(sheet: SummedSheet): SummedSheet["sum"] {
  return sheet.sum;
}

async function loadSheets(
  read: Kysely<Tables>,
  inspectionId: string,
  checklist: Checklist,
  form: InspectionForm,
  unitTraits: readonly string[],
): Promise<SummedSheet[]> {
  const rows = await read
    .selectFrom("submissions as s")
    .leftJoin("people as w", "w.id", "s.author_id")
    .leftJoin("late_decisions as l", "l.submission_id", "s.id")
    .select(["s.id", "s.stage", "s.author_id", "s.status", "s.content_hash", "s.received_at", "s.receipt", "s.clock_offset_ms"])
    .select(["s.replaced_by", "s.withdrawn_at", "s.withdraw_reason"])
    .select(["w.name", "l.reason as late_reason", "l.accepted as late_accepted", "l.blind as late_blind"])
    .where("s.inspection_id", "=", inspectionId)
    .orderBy("s.position", "desc")
    .execute();
  const decisions = await read
    .selectFrom("not_applicable_decisions as d")
    .innerJoin("submissions as s", "s.id", "d.submission_id")
    .leftJoin("people as w", "w.id", "d.decided_by")
    .selectAll("d")
    .select("w.name")
    .where("s.inspection_id", "=", inspectionId)
    .execute();
  const documents = await loadDocuments(read, rows);
  return rows.flatMap((row): SummedSheet[] => {
    const submission = documents.get(row.id);
    if (!submission) return [];
    const own = new Map(
      decisions.filter((decision) => decision.submission_id === row.id).map((decision) => [decision.criterion_id, decision]),
    );
    const approvedNotApplicable = new Set(
      [...own.values()].filter((decision) => Number(decision.approved) === 1).map((decision) => decision.criterion_id),
    );
    const score = scoreKept(submission, { checklist, form, unitTraits, approvedNotApplicable });
    const scores = new Map(score.criteria.map((one) => [one.criterion.id, one]));
    const criteria = new Map<string, ScoredCriterion>();
    for (const { id } of criteriaOf(checklist, form)) {
      const entry = Object.hasOwn(submission.entries, id) ? submission.entries[id] : undefined;
      const decision = own.get(id);
      criteria.set(id, {
        state: scores.get(id)?.state ?? "notScored",
        points: scores.get(id)?.points ?? null,
        maxPoints: scores.get(id)?.maxPoints ?? null,
        answer: entry?.answer ?? null,
        knockedOut: entry?.knockedOut ?? false,
        note: entry?.note ?? "",
        evidence: entry?.evidence ?? [],
        decision: decision
          ? {
              approved: Number(decision.approved) === 1,
              reason: decision.reason,
              decidedBy: decision.name ?? decision.decided_by,
              decidedAt: decision.decided_at,
            }
          : null,
      });
    }
    const sheet = {
      submissionId: row.id,
      stage: row.stage,
      authorId: row.author_id,
      authorName: row.name ?? row.author_id,
      status: row.status,
      receivedAt: row.received_at,
      clockOffsetMs: Number(row.clock_offset_ms),
      flags: flagsOf(v.parse(StoredReceipt, row.receipt).flags, row.late_blind !== null && Number(row.late_blind) === 0),
      late: row.late_reason === null ? null : { accepted: Number(row.late_accepted) === 1, reason: row.late_reason },
      index: score.index,
      pending: score.pending,
      replaces: submission.replaces ?? null,
      replacedBy: row.replaced_by,
      withdrawn: row.withdrawn_at === null ? null : { at: row.withdrawn_at, reason: row.withdraw_reason ?? "" },
      criteria,
      sum: { awarded: score.awarded, max: score.max },
    };
    return [sheet];
  });
}

/** Of no appraisal nothing. */
async function loadWhose(read: Kysely<Tables>, appraisalId: string | undefined): Promise<InspectionView["whose"]> {
  if (appraisalId === undefined) return new Map();
  const rows = await read.selectFrom("appraised_criteria").selectAll().where("submission_id", "=", appraisalId).execute();
  return new Map(rows.map((row) => [row.criterion_id, { how: v.parse(AppraisedBy, row.how), personId: row.person_id }]));
}

/** A late sheet that was accepted after the reveal is not blind, whenever it was sent. */
function flagsOf(flags: Receipt["flags"], acceptedRevealed: boolean): Receipt["flags"] {
  return acceptedRevealed && !flags.includes("replacesRevealed") ? [...flags, "replacesRevealed"] : flags;
}

async function concludedOf(
  read: Kysely<Tables>,
  at: string,
  by: string,
  authors: ReadonlySet<string>,
): Promise<InspectionView["concluded"]> {
  const person = await read.selectFrom("people").select("name").where("id", "=", by).executeTakeFirst();
  return { at, by, byName: person?.name ?? by, byScorer: authors.has(by) };
}
