import type { Kysely } from "kysely";
import * as v from "valibot";
import type { Checklist, Criterion } from "../../../shared/checklists/checklist.ts";
import type { LateBeside } from "../../../shared/decisions/decisions.ts";
import type { Explanation } from "../../../shared/decisions/explanation.ts";
import type { IndexRange } from "../../../shared/decisions/settling.ts";
import { fraction, mean, roundHalfUp } from "../../../shared/points.ts";
import { Refusal } from "../../../shared/problem.ts";
import type { InspectionAdjustments } from "../../../shared/results/adjustments.ts";
import type { InspectionAgreement } from "../../../shared/results/agreement.ts";
import type { Entry } from "../../../shared/sheets/answer.ts";
import { type CriterionScore, contradicts, meanIndex } from "../../../shared/sheets/scoring.ts";
import { checklistsOf } from "../../checklists/checklists.ts";
import type { Database } from "../../database/open.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { loadExplanations } from "../../decisions/explanations.ts";
import { loadLateBeside } from "../../decisions/late.ts";
import { isLeft, loadSettling, runningRange, type SettlingCriterion, type SettlingNow } from "../../decisions/settling.ts";
import type { StageSheet } from "../../decisions/stage-sheets.ts";
import { loadAdjustments } from "../../inspections/adjustments.ts";
import { getInspection } from "../../inspections/inspections.ts";
import { canSomebodyElse, positionOf } from "../../inspections/scorers.ts";
import { isRevealed, loadMark } from "../../inspections/states.ts";
import { StoredUnit } from "../../inspections/stored-sheets.ts";
import { tagOf } from "../../ledger/content-tag.ts";
import { loadInspectionAgreement } from "../../results/figures-agreement.ts";
import { loadSenders, type Sender } from "../senders.ts";

/** Who looks, and whether as a lead. */
export interface SettleReader {
  readonly personId: string;
  readonly lead: boolean;
}

/** What of the page is open. */
export interface SettleAsk {
  readonly criterion: string | null;
}

/** A sheet of the unit or an inspector, as it stands beside the others. */
export interface SettleSheet {
  readonly submissionId: string;
  readonly authorId: string;
  readonly name: string;
  readonly at: string;
  readonly index: number | null;
  /** Nothing of it waits for a decision, and enough applies: it has a rating then. */
  readonly isRated: boolean;
  readonly areas: readonly { readonly area: string; readonly index: number | null }[];
  readonly blind: boolean;
  /** Why it was given back, while it is. */
  readonly returned: string | null;
  readonly scores: ReadonlyMap<string, CriterionScore>;
  readonly entries: Readonly<Record<string, Entry>>;
}

/** One criterion of the page. */
export interface SettleRow extends SettlingCriterion {
  readonly left: boolean;
  /** The greatest distance between two of the sheets, in hundredths of a percent of the maximum. */
  readonly apart: number;
  /** How many of the sheets say that it does not apply. */
  readonly dropped: number;
  /** Whose “not applicable” waits. */
  readonly pending: readonly string[];
  /** A number check fails in one of the sheets. */
  readonly contradicts: boolean;
  /** The mean of the sheets; `null` where not all of them give points. */
  readonly mean: number | null;
}

export interface Happened {
  readonly at: string;
  readonly action: string;
  readonly name: string;
  readonly reason: string | null;
  /** The criterion and what it came to, where one was decided. */
  readonly criterion: string | null;
  readonly to: { readonly how: string; readonly points: number | null } | null;
}

export interface SettleHead {
  readonly id: string;
  readonly planId: string;
  readonly unitId: string;
  readonly unitName: string;
  readonly kind: string;
  readonly form: string;
  readonly visitedOn: string;
  readonly checklist: Checklist;
  readonly state: Row<"inspections">["state"];
}

/** Before the reveal: who has sent, told to leads alone. */
export interface BlindView extends SettleHead {
  readonly revealed: false;
  readonly team: readonly Sender[] | null;
}

export interface SettleView extends SettleHead {
  readonly revealed: true;
  /** What `loadPulse` said before the rest was read. */
  readonly pulse: string;
  /** Whether the reader may press anything, and if not, why. */
  readonly may: "yes" | "byScorer" | "scorer" | "secretary" | "concluded";
  readonly self: SettleSheet | null;
  readonly sheets: readonly SettleSheet[];
  readonly rows: readonly SettleRow[];
  /** Criteria that do not apply to such a unit. */
  readonly without: readonly Criterion[];
  /** What is left, in the order in which it is decided. */
  readonly queue: readonly SettleRow[];
  readonly open: SettleRow | null;
  readonly agreement: InspectionAgreement;
  readonly meanIndex: number | null;
  /** Of the appraised sheet that stands. */
  readonly appraisedIndex: number | null;
  readonly range: IndexRange | null;
  readonly explanations: readonly Explanation[];
  readonly adjustments: InspectionAdjustments;
  /** Names the adjustments as they were read. */
  readonly adjustmentsTag: string;
  readonly late: readonly LateBeside[];
  readonly history: readonly Happened[];
  /** The criterion that this reader has decided last, and that still stands so. */
  readonly last: string | null;
}

