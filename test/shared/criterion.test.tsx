import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { describe, expect, test } from "vitest";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Entry } from "../../shared/sheets/answer.ts";
import { scoreCriterion } from "../../shared/sheets/scoring.ts";
import { CriterionItem } from "../../shared/ui/criterion/CriterionItem.tsx";
import { type SheetTools, SheetToolsContext } from "../../shared/ui/criterion/sheet-tools.ts";
import { panel } from "../../shared/words/panel.ts";
import { draft, inspection, unit } from "../extension/sample-sheets.ts";

const nothing = () => undefined;

function drawn(id: string, entry: Entry, traits: readonly string[] = []): string {
  const of = draft(inspection(unit("UBND xã Suối Ngàn", { traits: [...traits] })), { entries: { [id]: entry } });
  const tools: SheetTools = {
    draft: of,
    checklist: defaultChecklist,
    ...{ change: nothing, sayNotApplicable: nothing, clear: nothing, typeHalf: nothing },
    answerNow: () => entry.answer,
    halfTyped: () => ({}),
  };
  const criterion = defaultChecklist.criteria.find((one) => one.id === id) ?? expect.fail(`no ${id}`);
  const score = scoreCriterion(criterion, entry, { checklist: defaultChecklist, form: "both", unitTraits: traits });
  return renderToString(h(SheetToolsContext.Provider, { value: tools }, h(CriterionItem, { score, entry, open: true, onToggle: nothing })));
}

describe("a criterion where there is no browser", () => {
  test.each<[string, string, Entry["answer"], string]>([
    ["levels", "DDCV-01", { type: "levels", level: 0 }, 'name="answer-DDCV-01" checked'],
    ["a count of faults", "DDCV-02", { type: "deduct", counts: [3, 0] }, 'id="DDCV-02-fault-1"'],
    ["a ratio", "NYTT-01", { type: "ratio", numerator: 3, denominator: 4 }, "75 %"],
    ["a list to tick", "VHCS-08", { type: "checklist", ticked: [] }, 'name="none-VHCS-08" checked'],
    ["what does not apply", "NYTT-05", { type: "notApplicable", reason: "Chưa có quyết định mới" }, "Chưa có quyết định mới</textarea>"],
  ])("is drawn with its answer: %s", (_, id, answer, shown) => {
    expect(drawn(id, { answer, note: "Ghi chú", evidence: [] })).toContain(shown);
  });

  test("that the unit's trait leaves out has no answer to give, but a note", () => {
    const html = drawn("NYTT-01", { answer: null, note: "Ghi chú", evidence: [] }, ["noProcedures"]);
    expect(html).not.toContain("NYTT-01-numerator");
    expect(html).not.toContain(panel.clear.vi);
    expect(html).toContain("Ghi chú</textarea>");
  });
});
