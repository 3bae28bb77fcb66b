/*
 * Files to take away: the results and the shares of bands as CSV and XLSX, every answer as CSV. What is written is a table here first,
 * whatever the file; no cell of it is ever a formula. XLSX files and the answers are made in threads, and what they write is what the
 * results say: nothing is computed here.
 */

import type { ResultRow } from "../../shared/results/results.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import { type Language, say } from "../../shared/text.ts";
import { kindName } from "../../shared/units/kind-name.ts";
import { exportWords as words } from "../../shared/words/exports.ts";
import { fieldWords } from "../../shared/words/field.ts";

/** What a column holds: text, whole numbers, or figures in hundredths or tenths. */
export interface Column {
  readonly title: string;
  readonly holds: "text" | "count" | "hundredths" | "tenths";
}
/** `null` is an empty cell. */
export type Cell = string | number | null;
/** A sheet of a file: its name in a workbook, its columns and what stands in them. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The results as a table, in their order. */
export function resultsTable(results: Results, language: Language): Table {
  const t = (key: keyof typeof words) => say(words[key], language);
  const formOf = (form: string) => (form === "onsite" || form === "remote" || form === "both" ? say(fieldWords[form], language) : form);
  const live = results.basis === "live";
  const text = (key: keyof typeof words): Column => ({ title: t(key), holds: "text" });
  const columns: Column[] = [
    { title: t(live ? "rankLive" : "rank"), holds: "count" },
    text("tied"),
    text("unit"),
    text("kind"),
    text("block"),
    { title: t("index"), holds: "hundredths" },
    { title: t("bonus"), holds: "hundredths" },
    { title: t("penalty"), holds: "hundredths" },
    ...results.areas.map((area) => ({ title: area[language], holds: "hundredths" as const })),
    text("band"),
    text("basis"),
    text("incomplete"),
    text("provisional"),
    text("rankedOn"),
    text("settledByScorer"),
    text("visitedOn"),
    text("form"),
    text("checklist"),
    text("inspection"),
    text("unitId"),
  ];
  const rows = results.rows.map((row): Cell[] => [
    row.rank,
    row.tied ? t("yes") : null,
    row.name,
    kindName(row.kind, language),
    row.block,
    row.index,
    row.adjustment?.bonus ?? null,
    row.adjustment?.penalty ?? null,
    ...results.areas.map(({ id }) => areaCell(row, id, t("inspectorsDiffer"))),
    row.band?.name[language] ?? null,
    row.basis === null ? null : t(row.basis),
    row.unranked === null ? null : t(row.unranked),
    row.provisional ? t("yes") : null,
    t(live ? "rankedLive" : "rankedConcluded"),
    row.settledByScorer ? t("yes") : null,
    row.inspection?.visitedOn ?? null,
    row.inspection ? formOf(row.inspection.form) : null,
    row.inspection?.checklist ?? null,
    row.inspection?.id ?? null,
    row.unitId,
  ]);
  return { name: t(live ? "sheetLive" : "sheet"), columns, rows };
}

/** An area on which the inspectors differ says so in its figure's place: an empty cell would read like one that was not inspected. */
function areaCell({ areas }: ResultRow, id: string, differ: string): Cell {
  const own = areas.find(({ area }) => area === id);
  return own?.differs ? differ : (own?.index ?? null);
}

/**
 * A spreadsheet takes a cell that begins like this for a formula, and does what it says. A reader set to commas or tabs begins a cell at
 * each of them, quoted or not: its quotes do not begin where ours do. So what follows a separator or a line break within a text counts too.
 */
const formulaSigns = "=+-@＝＋－＠";
const separators = ",;\t\r\n";
const blank = /[\s"]/;
/** At a cell's beginning some readers take these away and look at the rest. */
const blankBegin = /^[\t\r\n]/;

/**
 * Text that no spreadsheet computes, wherever it begins its cells: an apostrophe stands before what begins like a formula. Each sign is
 * looked at once: an expression would look back over the same blanks from every one of them.
 */
export function formulaSafe(text: string): string {
  let safe = "";
  let written = 0;
  let begins = true;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text.charAt(i);
    if (begins && formulaSigns.includes(sign)) {
      safe += `${text.slice(written, i)}'`;
      written = i;
    }
    begins = separators.includes(sign) || (begins && blank.test(sign));
  }
  safe += text.slice(written);
  return blankBegin.test(safe) ? `'${safe}` : safe;
}

/** Excel in Việt Nam opens `;` and knows UTF-8 by the mark at the beginning. */
export const byteOrderMark = "\ufeff";

/** One line, ended; figures with the language's decimal sign and without grouping, so that they stay numbers. */
export function csvLine(cells: readonly Cell[], columns: readonly Column[], language: Language): string {
  const written = cells.map((cell, i) => {
    if (cell === null) return "";
    if (typeof cell === "number") return columns[i]?.holds === "hundredths" ? decimal(cell, language) : String(cell);
    const safe = formulaSafe(cell);
    return /[,;"\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${written.join(";")}\r\n`;
}

/** The line of the columns' titles. */
export function csvHead(columns: readonly Column[], language: Language): string {
  const titles = columns.map(({ title }) => title);
  return csvLine(titles, columns, language);
}

function decimal(hundredths: number, language: Language): string {
  const digits = String(Math.abs(hundredths)).padStart(3, "0");
  return `${hundredths < 0 ? "-" : ""}${digits.slice(0, -2)}${language === "vi" ? "," : "."}${digits.slice(-2)}`;
}
