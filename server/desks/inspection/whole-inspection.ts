import type { Kysely } from "kysely";
import { type Checklist, type Criterion, criteriaOf } from "../../../shared/checklists/checklist.ts";
import { uncorrected } from "../../../shared/decisions/correction.ts";
import type { Explanation } from "../../../shared/decisions/explanation.ts";
import { Refusal } from "../../../shared/problem.ts";
import type { Database } from "../../database/open.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { loadCorrections } from "../../decisions/corrections/corrections.ts";
import { loadExplanations } from "../../decisions/explanations.ts";
import { loadObjections } from "../../decisions/objections.ts";
import { getInspection } from "../../inspections/inspections.ts";
import { positionOf } from "../../inspections/scorers.ts";
import { isRevealed } from "../../inspections/states.ts";
import { type InspectionView, loadInspection, type ScoredCriterion, type Sheet } from "../inspection-view.ts";
import { loadSenders, type Sender } from "../senders.ts";
import { type Happened, loadHappened } from "./happened.ts";

/** Who looks, and whether as a lead. */
export interface InspectionReader {
  readonly personId: string;
  readonly lead: boolean;
}

/** What of the page is asked for by its address. */
export interface InspectionAsk {
  readonly order: "differs" | "area";
  /** The criterion that is open. */
  readonly criterion: string | null;
  /** The sheet whose evidence at that criterion is listed whole. */
  readonly evidenceOf: string | null;
  /** The whole history. */
  readonly history: boolean;
}

/** Before the reveal: to a lead who has sent and when, to everybody else themselves alone. */
export interface BlindInspection {
  readonly revealed: false;
  readonly id: string;
  readonly head: Pick<InspectionView, "kind" | "form" | "visitedOn" | "unit" | "checklist" | "state">;
  readonly lead: boolean;
  readonly team: readonly Sender[];
  readonly position: Row<"positions">["position"] | null;
}

/** One criterion with all that was given for it. */
export interface CriterionRow {
  readonly criterion: Criterion;
  /** The sheets do not all say the same. */
  readonly differs: boolean;
  /** The greatest distance between two of them, in hundredths of a percent of the maximum. */
  readonly apart: number;
  readonly evidence: { readonly quotes: number; readonly pictures: number; readonly files: number };
}

/** Everything of an inspection that is revealed. */
export interface WholeInspection {
  readonly revealed: true;
  readonly inspection: InspectionView;
  readonly lead: boolean;
  readonly position: Row<"positions">["position"] | null;
  /** In the order of the checklist. */
  readonly rows: readonly CriterionRow[];
  /** Those that differ, the widest first. */
  readonly differing: readonly CriterionRow[];
  readonly happened: readonly Happened[];
  /** What the unit was asked, and answered; it changes no sheet. */
  readonly explanations: readonly Explanation[];
  /** By the sheet: when it was given back, and why; nothing of one that was answered since. */
  readonly returned: ReadonlyMap<string, { readonly at: string; readonly reason: string }>;
  /** After the conclusion: objections not answered, accepted and not corrected, corrections not approved; told to leads alone. */
  readonly asked: Readonly<Record<"objections" | "accepted" | "correct", number>>;
}

/** `not-found` for one who neither leads nor is of its team. */
export async function loadWholeInspection(
  { read }: Pick<Database, "read">,
  id: string,
  { personId, lead }: InspectionReader,
): Promise<BlindInspection | WholeInspection> {
  const row = await getInspection(read, id);
  const position = (await positionOf(read, id, personId)) ?? null;
  if (!lead && position === null) throw new Refusal("not-found");
  const inspection = await loadInspection({ read }, id);
  if (!isRevealed(row)) {
    const { kind, form, visitedOn, unit, checklist, state } = inspection;
    const team = await loadSenders(read, id, lead ? undefined : personId);
    return { revealed: false, id, head: { kind, form, visitedOn, unit, checklist, state }, lead, team, position };
  }
  const rows = rowsOf(inspection);
  return {
    revealed: true,
    inspection,
    lead,
    position,
    rows,
    differing: rows.filter(({ differs }) => differs).sort((a, b) => b.apart - a.apart),
    happened: await loadHappened(read, row, inspection),
    explanations: await loadExplanations(read, id),
    returned: await loadReturned(read, id),
    asked: lead && row.state === "concluded" ? await loadAsked(read, id) : { objections: 0, accepted: 0, correct: 0 },
  };
}

async function loadAsked(read: Kysely<Tables>, id: string): Promise<WholeInspection["asked"]> {
  const open = (all: readonly { readonly answer: object | null }[]) => all.filter(({ answer }) => answer === null).length;
  const [objections, corrections] = [await loadObjections(read, id), await loadCorrections(read, id)];
  const accepted = uncorrected(objections, corrections).length;
  return { objections: open(objections), correct: open(corrections), accepted };
}

async function loadReturned(read: Kysely<Tables>, inspectionId: string): Promise<WholeInspection["returned"]> {
  const rows = await read
    .selectFrom("returns")
    .select(["submission_id", "returned_at", "reason"])
    .where("inspection_id", "=", inspectionId)
    .execute();
  return new Map(rows.map((row) => [row.submission_id, { at: row.returned_at, reason: row.reason }]));
}

function rowsOf(inspection: InspectionView): CriterionRow[] {
  const { checklist, form, current, self } = inspection;
  return byArea(checklist, criteriaOf(checklist, form)).map((criterion) => {
    const given = current.map(({ criteria }) => criteria.get(criterion.id));
    const said = new Set(given.map(wordOn));
    return {
      criterion,
      differs: said.size > 1,
      apart: apartOf(criterion, given),
      evidence: countOf(criterion.id, [...(self ? [self] : []), ...current]),
    };
  });
}

function byArea(checklist: Checklist, criteria: readonly Criterion[]): Criterion[] {
  return checklist.areas.flatMap(({ id }) => criteria.filter(({ area }) => area === id));
}

/** What a sheet comes to at a criterion. */
function wordOn(score: ScoredCriterion | undefined): string {
  return score?.state === "scored" ? String(score.points) : (score?.state ?? "notScored");
}

/** Where one gives points and another none, all of it is in dispute. */
function apartOf({ maxPoints }: Criterion, given: readonly (ScoredCriterion | undefined)[]): number {
  if (new Set(given.map(wordOn)).size < 2) return 0;
  const points = given.flatMap((score) => (score?.state === "scored" && score.points !== null ? [score.points] : []));
  if (points.length < given.length || maxPoints === 0) return 10_000;
  return Math.round(((Math.max(...points) - Math.min(...points)) * 10_000) / maxPoints);
}

function countOf(criterionId: string, sheets: readonly Sheet[]): CriterionRow["evidence"] {
  const all = sheets.flatMap(({ criteria }) => criteria.get(criterionId)?.evidence ?? []);
  const files = all.filter((one) => one.type === "file");
  const pictures = files.filter(({ mediaType }) => mediaType.startsWith("image/")).length;
  return { quotes: all.length - files.length, pictures, files: files.length - pictures };
}
