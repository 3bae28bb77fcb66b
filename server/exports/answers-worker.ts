import { parentPort, workerData } from "node:worker_threads";
import { openReader } from "../database/open.ts";
import { loadAnsweredSheets } from "../results/results-answers.ts";
import { type AnswersAsked, answersHead, answersLines } from "./answers.ts";

/**
 * Runs in a thread of its own, on a reader of its own: each time it is
 * asked it hands over the next part of the file, `null` after the last.
 */
const { dataDir, databaseUrl, planId, language }: AnswersAsked = workerData;
// Every page is read once: there is nothing to keep.
const database = openReader(dataDir, databaseUrl, 2_000);
const encoder = new TextEncoder();
let after: number | undefined;

/** Moved to the other thread, not copied. */
function handOver(text: string): void {
  const part = encoder.encode(text);
  parentPort?.postMessage(part, [part.buffer]);
}

parentPort?.on("message", async () => {
  if (after === undefined) {
    after = 0;
    return handOver(answersHead(language));
  }
  const { sheets, after: next } = await loadAnsweredSheets(database, planId, after);
  if (next === undefined) {
    await database.close();
    parentPort?.postMessage(null);
    return parentPort?.close();
  }
  after = next;
  handOver(sheets.map((sheet) => answersLines(sheet, language)).join(""));
});
