/*
 * From sheets to what is published: indexes, ranks and bands in this file; in the others the figures beside them (indicators, coverage,
 * agreement, change, sensitivity) and the answers in which they travel. Whoever shows one computes it here, so that no two places can
 * differ.
 */

import * as v from "valibot";
import { type Band, Band as BandSchema } from "../checklists/checklist.ts";
import type { Hundredths } from "../points.ts";
import { bandOf, meanIndex, rank } from "../sheets/scoring.ts";
import { Adjustment, publishedIndex } from "./adjustments.ts";

/** One inspector's (or the appraised) sheet, as the summary row keeps it; figures in hundredths. */
export interface SheetSummary {
  readonly awarded: Hundredths;
  readonly max: Hundredths;
  readonly areas: readonly { readonly area: string; readonly awarded: Hundredths; readonly max: Hundredths }[];
  readonly pending: readonly string[];
  readonly enoughApplicable: boolean;
}

/**
 * What is known of one unit in a plan, a period and a form: its latest concluded inspection, else its latest revealed one, else what is
 * missing. Where it has only inspections of some areas: of those.
 */
export interface UnitInspected {
  readonly unitId: string;
  readonly name: string;
  readonly kind: string;
  readonly block: string;
  readonly inspection: {
    readonly id: string;
    readonly visitedOn: string;
    readonly form: string;
    readonly state: string;
    readonly checklist: string;
    /** How many must send, and how many have: the only thing told before the reveal. */
    readonly expected: number;
    readonly sent: number;
  } | null;
  /** The inspection leaves out areas of the plan's checklist: it is no result of the whole. */
  readonly partOfAreas?: boolean | undefined;
  /** Empty until everybody has sent (blind). */
  readonly sheets: readonly SheetSummary[];
  readonly basis: "inspectors" | "appraised";
  /** Criteria, with their areas, on which the inspectors differ in whether they apply; none where the lead has settled. */
  readonly differing?: readonly { readonly id: string; readonly area: string }[];
  /** Bonus and penalty of the inspection, where it has any. */
  readonly adjustment?: Adjustment | undefined;
  /** One who scored it settled it, concluded it, or gave it bonus or penalty, because nobody else could. */
  readonly settledByScorer?: boolean;
}

/** On what ranks and sums rest: concluded inspections alone, or (a lead's working view) whatever is revealed. */
export const rankBases = ["concluded", "live"] as const;
export const RankBasis = v.picklist(rankBases);
export type RankBasis = v.InferOutput<typeof RankBasis>;

/** Why a unit stands without band and rank; `notConcluded`: its figure is complete and can still change. */
export const Unranked = v.picklist([
  "notInspected",
  "waitingForSheets",
  "partOfAreas",
  "notApplicablePending",
  "tooFewApplicable",
  "notConcluded",
]);
export type Unranked = v.InferOutput<typeof Unranked>;

const Figure = v.nullable(v.number());

export const ResultRow = v.object({
  unitId: v.string(),
  name: v.string(),
  kind: v.string(),
  block: v.string(),
  /** 1, 2, 2, 4 within the block; `null` where `unranked` says why. */
  rank: v.nullable(v.number()),
  tied: v.boolean(),
  /** Hundredths: 8703 is 87,03. */
  index: Figure,
  /** `differs`: the inspectors differ on whether a criterion of the area applies, and there is no figure until the lead settles it. */
  areas: v.array(v.object({ area: v.string(), index: Figure, differs: v.optional(v.literal(true)) })),
  /** The criteria on which they differ so. Absent where there is none. */
  differing: v.optional(v.array(v.string())),
  /** Bonus and penalty in the index, in hundredths; the areas have none. Absent where there is none. */
  adjustment: v.optional(Adjustment),
  band: v.nullable(BandSchema),
  unranked: v.nullable(Unranked),
  basis: v.nullable(v.picklist(["inspectors", "appraised"])),
  /** Not concluded yet: the figure can still change. It holds a rank in the working view alone. */
  provisional: v.boolean(),
  /** One who scored it settled it, concluded it, or gave it bonus or penalty, because nobody else could: to be printed with the figure. */
  settledByScorer: v.boolean(),
  inspection: v.nullable(
    v.object({
      id: v.string(),
      visitedOn: v.string(),
      form: v.string(),
      state: v.string(),
      checklist: v.string(),
      expected: v.number(),
      sent: v.number(),
    }),
  ),
});
export type ResultRow = v.InferOutput<typeof ResultRow>;

