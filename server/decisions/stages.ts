import type { Kysely } from "kysely";
import * as v from "valibot";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { AppraisedBy, type Deviations, type Stages } from "../../shared/decisions/appraisal.ts";
import type { Conclusion } from "../../shared/decisions/conclusion.ts";
import { Refusal } from "../../shared/problem.ts";
import { meanIndex, type SheetContext } from "../../shared/sheets/scoring.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { isKnownToUnit } from "../inspections/known-to-unit.ts";
import { countSheets, isRevealed } from "../inspections/states.ts";
import { StoredPoints } from "../inspections/stored-sheets.ts";
import { loadLateBeside } from "./late.ts";
import { loadSheetContext, loadStageSheets, type StageSheet } from "./stage-sheets.ts";
import { loadConclusion } from "./unit-conclusion.ts";

/** Who asks: a lead, an inspector of the team, or an account of the unit. */
export interface StagesReader {
  readonly personId: string;
  readonly as: "inspector" | "lead" | "unit";
}

/**
 * Every stage side by side. Before the reveal there are no sheets in it, for nobody; a unit sees its own and the conclusion, once there is
 * one. `not-found` for an inspector of another team, for another unit, and for one that does not know of it.
 */
export async function loadStages({ read }: Database, inspectionId: string, reader: StagesReader): Promise<Stages> {
  const checklists = checklistsOf(read);
  const inspection = await read.selectFrom("inspections").selectAll().where("id", "=", inspectionId).executeTakeFirst();
  if (!inspection || !(await concerns(read, inspection, reader))) throw new Refusal("not-found");
  const shown = reader.as === "unit" ? inspection.state === "concluded" : isRevealed(inspection);
  const unsaid = { settledByScorer: null, concludedByScorer: null, sheets: [], late: [], criteria: [], deviation: null, conclusion: null };
  const counted = reader.as === "lead" ? await countSheets(read, inspectionId, shown) : undefined;
  const counts = { sheetsExpected: counted?.expected ?? null, sheetsSent: counted?.sent ?? null };
  const head = { inspectionId, unitId: inspection.unit_id, revealed: shown, ...counts };
  if (!shown) {
    // "submitted" and "returned" would tell a unit how far the inspectors are.
    const state = reader.as === "unit" ? "open" : inspection.state;
    return { ...head, ...unsaid, state };
  }
  const context = await loadSheetContext(checklists, inspection);
  const sheets = await loadStageSheets(read, inspectionId, context);
  if (reader.as === "unit") {
    const conclusion = await loadConclusion(read, inspection, sheets, context);
    return { ...head, ...unsaid, ...ofUnit(sheets, context, conclusion), state: inspection.state, conclusion };
  }
  const returns = await read.selectFrom("returns").selectAll().where("inspection_id", "=", inspectionId).execute();
  const appraised = sheets.find(({ stage }) => stage === "appraisal");
  const { byScorer, whose } = await loadAppraisal(read, appraised?.id);
  const self = sheets.find(({ stage }) => stage === "self");
  const inspectors = new Set(sheets.filter(({ stage }) => stage === "inspector").map(({ authorId }) => authorId));
  return {
    ...head,
    state: inspection.state,
    settledByScorer: byScorer,
    concludedByScorer: inspection.concluded_by === null ? null : inspectors.has(inspection.concluded_by),
    sheets: sheets.map((sheet) => shownSheet(sheet, inspection, returns)),
    late: await loadLateBeside(read, inspectionId),
    criteria: criteriaOf(context.checklist, context.form).map(({ id, area, maxPoints }) => ({
      ...{ criterion: id, area, maxPoints },
      given: sheets.map((sheet) => givenOn(sheet, id, sheet === appraised ? whose.get(id) : undefined)),
      deviation: difference(pointsAt(self, id), pointsAt(appraised, id)),
    })),
    deviation: difference(self?.score.index ?? null, appraised?.score.index ?? null),
    conclusion: null,
  };
}

/** What a unit is shown beside the conclusion: its own sheet. No other is there for it, and nobody's name. */
function ofUnit(
  sheets: readonly StageSheet[],
  { checklist, form }: SheetContext,
  conclusion: Conclusion | null,
): Pick<Stages, "sheets" | "criteria" | "deviation"> {
  const own = sheets.filter(({ stage }) => stage === "self");
  const self = own[0];
  const concluded = new Map(conclusion?.criteria.map((one) => [one.criterion, one.points]));
  return {
    sheets: own.map((sheet) => ({
      ...{ submissionId: sheet.id, stage: sheet.stage, authorId: sheet.authorId, authorName: sheet.authorName, at: sheet.receivedAt },
      ...{ blind: true, index: sheet.score.index, replaces: sheet.submission.replaces ?? null, late: null, returned: null },
    })),
    criteria: criteriaOf(checklist, form).map(({ id, area, maxPoints }) => ({
      ...{ criterion: id, area, maxPoints },
      given: own.map((sheet) => givenOn(sheet, id, undefined)),
      deviation: difference(pointsAt(self, id), concluded.get(id) ?? null),
    })),
    deviation: difference(self?.score.index ?? null, conclusion?.index ?? null),
  };
}

