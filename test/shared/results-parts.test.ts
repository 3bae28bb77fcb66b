import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { resultsOf, type UnitInspected } from "../../shared/results/results.ts";
import { criteriaResultsOf, rankBy, type UnitPoints } from "../../shared/results/results-criteria.ts";
import { differing, differOn, type SheetPoints } from "../../shared/sheets/applies.ts";
import { checklistOf, criterion } from "../support/small-plan.ts";

const levels = (max: number) => ({ type: "levels", levels: [max, 0].map((points) => ({ points, label: { vi: "-", en: "-" } })) }) as const;
const list = checklistOf("parts", [
  criterion("A1", "A", 300, levels(300)),
  criterion("A2", "A", 200, levels(200)),
  criterion("B1", "B", 500, levels(500)),
]);
const name = "small@parts";
const checklists = new Map<string, Checklist>([[name, list]]);

/** One to three inspectors' points; each criterion is left out now and then. */
const sheets = fc.array(
  fc.record(
    Object.fromEntries(list.criteria.map(({ id, maxPoints }) => [id, fc.option(fc.nat(maxPoints), { freq: 3 })])),
  ) as fc.Arbitrary<SheetPoints>,
  { minLength: 1, maxLength: 3 },
);
const unitSheets = fc.array(sheets, { minLength: 1, maxLength: 6 });

function pointsOf(own: readonly SheetPoints[], i: number): UnitPoints {
  return { unitId: `u${i}`, name: `Xã ${i}`, kind: "commune", block: "Khối xã", checklist: name, provisional: false, sheets: own };
}

/** The same unit as the ranking sees it. */
function inspectedOf(own: readonly SheetPoints[], i: number): UnitInspected {
  const sumOf = (points: SheetPoints, area?: string) => {
    const applies = list.criteria.filter(({ id, area: of }) => (area === undefined || of === area) && points[id] !== null);
    return {
      awarded: applies.reduce((sum, { id }) => sum + (points[id] ?? 0), 0),
      max: applies.reduce((sum, { maxPoints }) => sum + maxPoints, 0),
    };
  };
  const { sheets: _, checklist, provisional: __, ...head } = pointsOf(own, i);
  return {
    ...head,
    inspection: {
      id: `i${i}`,
      visitedOn: "2026-11-20",
      form: "both",
      state: "concluded",
      checklist,
      expected: own.length,
      sent: own.length,
    },
    sheets: own.map((points) => ({
      ...sumOf(points),
      areas: ["A", "B"].map((area) => ({ area, ...sumOf(points, area) })),
      pending: [],
      enoughApplicable: true,
    })),
    basis: "inspectors",
    differing: differing(list.criteria, own),
  };
}

describe("one rule for criterion, area and ranking: where inspectors differ on whether it applies there is no figure", () => {
  test("a unit's area has the same figure in the results and among the sums, or none in both and the reason in both", () => {
    fc.assert(
      fc.property(sheets, (own) => {
        const [row] = resultsOf([inspectedOf(own, 0)], () => defaultChecklist.bands);
        const parts = criteriaResultsOf([pointsOf(own, 0)], checklists);
        for (const { area, index, differs = false } of row?.areas ?? []) {
          const sum = parts.areas.find((one) => one.area === area);
          expect([sum?.percent, sum?.differing === 1]).toEqual([index, differs]);
          const ids = list.criteria.filter((one) => one.area === area).map(({ id }) => id);
          expect(differs).toBe(ids.some((id) => differOn(id, own)));
          if (differs) expect(index).toBeNull();
        }
        expect(row?.differing ?? []).toEqual(parts.rows[0]?.differing);
        for (const [i, { criterion: id, percent }] of parts.criteria.entries()) {
          expect(parts.rows[0]?.cells[i] ?? null).toBe(percent);
          if (differOn(id, own)) expect(percent).toBeNull();
        }
      }),
    );
  });

  test("such a unit changes no sum: it is as if it had not been there, and it is counted beside", () => {
    fc.assert(
      fc.property(unitSheets, (all) => {
        const parts = criteriaResultsOf(all.map(pointsOf), checklists);
        for (const { criterion: id, units, percent, differing: beside } of parts.criteria) {
          const agreed = all.filter((own) => !differOn(id, own));
          const alone = criteriaResultsOf(agreed.map(pointsOf), checklists).criteria.find((one) => one.criterion === id);
          expect([percent, units, beside]).toEqual([alone?.percent, alone?.units, all.length - agreed.length]);
        }
      }),
    );
  });

  test("no ranking by an area or a criterion gives such a unit a place, and its place is taken by nobody", () => {
    fc.assert(
      fc.property(unitSheets, fc.constantFrom(...list.criteria), (all, { id }) => {
        const rows = resultsOf(all.map(inspectedOf), () => defaultChecklist.bands);
        const { rows: cells, criteria } = criteriaResultsOf(all.map(pointsOf), checklists);
        const column = criteria.findIndex((one) => one.criterion === id);
        const figure = (unitId: string) => {
          const row = cells.find((one) => one.unitId === unitId);
          return row?.differing.includes(id) ? ("differs" as const) : (row?.cells[column] ?? null);
        };
        const ranked = rankBy(rows, ({ unitId }) => figure(unitId));
        for (const row of ranked) {
          if (figure(row.unitId) === "differs") expect([row.percent, row.rank]).toEqual([null, null]);
          if (row.rank !== null)
            expect(row.rank).toBe(1 + ranked.filter((other) => other.rank !== null && (other.percent ?? 0) > (row.percent ?? 0)).length);
        }
      }),
    );
  });
});

