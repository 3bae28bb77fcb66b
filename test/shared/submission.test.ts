import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../shared/canonical.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { problems, Refusal } from "../../shared/problem.ts";
import { Evidence } from "../../shared/sheets/answer.ts";
import { toSubmission } from "../../shared/sheets/draft.ts";
import { checkSubmission, noteRule, rulesNow, Submission, Withdrawal } from "../../shared/sheets/submission.ts";
import { context, draft, entry, sentNow, sheet, sheetIds } from "./sheet-making.ts";

function submission(form: "both" | "remote" = "both", own = {}): Submission {
  const made = toSubmission(draft(sheet(form, own), form), defaultChecklist, sentNow);
  if (!made) throw new Error("the sheet is complete");
  return made;
}

/** The same with one entry changed. */
function changed(id: string, change: object): Submission {
  const made = submission();
  return {
    ...made,
    entries: { ...made.entries, [id]: { ...(made.entries[id] ?? { points: 0 }), ...change } as Submission["entries"][string] },
  };
}

function refusal(sent: Submission, where = context(sent.form)): { code: string; values: object } {
  try {
    checkSubmission(sent, where);
  } catch (problem) {
    if (problem instanceof Refusal) return { code: problem.code, values: problem.values };
    throw problem;
  }
  return { code: "accepted", values: {} };
}

describe("a submission is refused, with the criterion", () => {
  test("that no checklist knows", () => {
    expect(refusal(changed("DDCV-99", { answer: null, note: "", evidence: [] }))).toEqual({
      code: "unknown-criterion",
      values: { criterion: "DDCV-99" },
    });
  });

  test("that this form does not judge", () => {
    const made = submission("remote");
    const onsite = submission("both").entries["DDCV-02"];
    if (!onsite) throw new Error("DDCV-02 is scored on site");
    expect(refusal({ ...made, entries: { ...made.entries, "DDCV-02": onsite } })).toEqual({
      code: "unknown-criterion",
      values: { criterion: "DDCV-02" },
    });
  });

  test.each([
    ["a level behind the last", "DDCV-01", { answer: { type: "levels", level: 3 } }],
    ["another method's answer", "DDCV-01", { answer: { type: "boolean", yes: true } }],
    ["a knock-out where none stands", "DDCV-01", { knockedOut: true }],
    ["not applicable where it always applies", "DDCV-01", { answer: { type: "notApplicable", reason: "không" }, points: null }],
    ["a part of nothing", "NYTT-12", { answer: { type: "ratio", numerator: 1, denominator: 0 } }],
    ["too few counts", "DDCV-02", { answer: { type: "deduct", counts: [0] } }],
  ])("whose answer cannot be: %s", (_, id, change) => {
    expect(refusal(changed(id, change))).toEqual({ code: "impossible-answer", values: { criterion: id } });
  });

  test("that is not scored", () => {
    expect(refusal(changed("NYTT-14", { answer: null, points: null }))).toEqual({ code: "incomplete", values: { criterion: "NYTT-14" } });
    const made = submission();
    const { "NYTT-14": _, ...entries } = made.entries;
    expect(refusal({ ...made, entries })).toEqual({ code: "incomplete", values: { criterion: "NYTT-14" } });
  });

  test("whose part is larger than its whole without a reason", () => {
    const answer = { type: "ratio", numerator: 6, denominator: 5 };
    expect(refusal(changed("NYTT-12", { answer }))).toEqual({ code: "contradiction", values: { criterion: "NYTT-12" } });
    expect(refusal(changed("NYTT-12", { answer: { ...answer, contradictionReason: "báo cáo ghi như vậy" } })).code).toBe("accepted");
  });

  test("whose 0 or deduction is not explained", () => {
    const unexplained = { code: "note-missing", values: { criterion: "VHCS-06" } };
    expect(refusal(changed("VHCS-06", { answer: { type: "boolean", yes: false }, note: "", points: 0 }))).toEqual(unexplained);
    expect(refusal(changed("DDCV-02", { answer: { type: "deduct", counts: [0, 1] }, note: " ", points: 350 })).code).toBe("note-missing");
  });

  test("whose not applicable has no grounds: a note and evidence do not stand for them, and the refusal says so", () => {
    const answer = { type: "notApplicable", reason: "không có" };
    const sheet = changed("DDCV-05", { answer, points: null, note: "Xã chưa nhận hồ sơ nào" });
    const refused = { code: "not-applicable-reason", values: { criterion: "DDCV-05" } };
    expect(refusal(sheet, { ...context("both"), ...noteRule({ rules: rulesNow }) })).toEqual(refused);
    const { vi, en } = problems["not-applicable-reason"];
    expect([vi, en].join(" ")).toMatch(/ghi chú và bằng chứng không thay được.* a note or evidence does not stand for them/);
    expect(problems["note-missing"].vi).not.toContain("không phát sinh");
    expect(refusal(changed("DDCV-05", { answer: { ...answer, reason: " " }, points: null })).code).toBe("not-applicable-reason");
  });

  test("whose points are not what the answer earns, showing both", () => {
    expect(refusal(changed("DDCV-01", { points: 299 }))).toEqual({
      code: "points-differ",
      values: { criterion: "DDCV-01", device: "299", server: "300" },
    });
    expect(refusal(changed("DDCV-01", { points: null }))).toEqual({
      code: "points-differ",
      values: { criterion: "DDCV-01", device: "null", server: "300" },
    });
    expect(refusal(changed("NYTT-12", { answer: { type: "ratio", numerator: 0, denominator: 0 }, points: 400 }))).toEqual({
      code: "points-differ",
      values: { criterion: "NYTT-12", device: "400", server: "null" },
    });
  });

  test("whose index is not what the points give, showing both", () => {
    expect(refusal({ ...submission(), index: 9999 })).toEqual({ code: "index-differs", values: { device: "9999", server: "10000" } });
    expect(refusal({ ...submission(), index: null })).toEqual({ code: "index-differs", values: { device: "null", server: "10000" } });
  });

  test("that the unit's trait leaves out, when points are claimed for it", () => {
    expect(refusal(submission(), context("both", { unitTraits: ["noDesk"] }))).toEqual({
      code: "points-differ",
      values: { criterion: "VHCS-08", device: "400", server: "null" },
    });
  });
});

