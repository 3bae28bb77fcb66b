import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Checklist, criteriaOf } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Answer, Entry } from "../../shared/sheets/answer.ts";
import { contradictionsIn, contradicts, pointsOf, scoreCriterion, scoreSheet } from "../../shared/sheets/scoring.ts";
import { best, context, criterion, entry, sheet, worst } from "./sheet-making.ts";

const ratio = (numerator: number, denominator: number): Answer => ({ type: "ratio", numerator, denominator });
const deduct = (...counts: number[]): Answer => ({ type: "deduct", counts });
const ticks = (...ticked: string[]): Answer => ({ type: "checklist", ticked });
const level = (n: number): Answer => ({ type: "levels", level: n });

describe("the default checklist", () => {
  test("has 35 criteria and 100 points: ethics 30, culture 30, posting 40", () => {
    const points = (area: string) =>
      defaultChecklist.criteria.filter((one) => one.area === area).reduce((sum, one) => sum + one.maxPoints, 0);
    expect(defaultChecklist.criteria).toHaveLength(35);
    expect([points("DDCV"), points("VHCS"), points("NYTT")]).toEqual([3000, 3000, 4000]);
  });

  test("56 of the 100 points can be judged remotely; a visit judges all of them", () => {
    const points = (form: "remote" | "onsite" | "both") => criteriaOf(defaultChecklist, form).reduce((sum, one) => sum + one.maxPoints, 0);
    expect([points("remote"), points("onsite"), points("both")]).toEqual([5600, 10_000, 10_000]);
  });

  test.each(defaultChecklist.criteria)("$id can reach its maximum, and a level below it", (one) => {
    expect(pointsOf(one, best(one))).toBe(one.maxPoints);
    expect(pointsOf(one, worst(one))).toBe(0);
  });
});

describe("an answer that does not fit its criterion has no points", () => {
  const impossible: [string, string, Answer][] = [
    ["a yes where levels are asked for", "DDCV-01", { type: "boolean", yes: true }],
    ["a ratio where ticks are asked for", "VHCS-11", ratio(1, 2)],
    ["a level where a deduction is asked for", "DDCV-02", level(0)],
    ["ticks where a yes is asked for", "VHCS-06", ticks()],
    ["a deduction where a ratio is asked for", "NYTT-12", deduct(1)],
    ["a level behind the last one", "DDCV-01", level(3)],
    ["an item the criterion does not have", "VHCS-11", ticks("https", "blockchain")],
    ["an item ticked twice", "VHCS-11", ticks("https", "https")],
    ["one count where two rules stand", "DDCV-02", deduct(1)],
    ["three counts where two rules stand", "DDCV-02", deduct(1, 0, 0)],
    ["a part of nothing", "NYTT-12", ratio(1, 0)],
    ["more people present than there are", "DDCV-02", { type: "deduct", counts: [0, 0], present: 12, total: 11 }],
    ["not applicable where the criterion always applies", "DDCV-01", { type: "notApplicable", reason: "không có" }],
  ];
  test.each(impossible)("%s", (_, id, answer) => {
    expect(pointsOf(criterion(id), answer)).toBeUndefined();
    expect(scoreCriterion(criterion(id), entry(answer), context())).toMatchObject({
      state: "notScored",
      points: null,
      needs: ["possibleAnswer"],
    });
  });

  test("a zero denominator where the criterion always applies", () => {
    const { notApplicable: _, ...always } = criterion("NYTT-12");
    expect(pointsOf(always, ratio(0, 0))).toBeUndefined();
  });
});

