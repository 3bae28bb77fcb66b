import { describe, expect, test } from "vitest";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { checklistOfAreas } from "../../shared/checklists/checklist-areas.ts";
import { checklistChanges } from "../../shared/checklists/checklist-changes.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";

const next = (change: Partial<Checklist>): Checklist => ({ ...defaultChecklist, version: "next", ...change });

describe("between two versions of a checklist", () => {
  test("nothing differs but the number where only that does", () => {
    expect(checklistChanges(defaultChecklist, next({}))).toMatchObject({
      since: defaultChecklist.version,
      version: "next",
      maxPoints: { from: 10_000, to: 10_000 },
      criteria: { added: [], removed: [], changed: [] },
      areas: { added: [], removed: [], changed: [] },
      fields: [],
      reordered: false,
    });
  });

  test("a criterion that was added, taken away or changed is named, with each field", () => {
    const [first, second, ...others] = defaultChecklist.criteria;
    if (!first || !second) throw new Error("the default list has criteria");
    const reworded = {
      ...first,
      title: { ...first.title, vi: "Tên khác" },
      forms: ["onsite" as const, "remote" as const, "onsite" as const],
    };
    const added = { ...second, id: "MOI-01" };
    const { criteria, maxPoints } = checklistChanges(defaultChecklist, next({ criteria: [reworded, ...others, added] }));
    expect([criteria.added, criteria.removed]).toEqual([["MOI-01"], [second.id]]);
    expect(criteria.changed).toEqual([
      {
        id: first.id,
        fields: expect.arrayContaining([
          { field: "title.vi", from: first.title.vi, to: "Tên khác" },
          { field: "forms", from: first.forms, to: reworded.forms },
        ]),
      },
    ]);
    expect(maxPoints).toEqual({ from: 10_000, to: 10_000 });
  });

  test("another order, other bands and a missing area are told", () => {
    const bands = defaultChecklist.bands.map((band, i) => (i === 0 ? { ...band, min: 9_500 } : band));
    expect(checklistChanges(defaultChecklist, next({ bands })).fields).toEqual([{ field: "bands.0.min", from: 9_000, to: 9_500 }]);
    expect(checklistChanges(defaultChecklist, next({ areas: defaultChecklist.areas.toReversed() })).reordered).toBe(true);
    const part = checklistOfAreas(defaultChecklist, ["DDCV", "NYTT"]);
    const { areas, criteria, maxPoints, reordered } = checklistChanges(defaultChecklist, part);
    expect([areas.removed, maxPoints, reordered, criteria.removed.every((id) => id.startsWith("VHCS"))]).toEqual([
      ["VHCS"],
      { from: 10_000, to: 7_000 },
      false,
      true,
    ]);
  });
});