describe("a submission is malformed", () => {
  test.each<[string, object]>([
    [
      "with a third decimal in its points",
      { entries: { "DDCV-01": { answer: { type: "levels", level: 0 }, note: "", evidence: [], points: 150.5 } } },
    ],
    ["with points below zero", { entries: { "DDCV-01": { answer: { type: "levels", level: 0 }, note: "", evidence: [], points: -1 } } }],
    ["with points in words", { entries: { "DDCV-01": { answer: { type: "levels", level: 0 }, note: "", evidence: [], points: "150" } } }],
    ["without points", { entries: { "DDCV-01": { answer: { type: "levels", level: 0 }, note: "", evidence: [] } } }],
    ["with an index above 100", { index: 10_001 }],
    ["with an index that is no whole number of hundredths", { index: 87.03 }],
    [
      "with a count below zero",
      { entries: { "DDCV-02": { answer: { type: "deduct", counts: [-1, 0] }, note: "", evidence: [], points: 0 } } },
    ],
    [
      "with half a person",
      { entries: { "NYTT-12": { answer: { type: "ratio", numerator: 0.5, denominator: 1 }, note: "", evidence: [], points: 0 } } },
    ],
    [
      "with a clock time that is none",
      { entries: { "DDCV-02": { answer: { type: "deduct", counts: [0, 0], time: "24:00" }, note: "", evidence: [], points: 0 } } },
    ],
    ["with a knock-out that says no", { entries: { "DDCV-04": { answer: null, knockedOut: false, note: "", evidence: [], points: 0 } } }],
    ["with a member nobody knows", { score: 100 }],
    [
      "with a member nobody knows in an entry",
      { entries: { "DDCV-01": { answer: null, note: "", evidence: [], points: null, score: 1 } } },
    ],
    ["of a day that is none", { visitedOn: "2026-02-30" }],
    ["of a time that is none", { sentAt: "2026-02-30T00:00:00Z" }],
    ["of a time without a zone", { sentAt: "2026-11-20T00:00:00" }],
    ["of a stage nobody knows", { stage: "final" }],
    ["of another format", { format: 2 }],
    ["with an id that is none", { id: "../../etc/passwd" }],
    ["that replaces without a reason", { replaces: { id: sheetIds.draft, reason: " " } }],
    [
      "with a note longer than 4.000 characters",
      { entries: { "DDCV-01": { answer: null, note: "x".repeat(4001), evidence: [], points: null } } },
    ],
  ])("%s", (_, change) => {
    expect(v.is(Submission, { ...submission(), ...change })).toBe(false);
  });

  test("without any one of its members", () => {
    const made = submission();
    for (const name of Object.keys(made)) expect(v.is(Submission, { ...made, [name]: undefined }), name).toBe(false);
  });

  test("when it is no object at all", () => {
    for (const value of [null, [], "x", 1, undefined]) expect(v.is(Submission, value)).toBe(false);
  });

  test("when taken back without a reason", () => {
    expect(v.is(Withdrawal, { reason: "  ", at: "2026-11-20T04:00:00.000Z" })).toBe(false);
    expect(v.is(Withdrawal, { reason: "nhầm đơn vị", at: "2026-11-20T04:00:00.000Z" })).toBe(true);
  });
});