describe("what stands for a 0, a deduction or a “not applicable”", () => {
  const zero = level(2);
  const noted = (note: string, answer: Answer, more: Partial<Entry> = {}) => ({ answer, note, evidence: [], ...more });
  const needs = (id: string, given: Entry, noteWords?: number) =>
    scoreCriterion(criterion(id), given, { ...context(), ...(noteWords !== undefined && { noteWords }) }).needs;

  test.each(["", "   ", "a", "không có", "- . –", "không  có !"])("is not explained by %j", (note) => {
    expect(needs("DDCV-01", noted(note, zero), 3)).toEqual(["note"]);
    expect(needs("DDCV-02", noted(note, deduct(1, 0)), 3)).toEqual(["note"]);
    expect(needs("DDCV-06", noted("một hai ba", { type: "notApplicable", reason: note }), 3)).toEqual(["notApplicableReason"]);
  });

  test("is explained by three words; by evidence where points were lost, not where nothing is said to apply", () => {
    expect(needs("DDCV-01", noted("Không có văn", zero), 3)).toEqual([]);
    expect(needs("DDCV-02", noted("Vắng 3/11 lúc 16h30", deduct(1, 0)), 3)).toEqual([]);
    expect(needs("DDCV-06", noted("", { type: "notApplicable", reason: "Không có hồ sơ" }), 3)).toEqual([]);
    const evidence = [
      {
        type: "file",
        id: "01890a5d-ac96-774b-bcce-b302099a805b",
        sha256: "0".repeat(64),
        mediaType: "image/png",
        size: 1,
        name: "a",
        capturedAt: "2026-11-27T01:00:00Z",
      },
    ] as const;
    expect(needs("DDCV-01", noted("", zero, { evidence: [...evidence] }), 3)).toEqual([]);
    expect(needs("DDCV-06", noted("", { type: "notApplicable", reason: "" }, { evidence: [...evidence] }), 3)).toEqual([
      "notApplicableReason",
    ]);
  });

  test("is explained by one word in a sheet begun before the rule", () => {
    expect(needs("DDCV-01", noted("không", zero))).toEqual([]);
    expect(needs("DDCV-01", noted(" ", zero))).toEqual(["note"]);
  });
});

test("two figures that cannot both be right are no score before their reason stands", () => {
  const given = (reason?: string): Entry => ({
    answer: { ...ratio(120, 100), ...(reason !== undefined && { contradictionReason: reason }) } as Answer,
    note: "",
    evidence: [],
  });
  for (const without of [given(), given("  ")]) {
    expect(scoreCriterion(criterion("NYTT-12"), without, context())).toMatchObject({
      points: null,
      maxPoints: null,
      needs: ["contradictionReason"],
    });
  }
  expect(scoreCriterion(criterion("NYTT-12"), given("kỳ trước chuyển sang"), context())).toMatchObject({
    points: 400,
    maxPoints: 400,
    needs: [],
  });
});

