import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../shared/canonical.ts";
import { type Band, type Criterion, criteriaOf } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import { fraction, roundHalfUp, toIndex } from "../../shared/points.ts";
import { Refusal } from "../../shared/problem.ts";
import { type ResultRow, resultsOf, type SheetSummary, type UnitInspected } from "../../shared/results/results.ts";
import type { Answer, Entry } from "../../shared/sheets/answer.ts";
import { contextOf, Draft, toSubmission } from "../../shared/sheets/draft.ts";
import { bandOf, meanIndex, pointsOf, rank, scoreSheet } from "../../shared/sheets/scoring.ts";
import { checkSubmission, Submission } from "../../shared/sheets/submission.ts";
import { sameSpelling, withoutMarks } from "../../shared/vietnamese-text.ts";
import { type AnySheet, anyAnswer, anySheet, draft, entry, sentNow } from "./sheet-making.ts";

const contextFor = ({ form, unitTraits }: AnySheet, checklist = defaultChecklist) => ({ checklist, form, unitTraits });
const scored = (sheet: AnySheet) => scoreSheet(sheet.entries, contextFor(sheet));
const draftOf = ({ entries, form, unitTraits }: AnySheet) => draft(entries, form, unitTraits);
const anyShare = fc
  .tuple(fc.nat(20_000), fc.integer({ min: 1, max: 20_000 }))
  .map(([a, b]): { awarded: number; max: number } => ({ awarded: Math.min(a, b), max: b }));