describe("names that every object has", () => {
  test.each(["__proto__", "constructor", "prototype"])(
    "an entry called %s changes no prototype, is not kept, and adds no points",
    (name) => {
      const json = JSON.stringify(submission()).replace(
        '"entries":{',
        `"entries":{"${name}":{"answer":null,"note":"","evidence":[],"points":10000},`,
      );
      const parsed = v.safeParse(Submission, JSON.parse(json));
      expect(({} as Record<string, unknown>)["points"]).toBeUndefined();
      if (!parsed.success) return;
      expect(Object.getPrototypeOf(parsed.output.entries)).toBe(Object.prototype);
      expect(Object.hasOwn(parsed.output.entries, name)).toBe(false);
      expect(checkSubmission(parsed.output, context())).toMatchObject({ awarded: 10_000, max: 10_000 });
      expect(canonicalJson(parsed.output)).toBe(canonicalJson(submission()));
    },
  );

  test.each(["toString", "hasOwnProperty", "valueOf"])("an entry called %s is an unknown criterion", (name) => {
    const json = JSON.stringify(submission()).replace(
      '"entries":{',
      `"entries":{"${name}":{"answer":null,"note":"","evidence":[],"points":null},`,
    );
    expect(refusal(v.parse(Submission, JSON.parse(json)))).toEqual({ code: "unknown-criterion", values: { criterion: name } });
  });

  test.each(["__proto__", "constructor"])("a member called %s beside the others is refused or dropped, and never read", (name) => {
    const parsed = v.safeParse(Submission, JSON.parse(`{"${name}":{"index":10000},${JSON.stringify(submission()).slice(1)}`));
    if (parsed.success) expect(canonicalJson(parsed.output)).toBe(canonicalJson(submission()));
  });
});

describe("evidence", () => {
  const quote = {
    type: "quote",
    id: sheetIds.draft,
    exact: "Chưa cập nhật",
    prefix: "",
    suffix: "",
    url: "https://xa.example/tin?id=1",
    title: "Tin tức",
    capturedAt: "2026-11-20T01:30:00.000Z",
  };

  test.each([
    "javascript:alert(document.cookie)",
    "data:text/html,<script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://xa.example/1",
    "/tin",
    "",
    " https://x.example/",
  ])("a quotation from %j is refused: its address becomes a link", (url) => {
    expect(v.is(Evidence, { ...quote, url })).toBe(false);
  });

  test("a quotation of nothing, or of a kind nobody knows, is refused and not dropped", () => {
    expect(v.is(Evidence, { ...quote, exact: "" })).toBe(false);
    expect(v.is(Evidence, { ...quote, type: "photo" })).toBe(false);
  });

  test("a quotation from a page is kept as it stands there, in NFC, markup and all", () => {
    expect(v.parse(Evidence, { ...quote, exact: "<b>Hòa</b>".normalize("NFD") })).toEqual({ ...quote, exact: "<b>Hòa</b>" });
    expect(v.is(Evidence, { ...quote, url: "HTTP://xa.example/" })).toBe(true);
  });
});

test("what a device sends is accepted, and the sheet is computed again", () => {
  expect(checkSubmission(submission(), context())).toMatchObject({ awarded: 10_000, max: 10_000, index: 10_000, complete: true });
  expect(checkSubmission(submission("remote"), context("remote"))).toMatchObject({ awarded: 5600, max: 5600, index: 10_000 });
});

test("an entry for a criterion that the unit's trait leaves out is kept and not counted", () => {
  const made = toSubmission(draft(sheet(), "both", ["noDesk"]), defaultChecklist, sentNow);
  if (!made) throw new Error("the sheet is complete");
  expect(made.entries["VHCS-08"]?.points).toBeNull();
  expect(checkSubmission(made, context("both", { unitTraits: ["noDesk"] }))).toMatchObject({ max: 9400 });
  const { "VHCS-08": _, ...without } = made.entries;
  expect(checkSubmission({ ...made, entries: without }, context("both", { unitTraits: ["noDesk"] }))).toMatchObject({ max: 9400 });
});

test("the points of a level are what the checklist says, whatever the note", () => {
  const made = submission("both", { "DDCV-03": entry({ type: "levels", level: 2 }) });
  expect(made.entries["DDCV-03"]?.points).toBe(150);
  expect(made.index).toBe(9750);
});