/** The results of these units: each one's figures, and its place among the others of its block. */
export function resultsOf(
  units: readonly UnitInspected[],
  bandsOf: (checklist: string) => readonly Band[],
  basis: RankBasis = "concluded",
): ResultRow[] {
  return ranked(units.map((unit) => rowOf(unit, bandsOf, basis)));
}

/**
 * Ranked within each block by the published index; below them by name those whose index is provisional, so that no place can be read off,
 * then those without a result. Blocks in the order of their names.
 */
export function ranked(rows: readonly ResultRow[]): ResultRow[] {
  const blocks = [...new Set(rows.map((row) => row.block))].sort(byName);
  return blocks.flatMap((block) => {
    const own = rows.filter((row) => row.block === block);
    const placed = rank(own.filter((row) => row.unranked === null).sort(inOrder), (row) => row.index ?? 0).map(
      ({ row, rank: place, tied }) => ({
        ...row,
        rank: place,
        tied,
      }),
    );
    const below = own.filter((row) => row.unranked === "notConcluded").sort(inOrder);
    const rest = own.filter((row) => row.unranked !== null && row.unranked !== "notConcluded").sort(inOrder);
    return [...placed, ...below, ...rest];
  });
}

/** One unit's figures, without a place yet. */
export function rowOf(unit: UnitInspected, bandsOf: (checklist: string) => readonly Band[], basis: RankBasis = "concluded"): ResultRow {
  const { inspection, sheets, differing = [] } = unit;
  const mean = meanIndex(sheets);
  const adjustment = mean === null ? undefined : unit.adjustment;
  const index = mean !== null && adjustment ? publishedIndex(mean, adjustment) : mean;
  const unranked = whyUnranked(unit, index, basis);
  const areaIds = [...new Set(sheets.flatMap((sheet) => sheet.areas.map(({ area }) => area)))];
  return {
    unitId: unit.unitId,
    name: unit.name,
    kind: unit.kind,
    block: unit.block,
    rank: null,
    tied: false,
    index,
    ...(adjustment ? { adjustment } : {}),
    areas: areaIds.map((area) =>
      differing.some((criterion) => criterion.area === area)
        ? { area, index: null, differs: true as const }
        : { area, index: meanIndex(sheets.flatMap((sheet) => sheet.areas.filter((own) => own.area === area))) },
    ),
    ...(differing.length > 0 ? { differing: differing.map(({ id }) => id) } : {}),
    band: unranked === null && index !== null && inspection ? (bandOf(bandsOf(inspection.checklist), index) ?? null) : null,
    unranked,
    basis: sheets.length > 0 ? unit.basis : null,
    provisional: inspection !== null && inspection.state !== "concluded",
    settledByScorer: unit.settledByScorer ?? false,
    inspection,
  };
}

function whyUnranked({ inspection, partOfAreas, sheets }: UnitInspected, index: number | null, basis: RankBasis): Unranked | null {
  if (!inspection) return "notInspected";
  if (sheets.length === 0) return "waitingForSheets";
  if (partOfAreas) return "partOfAreas";
  if (sheets.some((sheet) => sheet.pending.length > 0)) return "notApplicablePending";
  if (index === null || sheets.some((sheet) => !sheet.enoughApplicable)) return "tooFewApplicable";
  if (basis === "concluded" && inspection.state !== "concluded") return "notConcluded";
  return null;
}

const byName = new Intl.Collator("vi").compare;

/** By name; units that share a name always stand in the same order. */
function inOrder(a: ResultRow, b: ResultRow): number {
  return byName(a.name, b.name) || (a.unitId < b.unitId ? -1 : 1);
}