describe("any complete sheet", () => {
  test("has an index from 0 to 100, and each area too, or nothing applies", () => {
    fc.assert(
      fc.property(anySheet, (sheet) => {
        const result = scored(sheet);
        expect(result.complete).toBe(true);
        for (const { index, awarded, max } of [result, ...result.areas]) {
          if (max === 0) expect(index).toBeNull();
          else {
            expect(index).toBeGreaterThanOrEqual(0);
            expect(index).toBeLessThanOrEqual(10_000);
            expect(Number.isSafeInteger(index)).toBe(true);
          }
          expect(awarded).toBeLessThanOrEqual(max);
        }
      }),
    );
  });

  test("is the sum of its areas, and every criterion stays within its maximum", () => {
    fc.assert(
      fc.property(anySheet, (sheet) => {
        const { areas, awarded, max, criteria } = scored(sheet);
        expect(areas.reduce((sum, area) => sum + area.awarded, 0)).toBe(awarded);
        expect(areas.reduce((sum, area) => sum + area.max, 0)).toBe(max);
        for (const { points, criterion } of criteria) expect(points ?? 0).toBeLessThanOrEqual(criterion.maxPoints);
      }),
    );
  });

  test("gives the same whatever the order of entries and of criteria", () => {
    fc.assert(
      fc.property(anySheet, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (sheet, random) => {
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => ({ item, at: random.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const other = scoreSheet(
          Object.fromEntries(shuffled(Object.entries(sheet.entries))),
          contextFor(sheet, { ...defaultChecklist, criteria: shuffled(defaultChecklist.criteria) }),
        );
        const { awarded, max, index, areas, complete, enoughApplicable, pending } = scored(sheet);
        expect(other).toMatchObject({ awarded, max, index, areas, complete, enoughApplicable });
        expect([...other.pending].sort()).toEqual([...pending].sort());
      }),
    );
  });

  test("never falls when one criterion earns more points, and never rises when it earns fewer", () => {
    const change = anySheet.chain((sheet) =>
      fc
        .constantFrom(...criteriaOf(defaultChecklist, sheet.form))
        .chain((one) => fc.tuple(fc.constant(sheet), fc.constant(one), anyAnswer(one), anyAnswer(one))),
    );
    fc.assert(
      fc.property(change, ([sheet, one, a, b]) => {
        const index = (answer: Answer) => scored({ ...sheet, entries: { ...sheet.entries, [one.id]: entry(answer) } }).index ?? 0;
        const points = (answer: Answer) => Number(pointsOf(one, answer));
        if (points(a) >= points(b)) expect(index(a)).toBeGreaterThanOrEqual(index(b));
        else expect(index(a)).toBeLessThanOrEqual(index(b));
      }),
    );
  });

  test("never falls below by a knock-out lifted", () => {
    fc.assert(
      fc.property(anySheet, (sheet) => {
        const lifted = Object.fromEntries(
          Object.entries(sheet.entries).map(([id, { knockedOut, ...rest }]): [string, Entry] => [
            id,
            knockedOut && rest.answer === null ? { ...rest, knockedOut } : rest,
          ]),
        );
        expect(scored({ ...sheet, entries: lifted }).index ?? 0).toBeGreaterThanOrEqual(scored(sheet).index ?? 0);
      }),
    );
  });

  test("can leave out everything that may be not applicable and is still never divided by zero", () => {
    const out = fc.subarray(defaultChecklist.criteria.filter((one) => one.notApplicable));
    fc.assert(
      fc.property(anySheet, out, fc.boolean(), (sheet, criteria, only) => {
        const none = Object.fromEntries(criteria.map((one) => [one.id, entry({ type: "notApplicable", reason: "không phát sinh" })]));
        const checklist = only && criteria.length > 0 ? { ...defaultChecklist, criteria } : defaultChecklist;
        const result = scoreSheet({ ...sheet.entries, ...none }, { checklist, form: "both", unitTraits: sheet.unitTraits });
        if (only && criteria.length > 0) expect(result).toMatchObject({ max: 0, index: null, enoughApplicable: false });
        else if (result.index !== null) expect(result.index).toBe(toIndex(fraction(result.awarded, result.max)));
      }),
    );
  });

  test("with any entry taken away has no index, and needs exactly that one", () => {
    fc.assert(
      fc.property(anySheet, fc.nat(), (sheet, pick) => {
        const applicable = scored(sheet).criteria.filter(
          (score) => score.state !== "notApplicable" || sheet.entries[score.criterion.id]?.answer?.type === "notApplicable",
        );
        const ids = applicable
          .map((score) => score.criterion)
          .filter((one) => !one.notApplicable?.unitTraits.some((trait) => sheet.unitTraits.includes(trait)))
          .map((one) => one.id);
        const gone = ids[pick % ids.length];
        if (gone === undefined) return;
        const { [gone]: _, ...rest } = sheet.entries;
        const result = scored({ ...sheet, entries: rest });
        expect(result.index).toBeNull();
        expect(result.criteria.filter((score) => score.needs.length > 0).map((score) => score.criterion.id)).toEqual([gone]);
      }),
    );
  });
});

describe("any answer", () => {
  const ratios = defaultChecklist.criteria.filter((one) => one.method.type === "ratio");
  test("of a ratio earns never less for one more on the good side, and never more for one more in the whole", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ratios), fc.nat(1_000_000), fc.integer({ min: 1, max: 1_000_000 }), (one, numerator, denominator) => {
        const points = (n: number, d: number) => Number(pointsOf(one, { type: "ratio", numerator: n, denominator: d }));
        expect(points(numerator + 1, denominator)).toBeGreaterThanOrEqual(points(numerator, denominator));
        expect(points(numerator, denominator + 1)).toBeLessThanOrEqual(points(numerator, denominator));
        expect(points(numerator * 3, denominator * 3)).toBe(points(numerator, denominator));
      }),
    );
  });

  test("of a ratio stands on the side of each threshold that whole numbers put it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ratios),
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.nat(1_000_000_000),
        (one: Criterion, denominator, numerator) => {
          if (one.method.type !== "ratio" || !one.method.thresholds) return;
          const reached = one.method.thresholds.filter(({ min }) => BigInt(numerator) * 10_000n >= BigInt(min) * BigInt(denominator));
          expect(pointsOf(one, { type: "ratio", numerator, denominator })).toBe(Math.max(...reached.map(({ points }) => points)));
        },
      ),
    );
  });
});

