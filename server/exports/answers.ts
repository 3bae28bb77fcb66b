import { Worker } from "node:worker_threads";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { Refusal } from "../../shared/problem.ts";
import { type Language, say } from "../../shared/text.ts";
import { kindName } from "../../shared/units/kind-name.ts";
import { exportWords as words } from "../../shared/words/exports.ts";
import { fieldWords } from "../../shared/words/field.ts";
import type { AnsweredSheet } from "../results/results-answers.ts";
import { byteOrderMark, type Cell, type Column, csvHead, csvLine } from "./table.ts";

/** Which answers, from where, in whose words. */
export interface AnswersAsked {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly planId: string | undefined;
  readonly language: Language;
}

/** So many files are made at a time: each takes a thread. */
const mostAtOnce = 2;

/**
 * Every answer as CSV, made in a thread as fast as it is taken: nothing is gathered, and the request loop is left free. `too-many` while
 * others are being made.
 */
export function createAnswersWriter(): (asked: AnswersAsked) => ReadableStream<Uint8Array> {
  let running = 0;
  return (asked) => {
    if (running >= mostAtOnce) throw new Refusal("too-many", { seconds: "30" });
    running += 1;
    const worker = new Worker(new URL("./answers-worker.ts", import.meta.url), {
      workerData: asked,
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 },
    });
    worker.once("exit", () => {
      running -= 1;
    });
    return new ReadableStream({
      pull: (controller) =>
        new Promise((resolve, reject) => {
          worker.once("error", reject);
          worker.once("message", (part: unknown) => {
            worker.off("error", reject);
            if (part instanceof Uint8Array) controller.enqueue(part);
            else controller.close();
            resolve();
          });
          worker.postMessage("next");
        }),
      cancel: () => void worker.terminate(),
    });
  };
}

/** The file's beginning: the mark for Excel and the columns' titles. */
export function answersHead(language: Language): string {
  return byteOrderMark + csvHead(columnsIn(language), language);
}

/** One sheet's lines, one for each criterion. */
export function answersLines(sheet: AnsweredSheet, language: Language): string {
  const columns = columnsIn(language);
  return linesOf(sheet, language)
    .map((cells) => csvLine(cells, columns, language))
    .join("");
}

function columnsIn(language: Language): Column[] {
  const figures = new Set(["points", "maxPoints"]);
  const counts = new Set(["position", "evidence"]);
  const before = [
    "unit",
    "kind",
    "block",
    "visitedOn",
    "form",
    "inspection",
    "stage",
    "author",
    "submission",
    "receivedAt",
    "position",
    "checklist",
  ] as const;
  const own = ["area", "criterion", "title", "points", "maxPoints", "answer", "note", "evidence"] as const;
  return [...before, ...own].map((key) => ({
    title: say(words[key], language),
    holds: figures.has(key) ? "hundredths" : counts.has(key) ? "count" : "text",
  }));
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