/** Who settled, and whose word each figure is, by criterion; of no appraisal nothing. */
/** Of an appraised sheet: whether one who scored settled it, and whose each criterion is. */
export async function loadAppraisal(read: Kysely<Tables>, id: string | undefined) {
  if (id === undefined) return { byScorer: null, whose: new Map<string, Row<"appraised_criteria">>() };
  const appraisal = await read.selectFrom("appraisals").select("by_scorer").where("submission_id", "=", id).executeTakeFirst();
  const rows = await read.selectFrom("appraised_criteria").selectAll().where("submission_id", "=", id).execute();
  return { byScorer: appraisal ? Number(appraisal.by_scorer) === 1 : null, whose: new Map(rows.map((row) => [row.criterion_id, row])) };
}

function shownSheet(sheet: StageSheet, inspection: Row<"inspections">, returns: readonly Row<"returns">[]): Stages["sheets"][number] {
  const returned = returns.find((row) => row.submission_id === sheet.id);
  return {
    submissionId: sheet.id,
    stage: sheet.stage,
    authorId: sheet.authorId,
    authorName: sheet.authorName,
    at: sheet.receivedAt,
    blind: isBlind(sheet, inspection),
    index: sheet.score.index,
    replaces: sheet.submission.replaces ?? null,
    late: sheet.late,
    returned: returned ? { at: returned.returned_at, by: returned.returned_by, reason: returned.reason } : null,
  };
}

/** What a sheet says of a criterion; of an appraised one also whose word it is. */
function givenOn({ id, score, submission }: StageSheet, criterion: string, own: Row<"appraised_criteria"> | undefined) {
  const scored = score.criteria.find((one) => one.criterion.id === criterion);
  return {
    submissionId: id,
    state: scored?.state ?? ("notScored" as const),
    points: scored?.points ?? null,
    note: submission.entries[criterion]?.note ?? "",
    by: own ? v.parse(AppraisedBy, own.how) : null,
    takenFrom: own?.person_id ?? null,
  };
}

async function concerns(read: Kysely<Tables>, inspection: Row<"inspections">, { personId, as }: StagesReader): Promise<boolean> {
  if (as === "lead") return true;
  if (as === "inspector") {
    const position = await read
      .selectFrom("positions")
      .select("person_id")
      .where("inspection_id", "=", inspection.id)
      .where("person_id", "=", personId)
      .executeTakeFirst();
    return position !== undefined;
  }
  const person = await read.selectFrom("people").select("unit_id").where("id", "=", personId).executeTakeFirst();
  return person?.unit_id === inspection.unit_id && (await isKnownToUnit(read, inspection.id));
}

/** An appraised sheet is made by one who sees them all. */
function isBlind({ stage, replacesRevealed, receivedAt }: StageSheet, { revealed_at: revealedAt }: Row<"inspections">): boolean {
  return stage !== "appraisal" && !replacesRevealed && (stage === "inspector" || revealedAt === null || receivedAt <= revealedAt);
}

function pointsAt(sheet: StageSheet | undefined, criterion: string): number | null {
  const score = sheet?.score.criteria.find((one) => one.criterion.id === criterion);
  return score?.state === "scored" ? score.points : null;
}

function difference(self: number | null, appraised: number | null): number | null {
  return self === null || appraised === null ? null : self - appraised;
}

/** Self-scores beside appraised ones, of a plan's settled and concluded inspections; the largest deviation first. */
export async function loadDeviations(read: Kysely<Tables>, planId: string): Promise<Deviations> {
  const rows = await read
    .selectFrom("inspections as i")
    .innerJoin("summaries as self", (join) => join.onRef("self.inspection_id", "=", "i.id").on("self.stage", "=", "self"))
    .innerJoin("summaries as appraised", (join) =>
      join.onRef("appraised.inspection_id", "=", "i.id").on("appraised.stage", "=", "appraisal"),
    )
    .select(["i.id", "i.unit_id", "i.visited_on", "self.points as own", "self.awarded as own_awarded", "self.max as own_max"])
    .select(["appraised.points", "appraised.awarded", "appraised.max"])
    .where("i.plan_id", "=", planId)
    .where("i.state", "in", ["settled", "concluded"])
    .execute();
  const deviations = rows.map((row) => {
    const [own, settled] = [v.parse(StoredPoints, row.own), v.parse(StoredPoints, row.points)];
    const selfIndex = meanIndex([{ awarded: Number(row.own_awarded), max: Number(row.own_max) }]);
    const appraisedIndex = meanIndex([{ awarded: Number(row.awarded), max: Number(row.max) }]);
    const criteria = Object.entries(own).flatMap(([criterion, self]) => {
      const appraised = settled[criterion] ?? null;
      if (self === null || appraised === null || self === appraised) return [];
      return [{ criterion, self, appraised, deviation: self - appraised }];
    });
    return {
      inspectionId: row.id,
      unitId: row.unit_id,
      visitedOn: row.visited_on,
      selfIndex,
      appraisedIndex,
      deviation: difference(selfIndex, appraisedIndex),
      criteria,
    };
  });
  return {
    deviations: deviations.sort(
      (a, b) => Math.abs(b.deviation ?? 0) - Math.abs(a.deviation ?? 0) || (a.inspectionId < b.inspectionId ? -1 : 1),
    ),
  };
}