describe("any figures", () => {
  test("round half up exactly as long division by hand does", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.bigInt({ min: 1n, max: 10n ** 12n }), (numerator, denominator) => {
        const whole = numerator / denominator;
        const rest = numerator % denominator;
        expect(BigInt(roundHalfUp(fraction(numerator, denominator)))).toBe(rest * 2n >= denominator ? whole + 1n : whole);
      }),
    );
  });

  test("have a mean between the smallest and the largest, the same in any order and for any one twice", () => {
    fc.assert(
      fc.property(fc.array(anyShare, { minLength: 1, maxLength: 9 }), (shares) => {
        const each = shares.map(({ awarded, max }) => toIndex(fraction(awarded, max)));
        const together = meanIndex(shares) ?? -1;
        expect(together).toBeGreaterThanOrEqual(Math.min(...each));
        expect(together).toBeLessThanOrEqual(Math.max(...each));
        expect(meanIndex([...shares].reverse())).toBe(together);
        expect(meanIndex([...shares, ...shares])).toBe(together);
      }),
    );
  });

  test("never fall to a worse band when they rise, and always have one", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (a, b) => {
        const place = (index: number) => defaultChecklist.bands.indexOf(bandOf(defaultChecklist.bands, index) as Band);
        expect(place(a)).toBeGreaterThanOrEqual(0);
        if (a >= b) expect(place(a)).toBeLessThanOrEqual(place(b));
      }),
    );
  });

  test("are ranked 1 + how many are strictly better, tied where another has the same, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 40 }), (indexes) => {
        const rows = indexes.map((index, id) => ({ index, id }));
        const ranked = rank(rows, (row) => row.index);
        expect(ranked.map(({ row }) => row.id).sort((a, b) => a - b)).toEqual(rows.map(({ id }) => id));
        for (const { row, rank: place, tied } of ranked) {
          expect(place).toBe(1 + indexes.filter((index) => index > row.index).length);
          expect(tied).toBe(indexes.filter((index) => index === row.index).length > 1);
        }
        const places = (some: typeof ranked) => new Map(some.map(({ row, rank: place }) => [row.id, place]));
        const other = rank([...rows].reverse(), (row) => row.index);
        expect(places(other)).toEqual(new Map([...places(ranked)].reverse()));
      }),
    );
  });
});

describe("results of any units", () => {
  const sheetSummary: fc.Arbitrary<SheetSummary> = fc.record({
    awarded: fc.nat(10_000),
    max: fc.constant(10_000),
    areas: fc.constant([]),
    pending: fc.constantFrom([], [], [], ["DDCV-05"]),
    enoughApplicable: fc.constantFrom(true, true, true, false),
  });
  const inspected = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 25 }).chain((numbers) =>
    fc.tuple(
      ...numbers.map((n) =>
        fc.record<UnitInspected>({
          unitId: fc.constant(`u${n}`),
          // 572 communes share their name with another.
          name: fc.constant(`Xã ${n % 7}`),
          kind: fc.constant("commune"),
          block: fc.constantFrom("Khối xã", "Khối sở"),
          inspection: fc.option(
            fc.constantFrom("concluded", "settled", "returned").map((state) => ({
              id: `i${n}`,
              visitedOn: "2026-11-20",
              form: "both",
              state,
              checklist: "cchc-default 2026.1",
              expected: 2,
              sent: 2,
            })),
            { freq: 9 },
          ),
          sheets: fc.array(sheetSummary, { maxLength: 3 }),
          basis: fc.constantFrom("inspectors" as const, "appraised" as const),
        }),
      ),
    ),
  );
  const of = (units: readonly UnitInspected[]) => resultsOf(units, () => defaultChecklist.bands);

  test("hold every unit once, ranked or with a reason, never both, and a rank is 1 + the better ones of the block", () => {
    fc.assert(
      fc.property(inspected, (units) => {
        const rows = of(units);
        expect(rows.map((row) => row.unitId).sort()).toEqual(units.map((one) => one.unitId).sort());
        for (const row of rows) {
          expect(row.rank === null).toBe(row.unranked !== null);
          expect(row.band === null).toBe(row.unranked !== null);
          const better = rows.filter(
            (other) => other.block === row.block && other.unranked === null && (other.index ?? 0) > (row.index ?? 0),
          );
          if (row.rank !== null) expect(row.rank).toBe(1 + better.length);
        }
      }),
    );
  });

  test("give ranks to concluded inspections alone, as if there were no others; the working view ranks them all; no figure differs between the two", () => {
    fc.assert(
      fc.property(inspected, (units) => {
        const rows = of(units);
        const live = resultsOf(units, () => defaultChecklist.bands, "live");
        const isConcluded = (one: UnitInspected) => one.inspection?.state === "concluded";
        const alone = new Map(of(units.filter(isConcluded)).map((row) => [row.unitId, row.rank]));
        for (const row of rows) expect(row.rank).toBe(alone.get(row.unitId) ?? null);
        const order = (row: ResultRow) => (row.rank !== null ? 0 : row.unranked === "notConcluded" ? 1 : 2);
        for (const own of Map.groupBy(rows, ({ block }) => block).values()) expect(own.map(order)).toEqual(own.map(order).sort());
        const byUnit = new Map(rows.map((row) => [row.unitId, row]));
        for (const row of live) {
          const own = byUnit.get(row.unitId);
          expect([own?.index, own?.areas, own?.provisional]).toEqual([row.index, row.areas, row.provisional]);
          expect(row.unranked).toBe(own?.unranked === "notConcluded" ? null : own?.unranked);
        }
      }),
    );
  });

  test("do not depend on the order the units come in", () => {
    fc.assert(
      fc.property(inspected, (units) => {
        expect(of([...units].reverse())).toEqual(of(units));
      }),
    );
  });

  test("with a sheet replaced are what they would be had the old one never been sent, and change no other unit's figure", () => {
    fc.assert(
      fc.property(inspected, sheetSummary, fc.nat(), (units, better, pick) => {
        const target = units[pick % Math.max(1, units.length)];
        if (!target || target.sheets.length === 0) return;
        const replaced = units.map((one) => (one === target ? { ...one, sheets: one.sheets.with(0, better) } : one));
        const never = units.map((one) => (one === target ? { ...one, sheets: [better, ...one.sheets.slice(1)] } : one));
        expect(of(replaced)).toEqual(of(never));
        const figures = (rows: ReturnType<typeof of>) =>
          rows
            .filter((row) => row.unitId !== target.unitId)
            .map((row) => [row.unitId, row.index, row.band])
            .sort();
        expect(figures(of(replaced))).toEqual(figures(of(units)));
      }),
    );
  });
});