describe("checklist versions share a criterion where its id, area, text and maximum are the same", () => {
  const title = (text: string) => ({ title: { vi: text, en: text } });
  const version = (id: string, area: string, text: string, max: number) =>
    checklistOf("v", [criterion(id, area, max, levels(max), title(text))]);
  const one = (checklist: string, own: number): UnitPoints => ({ ...pointsOf([{ C1: own }], 0), unitId: checklist, checklist });
  const told = (lists: Record<string, Checklist>, points: Record<string, number>) =>
    criteriaResultsOf(
      Object.entries(points).map(([checklist, own]) => one(checklist, own)),
      new Map(Object.entries(lists)),
    );

  test("joined, it is one of the weakest, with both versions' names and sums", () => {
    const lists = { "x@1": version("C1", "A", "Niêm yết", 200), "x@2": version("C1", "A", "Niêm yết", 200) };
    const { weakest, criteria } = told(lists, { "x@1": 50, "x@2": 150 });
    expect(weakest).toEqual([{ criterion: "C1", checklists: ["x@1", "x@2"] }]);
    expect(criteria.map(({ percent, units }) => [percent, units])).toEqual([[5_000, 2]]);
  });

  test.each([
    ["another maximum", version("C1", "A", "Niêm yết", 400)],
    ["another text", version("C1", "A", "Công khai", 200)],
    ["another area", version("C1", "B", "Niêm yết", 200)],
  ])("with %s they are two, each named with its version", (_, other) => {
    const { weakest, criteria } = told({ "x@1": version("C1", "A", "Niêm yết", 200), "x@2": other }, { "x@1": 150, "x@2": 50 });
    expect(weakest).toEqual([
      { criterion: "C1", checklists: ["x@2"] },
      { criterion: "C1", checklists: ["x@1"] },
    ]);
    expect(criteria.map(({ checklists: versions, units }) => [versions, units])).toEqual([
      [["x@1"], 1],
      [["x@2"], 1],
    ]);
  });

  test("no two of the weakest are named alike, whatever versions there are", () => {
    const any = fc.array(
      fc.tuple(fc.constantFrom("C1", "C2"), fc.constantFrom("A", "B"), fc.constantFrom("Một", "Hai"), fc.constantFrom(200, 400)),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(any, (versions) => {
        const lists = Object.fromEntries(versions.map((parts, i) => [`x@${i}`, version(...parts)]));
        const units = versions.map(([id], i) => ({ ...one(`x@${i}`, 0), sheets: [{ [id]: 100 }] }));
        const { weakest } = criteriaResultsOf(units, new Map(Object.entries(lists)));
        const names = weakest.map(({ criterion: id, checklists: own }) => `${id} ${own}`);
        expect(new Set(names).size).toBe(names.length);
        expect(weakest.flatMap(({ checklists: own }) => own).sort()).toEqual(Object.keys(lists).sort());
        expect(weakest).toHaveLength(new Set(versions.map(String)).size);
      }),
    );
  });
});