describe("methods", () => {
  test("boolean: yes 2, no 0", () => {
    expect(pointsOf(criterion("VHCS-06"), { type: "boolean", yes: true })).toBe(200);
    expect(pointsOf(criterion("VHCS-06"), { type: "boolean", yes: false })).toBe(0);
  });

  test("levels: each level has its own points", () => {
    expect([0, 1, 2, 3].map((n) => pointsOf(criterion("DDCV-03"), level(n)))).toEqual([400, 300, 150, 0]);
  });

  test("checklist: half a point for each tick, held at the cap", () => {
    const one = criterion("VHCS-11");
    expect(pointsOf(one, ticks())).toBe(0);
    expect(pointsOf(one, ticks("https", "search", "trust"))).toBe(150);
    expect(pointsOf(one, ticks("https", "fresh", "org", "contact", "search", "a11y", "schedule", "trust"))).toBe(400);
    if (one.method.type !== "checklist") throw new Error("VHCS-11 is ticked");
    const capped = { ...one, maxPoints: 100, method: { ...one.method, cap: 100 } };
    expect(pointsOf(capped, ticks("https", "search", "trust"))).toBe(100);
  });

  test("deduct: each fault takes its points, and the floor holds", () => {
    const one = criterion("DDCV-02");
    expect(pointsOf(one, deduct(0, 0))).toBe(400);
    expect(pointsOf(one, deduct(3, 0))).toBe(100);
    expect(pointsOf(one, deduct(2, 3))).toBe(50);
    expect(pointsOf(one, deduct(4, 1))).toBe(0);
    expect(pointsOf(one, deduct(1_000_000_000, 1_000_000_000))).toBe(0);
    if (one.method.type !== "deduct") throw new Error("DDCV-02 deducts");
    expect(pointsOf({ ...one, method: { ...one.method, floor: 100 } }, deduct(9, 9))).toBe(100);
  });

  test("deduct: 3 of 11 absent is kept as counts and costs three faults", () => {
    expect(pointsOf(criterion("DDCV-02"), { type: "deduct", counts: [3, 0], present: 8, total: 11, time: "16:30" })).toBe(100);
  });

  test.each([
    [49, 50, 400],
    [9799, 10_000, 300],
    [489_999_999, 500_000_000, 300],
    [490_000_000, 500_000_000, 400],
    [95, 100, 300],
    [94_999, 100_000, 200],
    [90, 100, 200],
    [89_999, 100_000, 100],
    [85, 100, 100],
    [84_999, 100_000, 0],
    [0, 1, 0],
  ])(
    "ratio NYTT-12: %i of %i earn %i hundredths, the bounds 98, 95, 90, 85 belonging to the better side",
    (numerator, denominator, points) => {
      expect(pointsOf(criterion("NYTT-12"), ratio(numerator, denominator))).toBe(points);
    },
  );

  test("ratio: a share is compared exactly, not as 97,99… that prints as 98", () => {
    expect((979_999_999 / 1_000_000_000).toFixed(2)).toBe("0.98");
    expect(pointsOf(criterion("NYTT-12"), ratio(979_999_999, 1_000_000_000))).toBe(300);
    expect(pointsOf(criterion("NYTT-12"), ratio(980_000_000, 1_000_000_000))).toBe(400);
  });

  test("ratio: 100 % needs all of them, one missing of a thousand million is the next step", () => {
    expect(pointsOf(criterion("DDCV-05"), ratio(999_999_999, 1_000_000_000))).toBe(200);
    expect(pointsOf(criterion("DDCV-05"), ratio(1_000_000_000, 1_000_000_000))).toBe(300);
  });

  test.each([
    [1, 3, 133],
    [2, 3, 267],
    [1, 800, 1],
    [1, 801, 0],
    [3, 800, 2],
    [7, 10, 280],
    [10, 10, 400],
  ])("linear NYTT-04: %i of %i earn %i of 400, half up", (numerator, denominator, points) => {
    expect(pointsOf(criterion("NYTT-04"), ratio(numerator, denominator))).toBe(points);
  });

  test("linear: more than the whole earns no more than the whole", () => {
    expect(pointsOf(criterion("NYTT-04"), ratio(11, 10))).toBe(400);
  });

  test("a knock-out gives 0 whatever the answer, and also with none", () => {
    const one = criterion("DDCV-04");
    expect(scoreCriterion(one, entry(best(one), { knockedOut: true }), context())).toMatchObject({
      state: "scored",
      points: 0,
      maxPoints: 400,
      needs: [],
    });
    expect(scoreCriterion(one, entry(null, { knockedOut: true }), context())).toMatchObject({
      state: "scored",
      points: 0,
      maxPoints: 400,
      needs: [],
    });
  });

  test("a knock-out where the criterion has none, or beside an answer that cannot be, is refused", () => {
    expect(scoreCriterion(criterion("DDCV-02"), entry(deduct(0, 0), { knockedOut: true }), context()).needs).toEqual(["possibleAnswer"]);
    expect(scoreCriterion(criterion("DDCV-04"), entry(level(0), { knockedOut: true }), context()).needs).toEqual(["possibleAnswer"]);
  });
});

