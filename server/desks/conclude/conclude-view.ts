import type { Kysely } from "kysely";
import * as v from "valibot";
import { type Band, type Checklist, InspectionForm } from "../../../shared/checklists/checklist.ts";
import type { MinutesStand } from "../../../shared/documents/document.ts";
import { publishedIndex } from "../../../shared/results/adjustments.ts";
import { bandOf, meanIndex } from "../../../shared/sheets/scoring.ts";
import type { Bilingual } from "../../../shared/text.ts";
import { checklistsOf } from "../../checklists/checklists.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { countLateOpen, countPending, countReturned, countUnsettled } from "../../decisions/open-questions.ts";
import { loadSettling, type SettlingNow } from "../../decisions/settling.ts";
import type { StageSheet } from "../../decisions/stage-sheets.ts";
import { countOutstanding } from "../../evidence/listed-evidence.ts";
import { loadInspectionFindings } from "../../findings/finding-list.ts";
import { type FindingView, withSurroundings } from "../../findings/finding-views.ts";
import { loadAdjustments } from "../../inspections/adjustments.ts";
import { lacksMinutes, minutesStandOf } from "../../inspections/minutes-stand.ts";
import { canSomebodyElse, positionOf } from "../../inspections/scorers.ts";
import { loadMark } from "../../inspections/states.ts";
import { StoredUnit } from "../../inspections/stored-sheets.ts";
import { loadLimits } from "../../plans/limits.ts";

/** What keeps an inspection from being concluded; each has a place where it is decided. */
export interface OpenQuestion {
  readonly what: "returned" | "notApplicable" | "differences" | "late" | "minutes" | "scorer" | "secretary";
  readonly count: number;
}

/** What does not keep it from being concluded, and will be printed. */
export type Known =
  | { readonly what: "reopened"; readonly criterion: string; readonly name: string; readonly reason: string; readonly at: string }
  | { readonly what: "replaced" | "notBlind" | "lateAccepted"; readonly name: string; readonly reason: string }
  | { readonly what: "excused"; readonly name: string; readonly reason: string }
  | { readonly what: "settledByScorer" | "concludesAsScorer" };

/** One area, as each sheet and the conclusion have it. */
interface AreaLine {
  readonly title: Bilingual;
  /** In the order of `columns`. */
  readonly figures: readonly (number | null)[];
  readonly result: number | null;
}

export interface ConcludeView {
  readonly id: string;
  readonly planId: string;
  readonly unitId: string;
  readonly formGroup: string;
  readonly unitName: string;
  readonly kind: string;
  readonly form: InspectionForm;
  readonly visitedOn: string;
  readonly checklist: Checklist;
  /** Published: with bonus and penalty. `null`, like every figure of the result, while settling is not finished. */
  readonly index: number | null;
  readonly criteriaIndex: number | null;
  readonly bonus: number;
  readonly penalty: number;
  readonly band: Band | null;
  readonly from: "appraisal" | "mean" | "one" | "unsettled";
  /** Self-score first, where there is one. */
  readonly columns: readonly { readonly name: string; readonly self: boolean }[];
  readonly areas: readonly AreaLine[];
  readonly notApplicable: readonly string[];
  readonly open: readonly OpenQuestion[];
  /** Files that sheets list and that have not come. */
  /** What the page shows is so (`loadMark`). */
  readonly mark: string;
  readonly outstanding: number;
  readonly minutes: MinutesStand;
  readonly known: readonly Known[];
  readonly criteria: number;
  readonly decided: number;
  /** By whom the decisions are. */
  readonly deciders: readonly string[];
  readonly evidence: number;
  readonly findings: readonly FindingView[];
  /** Days to remedy from the notice on. */
  readonly remedies: number;
}

/** All that the page of the conclusion says. Whether the inspection is revealed and not concluded, the caller asks. */
export async function loadConcludeView(
  read: Kysely<Tables>,
  inspection: Row<"inspections">,
  personId: string,
  now: Date,
): Promise<ConcludeView> {
  const { id, plan_id: planId } = inspection;
  const settling = await loadSettling(read, inspection);
  const { checklist } = settling.context;
  const inspectors = settling.sheets.filter(({ stage }) => stage === "inspector");
  const appraised = settling.sheets.find(({ stage }) => stage === "appraisal");
  // What differs has no index before it is settled, only a range.
  const unsettled = countUnsettled(settling) > 0;
  const counted = appraised ? [appraised] : unsettled ? [] : inspectors;
  const self = settling.sheets.find(({ stage }) => stage === "self");
  const { bonus, penalty } = await loadAdjustments(read, checklistsOf(read), id);
  const criteriaIndex = meanIndex(counted.map(({ score }) => score));
  const index = criteriaIndex === null ? null : publishedIndex(criteriaIndex, { bonus, penalty });
  const scored = inspectors.some(({ authorId }) => authorId === personId);
  const alone = scored && !(await canSomebodyElse(read, id, personId));
  const findings = await loadInspectionFindings(read, id, { personId, as: "lead" }, now);
  const choices = settling.criteria.filter(({ state }) => state === "decided");
  const shown = self ? [self, ...inspectors] : inspectors;
  return {
    ...{
      id,
      planId,
      unitId: inspection.unit_id,
      formGroup: inspection.form_group,
      kind: inspection.kind,
      form: v.parse(InspectionForm, inspection.form),
    },
    ...{ unitName: v.parse(StoredUnit, inspection.unit_snapshot).name, visitedOn: inspection.visited_on, checklist },
    ...{ index, criteriaIndex, bonus, penalty, band: index === null ? null : (bandOf(checklist.bands, index) ?? null) },
    from: unsettled ? "unsettled" : appraised ? "appraisal" : inspectors.length > 1 ? "mean" : "one",
    columns: shown.map(({ authorName, stage }) => ({ name: authorName, self: stage === "self" })),
    areas: checklist.areas.map(({ id: area, title }) => ({
      title,
      figures: shown.map((sheet) => areaIndex([sheet], area)),
      result: areaIndex(counted, area),
    })),
    notApplicable: droppedIn(counted),
    mark: await loadMark(read, id),
    open: await loadOpen(read, inspection, settling, await whyNot(read, id, personId, scored && !alone)),
    outstanding: await countOutstanding(read, id),
    minutes: await minutesStandOf(read, id),
    known: await loadKnown(read, id, settling, appraised, alone),
    criteria: settling.criteria.length,
    decided: choices.length,
    deciders: [...new Set(choices.flatMap(({ choice }) => choice?.byName ?? []))],
    evidence: inspectors.reduce((sum, { submission }) => sum + evidenceIn(submission.entries), 0),
    findings: await withSurroundings(read, findings.raised, now),
    remedies: (await loadLimits(read, planId)).remedies,
  };
}