const leftFirst = ["open", "changed", "reopened"];

/** Everything on the page of settling. `not-found` for one who neither leads nor is its secretary. */
export async function loadSettleView(
  { read }: Pick<Database, "read">,
  inspectionId: string,
  reader: SettleReader,
  ask: SettleAsk,
): Promise<BlindView | SettleView> {
  const inspection = await getInspection(read, inspectionId);
  const position = await positionOf(read, inspectionId, reader.personId);
  if (!reader.lead && position !== "secretary") throw new Refusal("not-found");
  const head = await headOf(read, inspection);
  if (!isRevealed(inspection))
    return { ...head, revealed: false, team: reader.lead ? (await loadSenders(read, inspectionId)).filter(({ scores }) => scores) : null };
  const pulse = await loadPulse(read, inspectionId, reader);
  const settling = await loadSettling(read, inspection);
  const sheets = await shownSheets(read, inspection, settling);
  const rows = settling.criteria.map((one) =>
    rowOf(
      one,
      settling.sheets.filter(({ stage }) => stage === "inspector"),
    ),
  );
  const queue = rows.filter(({ left }) => left).sort(byDispute);
  const adjustments = await loadAdjustments(read, checklistsOf(read), inspectionId);
  const own = rows.filter(({ state, choice }) => state === "decided" && choice?.by === reader.personId);
  const last = own.reduce<SettleRow | undefined>((a, b) => (a && (a.choice?.at ?? "") >= (b.choice?.at ?? "") ? a : b), undefined);
  const inspectors = sheets.filter(({ stage }) => stage === "inspector");
  const ids = new Set(rows.map(({ criterion }) => criterion.id));
  return {
    ...head,
    revealed: true,
    pulse,
    may: await mayDecide(
      read,
      inspection,
      reader,
      position,
      inspectors.some(({ authorId }) => authorId === reader.personId),
    ),
    self: sheets.find(({ stage }) => stage === "self") ?? null,
    sheets: inspectors,
    rows,
    without: (inspectors[0] ? [...inspectors[0].scores.values()] : []).map(({ criterion }) => criterion).filter(({ id }) => !ids.has(id)),
    queue,
    open: rows.find(({ criterion }) => criterion.id === ask.criterion) ?? queue[0] ?? rows[0] ?? null,
    agreement: await loadInspectionAgreement({ read }, inspectionId),
    meanIndex: meanIndex(settling.sheets.filter(({ stage }) => stage === "inspector").map(({ score }) => score)),
    appraisedIndex: settling.sheets.find(({ stage }) => stage === "appraisal")?.score.index ?? null,
    range: runningRange(settling),
    explanations: await loadExplanations(read, inspectionId),
    adjustments,
    adjustmentsTag: tagOf(adjustments),
    late: (await loadLateBeside(read, inspectionId)).filter(({ decision }) => decision === null),
    history: await loadRecent(read, inspectionId),
    last: last?.criterion.id ?? null,
  };
}

/** What changes with everything that is decided or sent: the same as long as the page need not be drawn again. `not-found` as above. */
export async function loadPulse(read: Kysely<Tables>, inspectionId: string, reader: SettleReader): Promise<string> {
  if (!reader.lead && (await positionOf(read, inspectionId, reader.personId)) !== "secretary") throw new Refusal("not-found");
  return await loadMark(read, inspectionId);
}

async function headOf(read: Kysely<Tables>, inspection: Row<"inspections">): Promise<SettleHead> {
  const { id, plan_id: planId, unit_id: unitId, kind, form, visited_on: visitedOn, state } = inspection;
  const checklist = await checklistsOf(read).get(inspection.checklist_id, inspection.checklist_version);
  return { id, planId, unitId, unitName: v.parse(StoredUnit, inspection.unit_snapshot).name, kind, form, visitedOn, checklist, state };
}

async function mayDecide(
  read: Kysely<Tables>,
  { id, state }: Row<"inspections">,
  { personId, lead }: SettleReader,
  position: string | undefined,
  scores: boolean,
): Promise<SettleView["may"]> {
  if (!lead || position === "secretary") return "secretary";
  if (state === "concluded") return "concluded";
  if (!scores) return "yes";
  return (await canSomebodyElse(read, id, personId)) ? "scorer" : "byScorer";
}

