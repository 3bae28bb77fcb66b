import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { contextOf, Draft, openNeeds, toSubmission, withChange } from "../../shared/sheets/draft.ts";
import { scoreSheet } from "../../shared/sheets/scoring.ts";
import { Submission } from "../../shared/sheets/submission.ts";
import { draft, entry, sentNow, sheet, sheetIds } from "./sheet-making.ts";

const now = new Date("2026-11-20T02:00:00.000Z");

describe("a draft becomes no submission", () => {
  const { "NYTT-14": _, ...oneMissing } = sheet();
  test.each([
    ["while nothing is scored", {}],
    ["while one criterion is missing", oneMissing],
    ["while a criterion stands open with a note", sheet("both", { "VHCS-06": entry(null) })],
    ["while a 0 has no note", sheet("both", { "VHCS-06": entry({ type: "boolean", yes: false }, { note: "" }) })],
    [
      "while a deduction has only blanks for a note",
      sheet("both", { "DDCV-02": entry({ type: "deduct", counts: [1, 0] }, { note: "  " }) }),
    ],
    ["while a part is larger than its whole", sheet("both", { "NYTT-12": entry({ type: "ratio", numerator: 6, denominator: 5 }) })],
    ["while not applicable has no reason", sheet("both", { "DDCV-05": entry({ type: "notApplicable", reason: "" }) })],
    ["while an answer cannot be", sheet("both", { "DDCV-01": entry({ type: "levels", level: 9 }) })],
  ])("%s", (_, entries) => {
    expect(toSubmission(draft(entries), defaultChecklist, sentNow)).toBeUndefined();
    expect(openNeeds(scoreSheet(entries, contextOf(draft(entries), defaultChecklist)))).not.toEqual([]);
  });

  test("while the reason for replacing what was sent is blank", () => {
    const replacing = { ...draft(sheet()), replaces: { id: sheetIds.submission, reason: " " } };
    expect(toSubmission(replacing, defaultChecklist, sentNow)).toBeUndefined();
    expect(
      toSubmission({ ...replacing, replaces: { id: sheetIds.submission, reason: "nhầm mức" } }, defaultChecklist, sentNow),
    ).toBeDefined();
  });
});

describe("a complete draft becomes a submission", () => {
  test("with its points, its index and everything that says what it is", () => {
    const sent = toSubmission(draft(sheet("both", { "DDCV-01": entry({ type: "levels", level: 1 }) })), defaultChecklist, sentNow);
    expect(sent).toMatchObject({
      format: 1,
      id: sentNow.id,
      inspectionId: sheetIds.inspection,
      unitId: sheetIds.unit,
      stage: "inspector",
      form: "both",
      visitedOn: "2026-11-20",
      checklist: { id: defaultChecklist.id, version: defaultChecklist.version },
      index: 9850,
      startedAt: "2026-11-20T01:30:00.000Z",
      sentAt: "2026-11-20T04:00:00.000Z",
    });
    expect(sent?.entries["DDCV-01"]).toMatchObject({ points: 150, answer: { type: "levels", level: 1 } });
    expect(v.parse(Submission, sent)).toEqual(sent);
  });

  test("with no points where a criterion is left out, and without entries of another form", () => {
    const entries = sheet("both", { "NYTT-12": entry({ type: "ratio", numerator: 0, denominator: 0 }) });
    const sent = toSubmission(draft(entries, "remote"), defaultChecklist, sentNow);
    expect(sent?.entries["NYTT-12"]?.points).toBeNull();
    expect(Object.keys(sent?.entries ?? {})).not.toContain("DDCV-02");
    expect(Object.keys(sent?.entries ?? {})).toHaveLength(defaultChecklist.criteria.filter((one) => one.forms.includes("remote")).length);
  });

  test("a knock-out without an answer travels", () => {
    const sent = toSubmission(draft(sheet("both", { "DDCV-04": entry(null, { knockedOut: true }) })), defaultChecklist, sentNow);
    expect(sent?.entries["DDCV-04"]).toMatchObject({ answer: null, knockedOut: true, points: 0 });
  });

  test("a surprise inspection and the replaced sheet travel with it", () => {
    const surprise = {
      planId: sheetIds.plan,
      unitId: sheetIds.unit,
      form: "both",
      visitedOn: "2026-11-20",
      openedAt: "2026-11-20T01:00:00.000Z",
    } as const;
    const replaces = { id: sheetIds.draft, reason: "nhầm mức" };
    expect(toSubmission({ ...draft(sheet()), surprise, replaces }, defaultChecklist, sentNow)).toMatchObject({ surprise, replaces });
    expect(Object.keys(toSubmission(draft(sheet()), defaultChecklist, sentNow) ?? {})).not.toContain("surprise");
  });

  test("the draft is left as it was", () => {
    const before = draft(sheet());
    const copy = structuredClone(before);
    toSubmission(before, defaultChecklist, sentNow);
    expect(before).toEqual(copy);
  });
});

