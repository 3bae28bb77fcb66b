import { labelOf } from "../units/unit-change-label.ts";
import { endOf, inOrderOfDays, isPart, type Lineage, type LineageEvent, type Strand, strandsTo } from "../units/unit-lineage.ts";
import { unitChangeWords as words } from "../words/unit-changes.ts";
import type { ResultRow } from "./results.ts";
import type { ChangeRow, Difference, Place, ResultChanges, Through } from "./results-change.ts";

/** The results of one period. */
export interface PeriodRows {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly ResultRow[];
}

/**
 * Compares the published figures; where one of the two has none there is no change. `rows` in the order of the later results, `gone` in
 * that of the earlier ones: every earlier unit is in one of them.
 */
export function changesOf(now: PeriodRows, before: PeriodRows, lineage: Lineage): Pick<ResultChanges, "rows" | "gone"> {
  const earlier = new Map(before.rows.map((row) => [row.unitId, row]));
  const figures = { from: before.from, figureOn: (id: string) => earlier.get(id)?.inspection?.visitedOn };
  // A later unit stands among the rows, whatever its own earlier place.
  const used = new Set(now.rows.map(({ unitId }) => unitId));
  const rows = now.rows.map((row): ChangeRow => {
    const until = row.inspection?.visitedOn ?? now.to;
    const strands = strandsTo(row.unitId, until, lineage, figures);
    const head = { unitId: row.unitId, name: row.name, kind: row.kind, now: placeOf(row) };
    if (strands.length > 0) return { ...head, ...acrossEvents(row, strands, earlier, lineage, used) };
    const old = earlier.get(row.unitId);
    const since = figures.figureOn(row.unitId) ?? before.to;
    const renames = lineage.events.filter(
      ({ kind, on, before: ids }) => kind === "rename" && ids.includes(row.unitId) && on > since && on <= until,
    );
    const renamed = renames.length > 0;
    return {
      ...head,
      before: old ? placeOf(old) : null,
      relation: old ? (renamed ? "renamed" : "same") : null,
      label: old && renamed ? labelOf(renames, lineage) : null,
      events: old ? renames.map(throughOf) : [],
      predecessors: [],
      ...differenceOf(row, old),
    };
  });
  const gone = before.rows.filter(({ unitId }) => !used.has(unitId)).map((row) => goneOf(row, lineage, before.from, now.to));
  return { rows, gone };
}

function acrossEvents(
  row: ResultRow,
  strands: readonly Strand[],
  earlier: ReadonlyMap<string, ResultRow>,
  lineage: Lineage,
  used: Set<string>,
): Omit<ChangeRow, "unitId" | "name" | "kind" | "now"> {
  const alone = strands.length === 1;
  const compared = strands.map((strand) => {
    const old = placeBefore(strand, earlier);
    if (old) used.add(strand.unitId);
    const part = isPart(strand, lineage);
    const [first] = strand.steps;
    const events = strand.steps.map(({ event }) => event);
    const whole: Difference = differenceOf(row, old);
    const predecessor = {
      unitId: strand.unitId,
      name: old?.name ?? (first ? lineage.nameAt(strand.unitId, first.event, "before") : ""),
      relation: alone ? (part ? ("split" as const) : ("succeeded" as const)) : part ? ("mergedInPart" as const) : ("merged" as const),
      events: events.map(throughOf),
      label: labelOf(events, lineage),
      before: old ? placeOf(old) : null,
      ...whole,
    };
    return { predecessor, events, whole };
  });
  const events = inOrderOfDays([...new Set(compared.flatMap((one) => one.events))]);
  const [only] = compared;
  const several: Difference = {
    indexChange: null,
    rankChange: null,
    otherChecklist: compared.some(({ whole }) => whole.otherChecklist),
    otherBlock: compared.some(({ whole }) => whole.otherBlock),
  };
  return {
    before: null,
    relation: alone ? (only?.predecessor.relation === "split" ? "split" : "succeeded") : "merged",
    label: labelOf(events, lineage),
    events: events.map(throughOf),
    predecessors: compared.map(({ predecessor }) => predecessor),
    ...(alone && only ? only.whole : several),
  };
}

/** A unit that goes on after the event may have been looked at again since: that figure is of what remained of it. */
function placeBefore({ unitId, steps: [first] }: Strand, earlier: ReadonlyMap<string, ResultRow>): ResultRow | undefined {
  const old = earlier.get(unitId);
  const day = old?.inspection?.visitedOn;
  const remained = first !== undefined && day !== undefined && day >= first.event.on && first.event.after.includes(unitId);
  return remained ? undefined : old;
}

function differenceOf(row: ResultRow, old: ResultRow | undefined): Difference {
  const both = old !== undefined && row.unranked === null && old.unranked === null;
  const otherBlock = old !== undefined && old.block !== row.block;
  return {
    indexChange: both && row.index !== null && old.index !== null ? row.index - old.index : null,
    rankChange: both && !otherBlock && row.rank !== null && old.rank !== null ? old.rank - row.rank : null,
    otherChecklist: Boolean(old?.inspection && row.inspection && old.inspection.checklist !== row.inspection.checklist),
    otherBlock,
  };
}

function goneOf(row: ResultRow, lineage: Lineage, from: string, until: string): ResultChanges["gone"][number] {
  const event = endOf(row.unitId, lineage, from, until);
  const why = { merge: "merged", split: "split", close: "closed", rename: "notInPlan" } as const;
  return {
    unitId: row.unitId,
    name: row.name,
    kind: row.kind,
    before: placeOf(row),
    why: event ? why[event.kind] : "notInPlan",
    event: event ? throughOf(event) : null,
    label: event ? labelOf([event], lineage) : { ...words.notInPlan },
    successors: event ? event.after.map((unitId) => ({ unitId, name: lineage.nameAt(unitId, event, "after") })) : [],
  };
}

function placeOf({ name, index, rank, block, inspection, provisional }: ResultRow): Place {
  return { name, index, rank, block, checklist: inspection?.checklist ?? null, provisional };
}

function throughOf({ id: eventId, kind, on, decision }: LineageEvent): Through {
  return { eventId, kind, on, decision };
}
