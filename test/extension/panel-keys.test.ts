import { describe, expect, it } from "vitest";
import { maskDossiers } from "../../extension/page/quote.ts";
import { commandOf } from "../../extension/sheet/commands.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { answerAfter, parseCount } from "../../shared/ui/criterion/answers.ts";
import type { Key } from "../../shared/ui/keyboard.ts";

function key(name: string, more: Partial<Key> = {}): Key {
  const code = /^\d$/.test(name) ? `Digit${name}` : "";
  return { key: name, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, keyCode: 0, ...more };
}
function criterion(id: string) {
  const found = defaultChecklist.criteria.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
}

describe("keys that are not ours", () => {
  it.each(["j", "1", "x", "?", "ArrowDown"])("%s in a text field writes or moves there", (name) => {
    expect(commandOf(key(name), "text", true)).toBeUndefined();
  });
  it.each(["j", "1", "x", "?"])("%s does nothing where shortcuts are switched off", (name) => {
    expect(commandOf(key(name), "other", false)).toBeUndefined();
  });
  it("arrows among radio buttons choose there", () => {
    expect(commandOf(key("ArrowDown"), "choice", true)).toBeUndefined();
  });
  it.each([{ isComposing: true }, { key: "Process", code: "Digit1" }, { keyCode: 229, code: "Digit1" }])(
    "letters that are part of a composed Vietnamese letter are left alone: %o",
    (more) => {
      for (const name of ["x", "1", "Escape"]) expect(commandOf(key(name, more), "other", true)).toBeUndefined();
    },
  );
  it("Ctrl and Alt belong to the browser", () => {
    expect(commandOf(key("1", { ctrlKey: true }), "other", true)).toBeUndefined();
    expect(commandOf(key("e", { altKey: true }), "other", true)).toBeUndefined();
    expect(commandOf(key("z", { ctrlKey: true }), "text", true)).toBeUndefined();
  });
});

describe("keys that are ours", () => {
  it("choose by the digit, with Shift too, whatever the layout writes there", () => {
    expect(commandOf(key("3"), "other", true)).toEqual({ type: "choose", n: 3, back: false });
    expect(commandOf(key("#", { code: "Digit3", shiftKey: true }), "other", true)).toEqual({ type: "choose", n: 3, back: true });
  });
  it.each([
    ["ă", "Digit1", 1],
    ["â", "Digit2", 2],
    ["&", "Digit1", 1],
    ["Dead", "Digit5", 5],
    ["đ", "Digit0", 0],
  ])("choose by the place of the digit row where the layout writes %s there", (name, code, n) => {
    expect(commandOf(key(name, { code }), "other", true)).toEqual({ type: "choose", n, back: false });
    expect(commandOf(key(name, { code }), "text", true)).toBeUndefined();
    expect(commandOf(key(name, { code, getModifierState: (modifier) => modifier === "AltGraph" }), "other", true)).toBeUndefined();
  });
  it("choose on the other pad where it writes digits, and move where it writes arrows", () => {
    expect(commandOf(key("1", { code: "Numpad1" }), "other", true)).toEqual({ type: "choose", n: 1, back: false });
    expect(commandOf(key("End", { code: "Numpad1" }), "other", true)).toBeUndefined();
    expect(commandOf(key("ArrowDown", { code: "Numpad2" }), "other", true)).toEqual({ type: "move", by: 1 });
  });
  it("undo by Ctrl+Z outside text fields, also without single keys", () => {
    expect(commandOf(key("z", { ctrlKey: true }), "other", false)).toEqual({ type: "undo" });
  });
  it("leave a text field by Escape", () => {
    expect(commandOf(key("Escape"), "text", false)).toEqual({ type: "leaveField" });
  });
});

describe("what a digit answers", () => {
  it("nothing where the criterion has no such choice", () => {
    expect(answerAfter(criterion("DDCV-01"), null, 4)).toBeUndefined();
    expect(answerAfter(criterion("DDCV-01"), null, 0)).toBeUndefined();
    expect(answerAfter(criterion("VHCS-06"), null, 3)).toBeUndefined();
    expect(answerAfter(criterion("DDCV-02"), null, 3)).toBeUndefined();
    expect(answerAfter(criterion("DDCV-05"), null, 1)).toBeUndefined();
  });
  it("a level, met or not met", () => {
    expect(answerAfter(criterion("DDCV-01"), null, 2)).toEqual({ type: "levels", level: 1 });
    expect(answerAfter(criterion("VHCS-06"), null, 2)).toEqual({ type: "boolean", yes: false });
  });
  it("ticks and unticks an item, and says that there is none", () => {
    const [first] = (criterion("VHCS-11").method as { items?: { key: string }[] }).items ?? [];
    const ticked = answerAfter(criterion("VHCS-11"), null, 1);
    expect(ticked).toEqual({ type: "checklist", ticked: [first?.key] });
    expect(answerAfter(criterion("VHCS-11"), ticked ?? null, 1)).toEqual({ type: "checklist", ticked: [] });
    expect(answerAfter(criterion("VHCS-11"), null, 0)).toEqual({ type: "checklist", ticked: [] });
  });
  it("adds and takes a fault, never below none, and keeps the headcount", () => {
    const before = { type: "deduct" as const, counts: [1, 0], time: "08:10", present: 8, total: 11 };
    expect(answerAfter(criterion("DDCV-02"), before, 2)).toEqual({ ...before, counts: [1, 1] });
    expect(answerAfter(criterion("DDCV-02"), before, 2, true)).toEqual({ ...before, counts: [1, 0] });
    expect(answerAfter(criterion("DDCV-02"), before, 0)).toEqual({ ...before, counts: [0, 0] });
  });
});

describe("a typed count", () => {
  it.each(["", "-1", "1,5", "87.03", "12.34.567", "abc", "1e3", "9999999999"])("“%s” is none", (text) => {
    expect(parseCount(text)).toBeUndefined();
  });
  it.each([
    ["0", 0],
    ["5.783", 5783],
    ["5 783", 5783],
    ["46,248", 46248],
    [" 51 ", 51],
  ])("“%s” is %i", (text, count) => {
    expect(parseCount(text)).toBe(count);
  });
});

describe("a quotation", () => {
  it("hides dossier numbers, which are personal data, and nothing else", () => {
    expect(maskDossiers("Hồ sơ 000.00.53.H48-220921-0099 theo thủ tục 1.012545.000.00.00.H48, gọi 0768.221.221")).toBe(
      "Hồ sơ 000.00.53.H48-••••••-•••• theo thủ tục 1.012545.000.00.00.H48, gọi 0768.221.221",
    );
  });
});