describe("what a criterion still needs", () => {
  const needs = (id: string, answer: Answer | null, more = {}) =>
    scoreCriterion(criterion(id), entry(answer, { note: "", ...more }), context()).needs;

  test("nothing has a default answer: without one it is not scored, which is not 0", () => {
    for (const one of defaultChecklist.criteria) {
      expect(scoreCriterion(one, undefined, context())).toMatchObject({
        state: "notScored",
        points: null,
        maxPoints: null,
        needs: ["score"],
      });
      expect(scoreCriterion(one, entry(null), context())).toMatchObject({
        state: "notScored",
        points: null,
        maxPoints: null,
        needs: ["score"],
      });
    }
  });

  test("a 0 needs a note or evidence, by every method", () => {
    expect(needs("VHCS-06", { type: "boolean", yes: false })).toEqual(["note"]);
    expect(needs("DDCV-01", level(2))).toEqual(["note"]);
    expect(needs("VHCS-11", ticks())).toEqual(["note"]);
    expect(needs("NYTT-12", ratio(0, 5))).toEqual(["note"]);
    expect(needs("DDCV-02", deduct(9, 9))).toEqual(["note"]);
    expect(needs("DDCV-04", null, { knockedOut: true })).toEqual(["note"]);
  });

  test("a deduction needs a note or evidence even where points remain, and blanks are no note", () => {
    expect(needs("DDCV-02", deduct(0, 1))).toEqual(["note"]);
    expect(needs("DDCV-02", deduct(0, 1), { note: " \u00a0\n" })).toEqual(["note"]);
    expect(needs("DDCV-02", deduct(0, 1), { note: "một người đi muộn" })).toEqual([]);
  });

  test("a quotation from the page stands for the note", () => {
    const quote = {
      type: "quote",
      id: "01890a5d-ac96-774b-bcce-b302099a8057",
      exact: "Không tìm thấy nội dung",
      prefix: "",
      suffix: "",
      url: "https://xa.example/",
      title: "",
      capturedAt: "2026-11-20T01:30:00.000Z",
    } as const;
    expect(needs("DDCV-01", level(2), { evidence: [quote] })).toEqual([]);
  });

  test("points lost without a 0 or a deduction need no note", () => {
    expect(needs("DDCV-01", level(1))).toEqual([]);
    expect(needs("NYTT-12", ratio(95, 100))).toEqual([]);
  });

  test("a part larger than its whole asks for the reason, and keeps both numbers", () => {
    const answer = ratio(6, 5);
    expect(contradicts(criterion("NYTT-12"), answer)).toBe(true);
    expect(needs("NYTT-12", answer)).toEqual(["contradictionReason"]);
    expect(needs("NYTT-12", { ...ratio(6, 5), contradictionReason: "  " } as Answer)).toEqual(["contradictionReason"]);
    expect(needs("NYTT-12", { ...ratio(6, 5), contradictionReason: "báo cáo ghi như vậy" } as Answer)).toEqual([]);
    expect(contradicts(criterion("NYTT-12"), ratio(5, 5))).toBe(false);
  });

  describe("a number check that the checklist states", () => {
    const figures = { resolved: 98, pendingOverdue: 2, carriedOver: 10, received: 95 };
    const counted = (more: Record<string, number>, reason?: string): Answer => ({
      type: "ratio",
      numerator: 95,
      denominator: 100,
      figures: more,
      ...(reason !== undefined && { contradictionReason: reason }),
    });

    test("is silent where the numbers agree, and where a figure that it names is not known", () => {
      expect(needs("NYTT-12", counted(figures))).toEqual([]);
      expect(needs("NYTT-12", counted({ resolved: 98, received: 5 }))).toEqual([]);
    });

    test("settled more than carried over and received asks for a reason, with both numbers; the points stay those of the ratio", () => {
      const wrong = counted({ resolved: 98, carriedOver: 10, received: 80 });
      expect(contradictionsIn(criterion("NYTT-12"), wrong)).toMatchObject([
        { parts: 98, whole: 90, title: { vi: expect.stringContaining("chuyển sang") } },
      ]);
      expect(needs("NYTT-12", wrong)).toEqual(["contradictionReason"]);
      expect(needs("NYTT-12", counted({ resolved: 98, carriedOver: 10, received: 80 }, "theo báo cáo công bố"))).toEqual([]);
    });

    test("the same file counted in two rows makes the parts larger than their whole", () => {
      const twice = counted({ resolved: 98, pendingOverdue: 2, carriedOver: 9, received: 90 });
      expect(contradictionsIn(criterion("NYTT-12"), twice)).toMatchObject([
        { parts: 100, whole: 99, title: { vi: expect.stringContaining("một dòng") } },
      ]);
    });

    test("takes no figure that the checklist does not ask for, and is refused where it names one", () => {
      expect(needs("NYTT-12", counted({ ...figures, invented: 1 }))).toEqual(["possibleAnswer"]);
      const method = { ...criterion("NYTT-12").method, checks: [{ parts: ["nobody"], whole: ["numerator"], title: { vi: "x", en: "x" } }] };
      const criteria = defaultChecklist.criteria.map((one) => (one.id === "NYTT-12" ? { ...one, method } : one));
      expect(v.safeParse(Checklist, { ...defaultChecklist, criteria }).success).toBe(false);
    });
  });

  test("not applicable by the inspector needs a reason", () => {
    expect(needs("DDCV-05", { type: "notApplicable", reason: " " })).toEqual(["notApplicableReason"]);
    expect(needs("DDCV-05", { type: "notApplicable", reason: "không có PAKN" })).toEqual([]);
  });
});

