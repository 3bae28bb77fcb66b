import * as v from "valibot";
import { canonicalJson } from "../canonical.ts";
import type { Checklist } from "./checklist.ts";

/** `title.vi`, `method.levels.0.points`…; an absent member is null. */
const FieldChange = v.object({ field: v.string(), from: v.unknown(), to: v.unknown() });
export type FieldChange = v.InferOutput<typeof FieldChange>;

const Parts = v.object({
  added: v.array(v.string()),
  removed: v.array(v.string()),
  changed: v.array(v.object({ id: v.string(), fields: v.array(FieldChange) })),
});

/** `GET /api/checklists/{id}/{version}/changes`: what a version has that another had not, by the ids of areas and criteria. */
export const ChecklistChanges = v.object({
  since: v.string(),
  version: v.string(),
  /** Of all criteria together, in hundredths. */
  maxPoints: v.object({ from: v.number(), to: v.number() }),
  areas: Parts,
  criteria: Parts,
  /** Everything else: title, bands, traits… */
  fields: v.array(FieldChange),
  /** Areas or criteria stand in another order. */
  reordered: v.boolean(),
});
export type ChecklistChanges = v.InferOutput<typeof ChecklistChanges>;

interface Identified {
  readonly id: string;
}

/** What differs between two versions. Version and schema differ by themselves and are not told. */
export function checklistChanges(before: Checklist, after: Checklist): ChecklistChanges {
  const { areas: areasBefore, criteria: criteriaBefore, version: since, schema: _before, ...restBefore } = before;
  const { areas, criteria, version, schema: _after, ...rest } = after;
  const total = (list: Checklist["criteria"]) => list.reduce((sum, { maxPoints }) => sum + maxPoints, 0);
  return {
    since,
    version,
    maxPoints: { from: total(criteriaBefore), to: total(criteria) },
    areas: partsOf(areasBefore, areas),
    criteria: partsOf(criteriaBefore, criteria),
    fields: differences(restBefore, rest),
    reordered: reordered(areasBefore, areas) || reordered(criteriaBefore, criteria),
  };
}

function partsOf(before: readonly Identified[], after: readonly Identified[]): ChecklistChanges["criteria"] {
  const [old, here] = [new Map(before.map((part) => [part.id, part])), new Map(after.map((part) => [part.id, part]))];
  return {
    added: after.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    removed: before.filter(({ id }) => !here.has(id)).map(({ id }) => id),
    changed: after
      .filter(({ id }) => old.has(id))
      .map((part) => ({ id: part.id, fields: differences(old.get(part.id), part) }))
      .filter(({ fields }) => fields.length > 0),
  };
}

function reordered(before: readonly Identified[], after: readonly Identified[]): boolean {
  const [old, here] = [new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id))];
  const kept = (list: readonly Identified[], other: ReadonlySet<string>) => list.filter(({ id }) => other.has(id)).map(({ id }) => id);
  return canonicalJson(kept(before, here)) !== canonicalJson(kept(after, old));
}

/** Field by field; lists of another length as a whole. */
function differences(from: unknown, to: unknown, path = ""): FieldChange[] {
  if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) return [];
  const inside = isObject(from) && isObject(to) && Array.isArray(from) === Array.isArray(to);
  const sameLength = !Array.isArray(from) || !Array.isArray(to) || from.length === to.length;
  if (!inside || !sameLength) return [{ field: path, from: from ?? null, to: to ?? null }];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name) => differences(from[name], to[name], path === "" ? name : `${path}.${name}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
