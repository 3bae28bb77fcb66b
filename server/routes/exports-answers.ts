import { setImmediate } from "node:timers/promises";
import { criteriaOf } from "../../shared/checklist.ts";
import { type Language, say } from "../../shared/text.ts";
import { exportWords as words } from "../../shared/words/exports.ts";
import { fieldWords } from "../../shared/words/field.ts";
import type { AnsweredSheet } from "../database/results-answers.ts";
import { byteOrderMark, type Cell, type Column, csvHead, csvLine, kindName } from "./exports-table.ts";

/** Every answer as CSV, made as fast as it is taken: nothing is gathered, and other requests are answered in between. */
export function answersCsv(next: (after: number) => Promise<readonly AnsweredSheet[]>, language: Language): ReadableStream<Uint8Array> {
  const columns = columnsIn(language);
  const encoder = new TextEncoder();
  let after = 0;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(byteOrderMark + csvHead(columns, language)));
    },
    async pull(controller) {
      const sheets = await next(after);
      await setImmediate();
      const last = sheets.at(-1);
      if (!last) return controller.close();
      after = last.position;
      const lines = sheets.flatMap((sheet) => linesOf(sheet, language)).map((cells) => csvLine(cells, columns, language));
      // A page whose sheets have no criterion writes an empty chunk, and is followed by the next.
      controller.enqueue(encoder.encode(lines.join("")));
    },
  });
}

function columnsIn(language: Language): Column[] {
  const figures = new Set(["points", "maxPoints"]);
  const counts = new Set(["position", "evidence"]);
  const before = ["unit", "kind", "block", "visitedOn", "form", "inspection", "stage", "author", "submission", "receivedAt", "position", "checklist"] as const;
  const own = ["area", "criterion", "title", "points", "maxPoints", "answer", "note", "evidence"] as const;
  return [...before, ...own].map((key) => ({ title: say(words[key], language), holds: figures.has(key) ? "hundredths" : counts.has(key) ? "count" : "text" }));
}

function linesOf(sheet: AnsweredSheet, language: Language): Cell[][] {
  const { unit, checklist, entries, points } = sheet;
  const head = [
    ...[
      unit.name,
      kindName(unit.kind, language),
      unit.block,
      sheet.visitedOn,
      say(fieldWords[sheet.form], language),
      sheet.inspectionId,
      say(words[sheet.stage], language),
    ],
    ...[sheet.authorName, sheet.submissionId, sheet.receivedAt, sheet.position, `${checklist.id}@${checklist.version}`],
  ];
  return criteriaOf(checklist, sheet.form).map(({ id, area, title, maxPoints }) => {
    const entry = Object.hasOwn(entries, id) ? entries[id] : undefined;
    const answer = entry?.answer ?? null;
    return [
      ...head,
      area,
      id,
      title[language],
      points[id] ?? null,
      maxPoints,
      answer === null ? null : JSON.stringify(answer),
      entry?.note ?? null,
      entry?.evidence.length ?? 0,
    ];
  });
}