describe("changing a draft", () => {
  test("counts the change, notes the time and leaves the old draft alone", () => {
    const before = draft({});
    const after = withChange(before, { type: "entry", criterionId: "DDCV-01", entry: { answer: { type: "levels", level: 0 } } }, now);
    expect(before.entries).toEqual({});
    expect(after).toMatchObject({ revision: 1, changedAt: now.toISOString(), startedAt: before.startedAt });
    expect(after.entries["DDCV-01"]).toEqual({ answer: { type: "levels", level: 0 }, note: "", evidence: [] });
  });

  test("a note does not take the answer away, nor an answer the note", () => {
    const noted = withChange(draft({}), { type: "entry", criterionId: "DDCV-01", entry: { note: "bảng cũ" } }, now);
    const both = withChange(noted, { type: "entry", criterionId: "DDCV-01", entry: { answer: { type: "levels", level: 1 } } }, now);
    expect(both.entries["DDCV-01"]).toEqual({ answer: { type: "levels", level: 1 }, note: "bảng cũ", evidence: [] });
  });

  test("clearing an answer makes it not scored, keeps the note and lifts the knock-out", () => {
    const out = draft({ "DDCV-04": entry({ type: "deduct", counts: [0, 0] }, { knockedOut: true }) });
    const cleared = withChange(out, { type: "clearAnswer", criterionId: "DDCV-04" }, now);
    expect(cleared.entries["DDCV-04"]).toEqual({ answer: null, note: "đã đối chiếu tại chỗ", evidence: [] });
  });

  test("two changes to different criteria, in either order, give the same sheet", () => {
    const a = { type: "entry", criterionId: "DDCV-01", entry: { answer: { type: "levels", level: 0 } } } as const;
    const b = { type: "entry", criterionId: "VHCS-06", entry: { answer: { type: "boolean", yes: true } } } as const;
    expect(withChange(withChange(draft({}), a, now), b, now)).toEqual(withChange(withChange(draft({}), b, now), a, now));
  });

  test("a reason is only for a sheet that replaces one", () => {
    expect(withChange(draft({}), { type: "replaceReason", reason: "x" }, now).replaces).toBeUndefined();
    const replacing = { ...draft({}), replaces: { id: sheetIds.submission, reason: "" } };
    expect(withChange(replacing, { type: "replaceReason", reason: "nhầm mức" }, now).replaces?.reason).toBe("nhầm mức");
  });

  test("another unit keeps every entry, drops the surprise of the old one and takes its own", () => {
    const surprise = {
      planId: sheetIds.plan,
      unitId: sheetIds.unit,
      form: "both",
      visitedOn: "2026-11-20",
      openedAt: "2026-11-20T01:00:00.000Z",
    } as const;
    const opened = { ...draft(sheet()), surprise };
    const { inspection, unit } = opened;
    const planned = withChange(opened, { type: "unit", inspectionId: sheetIds.plan, inspection, unit: { ...unit, name: "Xã khác" } }, now);
    expect(planned.surprise).toBeUndefined();
    expect(planned.entries).toEqual(opened.entries);
    expect(planned).toMatchObject({ inspectionId: sheetIds.plan, unit: { name: "Xã khác" } });
    expect(withChange(planned, { type: "unit", inspectionId: sheetIds.draft, inspection, unit, surprise }, now).surprise).toEqual(surprise);
  });

  test("in another inspection nothing of this one is replaced; in the same one the reason stays", () => {
    const replacing = { ...draft(sheet()), replaces: { id: sheetIds.submission, reason: "nhầm mức" } };
    const { inspection, unit } = replacing;
    expect(withChange(replacing, { type: "unit", inspectionId: sheetIds.plan, inspection, unit }, now).replaces).toBeUndefined();
    expect(withChange(replacing, { type: "unit", inspectionId: sheetIds.inspection, inspection, unit }, now).replaces).toEqual(
      replacing.replaces,
    );
  });

  test.each(["__proto__", "constructor", "toString"])(
    "a change to a criterion called %s reaches no prototype and cannot be sent",
    (criterionId) => {
      const changed = withChange(draft(sheet()), { type: "entry", criterionId, entry: { note: "độc" } }, now);
      expect(({} as Record<string, unknown>)["note"]).toBeUndefined();
      expect(Object.getPrototypeOf(changed.entries)).toBe(Object.prototype);
      expect(changed.entries[criterionId]).toEqual({ answer: null, note: "độc", evidence: [] });
      expect(Object.keys(toSubmission(changed, defaultChecklist, sentNow)?.entries ?? {})).toHaveLength(35);
    },
  );
});

describe("a stored draft", () => {
  test("reads back as it was written", () => {
    const stored = draft(sheet());
    expect(v.parse(Draft, JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  });

  test("is refused with another format, a broken id, or an entry that is none", () => {
    expect(v.is(Draft, { ...draft({}), format: 2 })).toBe(false);
    expect(v.is(Draft, { ...draft({}), id: "1" })).toBe(false);
    expect(v.is(Draft, { ...draft({}), entries: { "DDCV-01": { answer: 3 } } })).toBe(false);
    expect(v.is(Draft, { ...draft({}), revision: -1 })).toBe(false);
  });
});
