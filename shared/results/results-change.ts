import * as v from "valibot";
import { RankBasis } from "./results.ts";

const Place = v.object({
  /** As it was named then. */
  name: v.string(),
  index: v.nullable(v.number()),
  rank: v.nullable(v.number()),
  block: v.string(),
  checklist: v.nullable(v.string()),
  provisional: v.boolean(),
});
export type Place = v.InferOutput<typeof Place>;

const Label = v.object({ vi: v.string(), en: v.string() });
const Through = v.object({
  eventId: v.string(),
  kind: v.picklist(["merge", "split", "rename", "close"]),
  on: v.string(),
  decision: v.nullable(v.string()),
});
export type Through = v.InferOutput<typeof Through>;

const Difference = v.object({
  /** Now less before. */
  indexChange: v.nullable(v.number()),
  /** Places won; only within the same block. */
  rankChange: v.nullable(v.number()),
  /** Other checklist versions: the indexes can be compared, what they measure has changed. */
  otherChecklist: v.boolean(),
  otherBlock: v.boolean(),
});
export type Difference = v.InferOutput<typeof Difference>;

/** Whether all of an earlier unit went into the later one, alone or with others, or a part of it did. */
const predecessorRelations = ["succeeded", "split", "merged", "mergedInPart"] as const;
/** `merged`: of several units one became. */
const relations = ["same", "renamed", "succeeded", "split", "merged"] as const;

const ChangePredecessor = v.object({
  unitId: v.string(),
  name: v.string(),
  relation: v.picklist(predecessorRelations),
  /** What happened between, the earliest first; `label` says it in words. */
  events: v.array(Through),
  label: Label,
  /** `null`: not among the earlier plan's units, or without a figure from before the event. */
  before: v.nullable(Place),
  /** The later unit's figure less this one's: never the whole story where several became one. */
  ...Difference.entries,
});

const ChangeRow = v.object({
  unitId: v.string(),
  name: v.string(),
  kind: v.string(),
  now: Place,
  /**
   * The unit's own earlier place; `null` where it was not among the earlier plan's units, or where a merge or split lies between: see
   * `predecessors`.
   */
  before: v.nullable(Place),
  /** `null`: nothing of it was there before. */
  relation: v.nullable(v.picklist(relations)),
  /** What happened to it between the two figures; `null` where nothing did. */
  label: v.nullable(Label),
  events: v.array(Through),
  /**
   * The units of the earlier results that became this one, each for itself: no figure is made of several. The row's own change is theirs
   * where there is one alone, and `null` where there are more.
   */
  predecessors: v.array(ChangePredecessor),
  ...Difference.entries,
});
export type ChangeRow = v.InferOutput<typeof ChangeRow>;

const GoneUnit = v.object({
  unitId: v.string(),
  name: v.string(),
  kind: v.string(),
  before: Place,
  why: v.picklist(["merged", "split", "closed", "notInPlan"]),
  event: v.nullable(Through),
  label: Label,
  /** What the event made of it. */
  successors: v.array(v.object({ unitId: v.string(), name: v.string() })),
});

/** `GET /api/results/change`: each unit now and in an earlier period. Indexes in hundredths. */
export const ResultChanges = v.object({
  now: v.object({ plan: v.string(), period: v.string(), from: v.string(), to: v.string() }),
  before: v.object({ plan: v.string(), period: v.string(), from: v.string(), to: v.string() }),
  form: v.string(),
  /** Of both: what is not concluded has no change, unless both are the working view. */
  basis: RankBasis,
  rows: v.array(ChangeRow),
  /** Units of the earlier results that no later row is compared with. */
  gone: v.array(GoneUnit),
});
export type ResultChanges = v.InferOutput<typeof ResultChanges>;