describe("any complete draft", () => {
  test("becomes a submission that reads back the same and that the server accepts with the same figures", () => {
    fc.assert(
      fc.property(anySheet, (sheet) => {
        const made = draftOf(sheet);
        const sent = toSubmission(made, defaultChecklist, sentNow);
        if (!sent) throw new Error("a complete sheet can be sent");
        const received = v.parse(Submission, JSON.parse(JSON.stringify(sent)));
        expect(canonicalJson(received)).toBe(canonicalJson(sent));
        const { awarded, max, index } = scoreSheet(made.entries, contextOf(made, defaultChecklist));
        expect(checkSubmission(received, contextFor(sheet))).toMatchObject({ awarded, max, index });
        expect(v.parse(Draft, JSON.parse(JSON.stringify(made)))).toEqual(made);
      }),
    );
  });

  test("is refused when any one figure of points is changed", () => {
    fc.assert(
      fc.property(anySheet, fc.nat(), fc.option(fc.nat(10_000)), (sheet, pick, points) => {
        const sent = toSubmission(draftOf(sheet), defaultChecklist, sentNow);
        if (!sent) throw new Error("a complete sheet can be sent");
        const ids = Object.keys(sent.entries);
        const id = ids[pick % ids.length] ?? "";
        const before = sent.entries[id];
        if (!before || before.points === points) return;
        const spoiled = { ...sent, entries: { ...sent.entries, [id]: { ...before, points } } };
        expect(() => checkSubmission(spoiled, contextFor(sheet))).toThrow(Refusal);
        expect(() => checkSubmission(spoiled, contextFor(sheet))).toThrow(id);
      }),
    );
  });

  test("is refused when its index is changed", () => {
    fc.assert(
      fc.property(anySheet, fc.option(fc.nat(10_000)), (sheet, index) => {
        const sent = toSubmission(draftOf(sheet), defaultChecklist, sentNow);
        if (!sent || sent.index === index) return;
        expect(() => checkSubmission({ ...sent, index }, contextFor(sheet))).toThrow(/index/);
      }),
    );
  });
});

describe("any JSON", () => {
  const permuted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(permuted)
      : value !== null && typeof value === "object"
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, member]) => [name, permuted(member)]),
          )
        : value;

  test("has one canonical form whatever the order of members, which reads back as the same value and is its own canonical form", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(permuted(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("any text", () => {
  test("compares the same composed, decomposed, in capitals and spelled twice over", () => {
    const vietnamese = fc
      .array(fc.constantFrom(..."aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ "))
      .map((letters) => letters.join(""));
    fc.assert(
      fc.property(vietnamese, (text) => {
        expect(sameSpelling(text.normalize("NFD"))).toBe(sameSpelling(text));
        expect(sameSpelling(text.toUpperCase())).toBe(sameSpelling(text));
        expect(sameSpelling(sameSpelling(text))).toBe(sameSpelling(text));
        expect(withoutMarks(text)).toMatch(/^[a-z ]*$/);
      }),
    );
  });
});

test("ids of later milliseconds sort later", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.integer({ min: 1, max: 2 ** 31 }), (time, later) => {
      const start = Date.UTC(2026, 0, 1);
      expect(newId(start + time) < newId(start + time + later)).toBe(true);
    }),
  );
});
