import { Refusal } from "../problem.ts";
import type { Checklist } from "./checklist.ts";

/**
 * The part of a checklist version that an inspection of some areas judges, as a version of its own: the criteria, points and bands are the
 * same, and so are its id and content on every server. `area-unknown`. All areas give the version itself.
 */
export function checklistOfAreas(checklist: Checklist, areas: readonly string[]): Checklist {
  const unknown = areas.find((id) => !checklist.areas.some((area) => area.id === id));
  if (unknown !== undefined) throw new Refusal("area-unknown", { area: unknown });
  const kept = checklist.areas.filter(({ id }) => areas.includes(id));
  if (kept.length === checklist.areas.length) return checklist;
  const criteria = checklist.criteria.filter(({ area }) => areas.includes(area));
  const named = kept.map(({ id }) => id).join("_");
  const version = `${checklist.version}-${named}`;
  if (criteria.length === 0 || version.length > 64) throw new Refusal("area-unknown", { area: named });
  const { vi, en } = checklist.title;
  const note = kept.map(({ short }) => short);
  const title = { vi: `${vi} (${note.map((short) => short.vi).join(", ")})`, en: `${en} (${note.map((short) => short.en).join(", ")})` };
  return { ...checklist, version, title, areas: kept, criteria };
}

/**
 * Whether a checklist lacks an area of the plan's: what is scored by it cannot stand for the whole, however many points it has of its own.
 * A plan whose own checklist is narrow is a whole of its own.
 */
export function leavesOutAreas(checklist: Checklist, plans: Checklist): boolean {
  return plans.criteria.some(({ area }) => !checklist.criteria.some((own) => own.area === area));
}