async function shownSheets(read: Kysely<Tables>, { id, revealed_at }: Row<"inspections">, { sheets }: SettlingNow) {
  const returns = await read.selectFrom("returns").select(["submission_id", "reason"]).where("inspection_id", "=", id).execute();
  const reasons = new Map(returns.map((row) => [row.submission_id, row.reason]));
  return sheets.map((sheet) => ({
    stage: sheet.stage,
    submissionId: sheet.id,
    authorId: sheet.authorId,
    name: sheet.authorName,
    at: sheet.receivedAt,
    index: sheet.score.index,
    isRated: sheet.score.pending.length === 0 && sheet.score.enoughApplicable,
    areas: sheet.score.areas,
    blind: !sheet.replacesRevealed && (sheet.stage === "inspector" || revealed_at === null || sheet.receivedAt <= revealed_at),
    returned: reasons.get(sheet.id) ?? null,
    scores: new Map(sheet.score.criteria.map((one) => [one.criterion.id, one])),
    entries: sheet.submission.entries,
  }));
}

function rowOf(one: SettlingCriterion, inspectors: readonly StageSheet[]): SettleRow {
  const { id, maxPoints } = one.criterion;
  const scores = inspectors.map((sheet) => ({ sheet, score: sheet.score.criteria.find(({ criterion }) => criterion.id === id) }));
  const points = scores.flatMap(({ score }) => (score?.state === "scored" && score.points !== null ? [score.points] : []));
  const pending = scores.filter(({ score }) => score?.state === "notApplicablePending").map(({ sheet }) => sheet.authorId);
  const middle = points.length === inspectors.length ? mean(points.map((value) => fraction(value, 1))) : undefined;
  const spread = points.length < 2 ? 0 : Math.max(...points) - Math.min(...points);
  return {
    ...one,
    left: isLeft(one),
    apart: roundHalfUp(fraction(spread * 10_000, maxPoints)),
    dropped: inspectors.length - points.length,
    pending,
    contradicts: inspectors.some(({ submission }) => {
      const answer = submission.entries[id]?.answer;
      return answer !== null && answer !== undefined && contradicts(one.criterion, answer);
    }),
    mean: middle ? roundHalfUp(middle) : null,
  };
}

/** The share of the maximum in dispute first, then what may not apply; else as the checklist has it. */
function byDispute(a: SettleRow, b: SettleRow): number {
  return Number(a.dropped > 0) - Number(b.dropped > 0) || b.apart - a.apart || leftFirst.indexOf(a.state) - leftFirst.indexOf(b.state);
}

const mostHistory = 40;

const Changes = v.array(v.object({ field: v.string(), to: v.unknown() }));
const Word = v.object({ how: v.string(), points: v.nullable(v.number()) });

/** What happened last, the newest first. */
async function loadRecent(read: Kysely<Tables>, inspectionId: string): Promise<Happened[]> {
  const rows = await read
    .selectFrom("inspection_history as h")
    .leftJoin("people as p", "p.id", "h.actor_id")
    .select(["h.at", "h.action", "h.actor_id", "h.reason", "h.changes", "p.name"])
    .where("h.inspection_id", "=", inspectionId)
    .orderBy("h.at", "desc")
    .orderBy("h.id", "desc")
    .limit(mostHistory)
    .execute();
  const sheets = await read
    .selectFrom("submissions as s")
    .leftJoin("people as p", "p.id", "s.author_id")
    .select(["s.received_at", "s.author_id", "s.stage", "p.name"])
    .where("s.inspection_id", "=", inspectionId)
    .where("s.stage", "<>", "appraisal")
    .orderBy("s.position", "desc")
    .limit(mostHistory)
    .execute();
  const nothing = { reason: null, criterion: null, to: null };
  const sent = sheets.map((row) => ({ ...nothing, at: row.received_at, action: `sent.${row.stage}`, name: row.name ?? row.author_id }));
  const happened = rows.map((row): Happened => {
    const changes = v.safeParse(Changes, JSON.parse(row.changes));
    const change = changes.success ? changes.output.find(({ field }) => /\.(choice|explanation)$/.test(field)) : undefined;
    const word = v.safeParse(Word, change?.to);
    return {
      at: row.at,
      action: row.action,
      name: row.name ?? row.actor_id,
      reason: row.reason,
      criterion: change ? change.field.replace(/\.\w+$/, "") : null,
      to: word.success ? word.output : null,
    };
  });
  return [...happened, ...sent].sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1)).slice(0, mostHistory);
}