describe("not applicable", () => {
  test("a trait of the unit leaves its criteria out by itself, whatever the entry says", () => {
    const scored = scoreSheet(sheet(), context("both", { unitTraits: ["noDesk"] }));
    const out = scored.criteria.filter((score) => score.state === "notApplicable").map((score) => score.criterion.id);
    expect(out).toEqual(["VHCS-08", "NYTT-08"]);
    expect(scored).toMatchObject({ awarded: 9400, max: 9400, index: 10_000, complete: true, pending: [] });
  });

  test("a unit with no procedures has no posting but petitions, one-stop staff and feedback", () => {
    const scored = scoreSheet(sheet(), context("both", { unitTraits: ["noProcedures"] }));
    expect(scored.areas.find(({ area }) => area === "NYTT")).toMatchObject({ max: 600, index: 10_000 });
  });

  test("a trait that no criterion names changes nothing", () => {
    expect(scoreSheet(sheet(), context("both", { unitTraits: ["noElephants"] })).max).toBe(10_000);
  });

  test("a zero denominator leaves the criterion out and needs neither reason nor decision", () => {
    const scored = scoreSheet(sheet("both", { "DDCV-06": entry(ratio(0, 0), { note: "" }) }), context());
    expect(scored).toMatchObject({ max: 9700, complete: true, pending: [] });
  });

  test("the inspector's own waits for the lead, is left out meanwhile, and is named", () => {
    const own = { "DDCV-05": entry({ type: "notApplicable", reason: "không có PAKN" }) };
    const waiting = scoreSheet(sheet("both", own), context());
    expect(waiting).toMatchObject({ max: 9700, complete: true, pending: ["DDCV-05"] });
    const approved = scoreSheet(sheet("both", own), context("both", { approvedNotApplicable: new Set(["DDCV-05"]) }));
    expect(approved).toMatchObject({ max: 9700, complete: true, pending: [] });
  });

  test("an approval makes nothing not applicable that the inspector has scored", () => {
    expect(scoreSheet(sheet(), context("both", { approvedNotApplicable: new Set(["DDCV-05"]) })).max).toBe(10_000);
  });

  test("with the policy of full points it counts as applicable and earns them", () => {
    const full: Checklist = {
      ...defaultChecklist,
      criteria: defaultChecklist.criteria.map((one) =>
        one.id === "DDCV-05" && one.notApplicable ? { ...one, notApplicable: { ...one.notApplicable, treatment: "fullPoints" } } : one,
      ),
    };
    const zero = Object.fromEntries(defaultChecklist.criteria.map((one) => [one.id, entry(worst(one))]));
    const scored = scoreSheet({ ...zero, "DDCV-05": entry(ratio(0, 0)) }, context("both", { checklist: full }));
    expect(scored).toMatchObject({ awarded: 300, max: 10_000, index: 300 });
  });

  test("left out and rescaled: half of what is left is 50", () => {
    const half = Object.fromEntries(defaultChecklist.criteria.map((one, i) => [one.id, entry(i % 2 ? worst(one) : best(one))]));
    const before = scoreSheet(half, context());
    const after = scoreSheet({ ...half, "DDCV-05": entry(ratio(0, 0)) }, context());
    expect(after.max).toBe(before.max - 300);
    expect(after.index).toBe(Math.floor((after.awarded * 10_000) / after.max + 0.5));
  });
});

describe("less than 60 % of the form's points applicable", () => {
  /** Only these many hundredths of the remote form's 5600 apply. */
  const withOut = (...out: string[]) =>
    scoreSheet(
      sheet("remote", Object.fromEntries(out.map((id) => [id, entry({ type: "notApplicable", reason: "không phát sinh" })]))),
      context("remote"),
    );

  test("exactly 60 % is enough, one point less is not", () => {
    // Of 5600, 3360 are 60 %; all points come in halves, so a checklist of our own meets the bound.
    const [first, second] = defaultChecklist.criteria.filter((one) => one.notApplicable);
    if (!first || !second) throw new Error("two criteria can be not applicable");
    const list = (keep: number, out: number): Checklist => ({
      ...defaultChecklist,
      criteria: [
        { ...criterion("VHCS-06"), maxPoints: keep, method: { type: "boolean", yes: keep, no: 0 } },
        { ...first, maxPoints: out, method: { type: "boolean", yes: out, no: 0 } },
      ],
    });
    const scored = (keep: number, out: number) =>
      scoreSheet(
        { "VHCS-06": entry({ type: "boolean", yes: true }), [first.id]: entry({ type: "notApplicable", reason: "không phát sinh" }) },
        context("both", { checklist: list(keep, out) }),
      ).enoughApplicable;
    expect(scored(60, 40)).toBe(true);
    expect(scored(59, 40)).toBe(false);
    expect(scored(5999, 4001)).toBe(false);
    expect(scored(6000, 4000)).toBe(true);
  });

  test("it is measured against the form's own points, 56 when remote", () => {
    expect(withOut("DDCV-05", "DDCV-06", "VHCS-11", "NYTT-02", "NYTT-03").max).toBe(3700);
    expect(withOut("DDCV-05", "DDCV-06", "VHCS-11", "NYTT-02", "NYTT-03").enoughApplicable).toBe(true);
    expect(withOut("DDCV-05", "DDCV-06", "VHCS-11", "NYTT-02", "NYTT-03", "NYTT-04").enoughApplicable).toBe(false);
  });

  test("what is not scored yet counts as applicable, so an empty sheet is not told that too little applies", () => {
    expect(scoreSheet({}, context()).enoughApplicable).toBe(true);
    expect(scoreSheet({}, context("both", { unitTraits: ["noProcedures"] })).enoughApplicable).toBe(true);
  });

  test("a unit without procedures, desk and site keeps 56 of 100 points on a visit, and 31 of 56 without procedures remotely: too few", () => {
    const all = scoreSheet(sheet(), context("both", { unitTraits: ["noProcedures", "noDesk", "noSite"] }));
    expect(all).toMatchObject({ max: 5600, enoughApplicable: false });
    expect(scoreSheet(sheet(), context("remote", { unitTraits: ["noProcedures"] }))).toMatchObject({ max: 3100, enoughApplicable: false });
  });
});