function evidenceIn(entries: StageSheet["submission"]["entries"]): number {
  return Object.values(entries).reduce((sum, { evidence }) => sum + evidence.length, 0);
}

function areaIndex(sheets: readonly StageSheet[], area: string): number | null {
  const own = sheets.map(({ score }) => score.areas.find((one) => one.area === area));
  return meanIndex(own.map((one) => one ?? { awarded: 0, max: 0 }));
}

function droppedIn(sheets: readonly StageSheet[]): string[] {
  const dropped = sheets.flatMap(({ score }) => score.criteria.filter(({ state }) => state === "notApplicable"));
  return [...new Set(dropped.map(({ criterion }) => criterion.id))];
}

/** What keeps this lead from concluding. */
async function whyNot(read: Kysely<Tables>, id: string, personId: string, scorer: boolean): Promise<"scorer" | "secretary" | undefined> {
  if ((await positionOf(read, id, personId)) === "secretary") return "secretary";
  return scorer ? "scorer" : undefined;
}

/** What is still to be decided, in the order in which it is. */
async function loadOpen(
  read: Kysely<Tables>,
  inspection: Row<"inspections">,
  settling: SettlingNow,
  kept: "scorer" | "secretary" | undefined,
): Promise<OpenQuestion[]> {
  const { id } = inspection;
  const open: OpenQuestion[] = [
    { what: "returned", count: await countReturned(read, id) },
    { what: "notApplicable", count: await countPending(read, id) },
    { what: "differences", count: countUnsettled(settling) },
    { what: "late", count: await countLateOpen(read, id) },
    { what: "minutes", count: Number(await lacksMinutes(read, inspection)) },
    ...(kept ? [{ what: kept, count: 1 }] : []),
  ];
  return open.filter(({ count }) => count > 0);
}

async function loadKnown(
  read: Kysely<Tables>,
  inspectionId: string,
  { sheets }: SettlingNow,
  appraised: StageSheet | undefined,
  concludesAsScorer: boolean,
): Promise<Known[]> {
  const reopened = await read
    .selectFrom("settling_choices as c")
    .leftJoin("people as p", "p.id", "c.decided_by")
    .select(["c.criterion_id", "c.reason", "c.decided_by", "c.decided_at", "p.name"])
    .where("c.inspection_id", "=", inspectionId)
    .where("c.how", "=", "reopened")
    .orderBy("c.decided_at")
    .execute();
  const excused = await read
    .selectFrom("positions as p")
    .leftJoin("people as w", "w.id", "p.person_id")
    .select(["p.person_id", "p.excuse_reason", "w.name"])
    .where("p.inspection_id", "=", inspectionId)
    .where("p.excused_at", "is not", null)
    .execute();
  const settled = await read
    .selectFrom("appraisals")
    .select("by_scorer")
    .where("submission_id", "=", appraised?.id ?? "")
    .executeTakeFirst();
  const inspectors = sheets.filter(({ stage }) => stage === "inspector");
  return [
    ...reopened.map((row) => ({
      ...{ what: "reopened" as const, criterion: row.criterion_id, name: row.name ?? row.decided_by },
      ...{ reason: row.reason ?? "", at: row.decided_at },
    })),
    ...inspectors.flatMap(({ authorName: name, submission, replacesRevealed, late }): Known[] => [
      ...(submission.replaces
        ? [{ what: replacesRevealed ? ("notBlind" as const) : ("replaced" as const), name, reason: submission.replaces.reason }]
        : []),
      ...(late ? [{ what: "lateAccepted" as const, name, reason: late.reason }] : []),
    ]),
    ...excused.map((row) => ({ what: "excused" as const, name: row.name ?? row.person_id, reason: row.excuse_reason ?? "" })),
    ...(Number(settled?.by_scorer ?? 0) === 1 ? [{ what: "settledByScorer" as const }] : []),
    ...(concludesAsScorer ? [{ what: "concludesAsScorer" as const }] : []),
  ];
}
