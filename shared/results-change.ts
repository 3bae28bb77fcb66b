import * as v from "valibot";
import type { ResultRow } from "./results.ts";

const Place = v.object({
  index: v.nullable(v.number()),
  rank: v.nullable(v.number()),
  block: v.string(),
  checklist: v.nullable(v.string()),
  provisional: v.boolean(),
});

/** `GET /api/results/change`: each unit now and in an earlier period. Indexes in hundredths. */
export const ResultChanges = v.object({
  now: v.object({ plan: v.string(), period: v.string(), from: v.string(), to: v.string() }),
  before: v.object({ plan: v.string(), period: v.string(), from: v.string(), to: v.string() }),
  form: v.string(),
  rows: v.array(
    v.object({
      unitId: v.string(),
      name: v.string(),
      kind: v.string(),
      now: Place,
      /** `null`: not among the earlier plan's units. */
      before: v.nullable(Place),
      /** Now less before. */
      indexChange: v.nullable(v.number()),
      /** Places won; only within the same block. */
      rankChange: v.nullable(v.number()),
      /** Other checklist versions: the indexes can be compared, what they measure has changed. */
      otherChecklist: v.boolean(),
      otherBlock: v.boolean(),
    }),
  ),
});
export type ResultChanges = v.InferOutput<typeof ResultChanges>;

/** Compares the published figures; where one of the two has none there is no change. In the order of the later results. */
export function changesOf(now: readonly ResultRow[], before: readonly ResultRow[]): ResultChanges["rows"] {
  const earlier = new Map(before.map((row) => [row.unitId, row]));
  return now.map((row) => {
    const old = earlier.get(row.unitId);
    const both = old !== undefined && row.unranked === null && old.unranked === null;
    const otherBlock = old !== undefined && old.block !== row.block;
    return {
      unitId: row.unitId,
      name: row.name,
      kind: row.kind,
      now: placeOf(row),
      before: old ? placeOf(old) : null,
      indexChange: both && row.index !== null && old.index !== null ? row.index - old.index : null,
      rankChange: both && !otherBlock && row.rank !== null && old.rank !== null ? old.rank - row.rank : null,
      otherChecklist: Boolean(old?.inspection && row.inspection && old.inspection.checklist !== row.inspection.checklist),
      otherBlock,
    };
  });
}

function placeOf({ index, rank, block, inspection, provisional }: ResultRow): v.InferOutput<typeof Place> {
  return { index, rank, block, checklist: inspection?.checklist ?? null, provisional };
}
