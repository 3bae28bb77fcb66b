import { formatDay, type Language, say } from "../../../shared/text.ts";
import { findingWords as words } from "../../../shared/words/cycle/findings.ts";
import type { Cell, Column, Table } from "../../exports/table.ts";
import type { FindingView } from "../../findings/finding-views.ts";
import { saysText, stateOf, verdictText } from "./finding-words.ts";

/** Findings as a table to take away, in their order. */
export function findingsTable(findings: readonly FindingView[], language: Language): Table {
  const t = (key: keyof typeof words) => say(words[key], language);
  const text = (key: keyof typeof words): Column => ({ title: t(key), holds: "text" });
  const columns: Column[] = [
    ...[text("columnUnit"), text("area"), text("columnCriterion"), text("columnText"), text("columnState"), text("columnNotice")],
    text("columnDue"),
    { title: t("columnDays"), holds: "count" },
    ...[text("columnFixedOn"), text("columnResponsible"), text("columnSays"), text("columnVerdict"), text("columnId")],
  ];
  const rows = findings.map((finding): Cell[] => {
    const answer = finding.steps.findLast(({ kind }) => kind === "answer");
    const verdict = finding.steps.findLast(({ kind }) => kind !== "answer");
    const said = answer && [saysText(language, answer), answer.text].filter((part) => part !== "").join(": ");
    const judged = verdict && `${verdictText(language, verdict)}: ${verdict.text}`;
    return [
      ...[finding.unitName, say(finding.areaTitle, language), finding.criterion, finding.text],
      ...[say(stateOf(finding, finding.turn).word, language), finding.turn === "waiting" ? null : formatDay(finding.noticeOn)],
      formatDay(finding.dueOn),
      finding.turn === "fixed" ? null : finding.daysLeft,
      ...[finding.fixedOn && formatDay(finding.fixedOn), finding.responsibleName, said ?? null, judged ?? null, finding.id],
    ];
  });
  return { name: t("sheetName"), columns, rows };
}
