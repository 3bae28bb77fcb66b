import { formatDay, type Language, say, type Words } from "../../../shared/text.ts";
import { boardWords as words } from "../../../shared/words/board.ts";
import type { Column, Table } from "../../exports/table.ts";
import { formSaid, kindSaid } from "../../inspections/kind-words.ts";
import type { BoardRow } from "./board.ts";
import { linesOf } from "./stands-words.ts";
import { stepWords } from "./step-words.ts";

/** The board as a table to take away: what the reader sees, a line for each inspection. */
export function boardTable(rows: readonly BoardRow[], language: Language, lead: boolean): Table {
  const t = (said: Words, values = {}) => say(said, language, values);
  const text = (said: Words): Column => ({ title: t(said), holds: "text" });
  const columns: Column[] = [
    text(words.colUnit),
    text(words.block),
    text(words.kind),
    text(words.formOf),
    text(words.colVisit),
    text(words.step),
    text(words.colStands),
    text(words.colLate),
    { title: t(words.overdueDays), holds: "count" },
  ];
  const name = t(words.title);
  return {
    name,
    columns,
    rows: rows.map((row) => [
      row.unitName,
      row.block,
      t(kindSaid(row.kind)),
      t(formSaid(row.form)),
      formatDay(row.visitedOn),
      t(stepWords[row.step]),
      linesOf(row, t, lead)
        .map(({ said }) => said)
        .join("; "),
      row.dueOn === null ? null : formatDay(row.dueOn),
      row.overdue > 0 ? row.overdue : null,
    ]),
  };
}