describe("the sheet", () => {
  test("there is no index before every applicable criterion is scored, not even with one missing", () => {
    expect(scoreSheet({}, context())).toMatchObject({ index: null, complete: false });
    const { "NYTT-14": _, ...rest } = sheet();
    expect(scoreSheet(rest, context())).toMatchObject({ index: null, complete: false, awarded: 9900, max: 9900 });
    expect(scoreSheet(sheet(), context())).toMatchObject({ index: 10_000, complete: true, awarded: 10_000, max: 10_000 });
  });

  test("an area has its index as soon as the area is whole", () => {
    const ethics = Object.fromEntries(Object.entries(sheet()).filter(([id]) => id.startsWith("DDCV")));
    const scored = scoreSheet(ethics, context());
    expect(scored.index).toBeNull();
    expect(scored.areas.map(({ area, index }) => [area, index])).toEqual([
      ["DDCV", 10_000],
      ["VHCS", null],
      ["NYTT", null],
    ]);
  });

  test("a sheet of zeros has the index 0, which is not the same as none", () => {
    const zeros = Object.fromEntries(defaultChecklist.criteria.map((one) => [one.id, entry(worst(one))]));
    expect(scoreSheet(zeros, context())).toMatchObject({ index: 0, awarded: 0, max: 10_000, complete: true });
  });

  test("a missing note holds the sheet back but does not hide the index", () => {
    const scored = scoreSheet(sheet("both", { "VHCS-06": entry({ type: "boolean", yes: false }, { note: "" }) }), context());
    expect(scored).toMatchObject({ complete: false, index: 9800 });
  });

  test("a remote inspection scores the remote criteria only, of 56 points", () => {
    const scored = scoreSheet(sheet("both"), context("remote"));
    expect(scored).toMatchObject({ max: 5600, awarded: 5600, index: 10_000, complete: true });
    expect(scored.criteria).toHaveLength(criteriaOf(defaultChecklist, "remote").length);
    expect(scored.criteria.every((score) => score.criterion.forms.includes("remote"))).toBe(true);
  });

  test("where nothing applies there is no index and nothing is divided", () => {
    const only = defaultChecklist.criteria.filter((one) => one.id === "NYTT-12");
    const scored = scoreSheet({}, context("both", { checklist: { ...defaultChecklist, criteria: only }, unitTraits: ["noProcedures"] }));
    expect(scored).toMatchObject({ awarded: 0, max: 0, index: null, complete: true, enoughApplicable: false });
  });

  test("the index is half up: 1/8 of the points is 12,50, and 2 of 3 points are 66,67", () => {
    const [one] = defaultChecklist.criteria.filter((some) => some.method.type === "boolean");
    if (!one) throw new Error("a criterion answers yes or no");
    const three = ["a", "b", "c"].map((id) => ({ ...one, id }));
    const list = { ...defaultChecklist, criteria: three };
    const entries = Object.fromEntries(three.map(({ id }) => [id, entry({ type: "boolean", yes: id !== "c" })]));
    expect(scoreSheet(entries, context("both", { checklist: list })).index).toBe(6667);
  });

  test("entries whose names every object has count for nothing", () => {
    const hostile = JSON.parse('{"__proto__": {"DDCV-01": {"answer": {"type": "levels", "level": 0}, "note": "", "evidence": []}}}');
    expect(scoreSheet(hostile, context())).toEqual(scoreSheet({}, context()));
    expect(scoreSheet(Object.create(sheet()), context())).toEqual(scoreSheet({}, context()));
  });
});
