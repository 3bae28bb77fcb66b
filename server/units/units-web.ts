import type { Hono } from "hono";
import { type Language, say, vietnamDay, type Words } from "../../shared/text.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Needs } from "../database/needs.ts";
import { SheetProblem } from "../tables/sheet-rows.ts";
import type { ReadTable } from "../tables/table-kind.ts";
import { keyedForm } from "../web/form-key.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, showPage, type Web, type WebVariables } from "../web/web.ts";
import type { NewUnit } from "./new-units.ts";
import { loadUnits } from "./units.ts";
import { importOnce, readNewUnits } from "./units-import.ts";
import { UnitsPage, type UnitsPageProps } from "./units-page.tsx";

/** The administrator's first list of units, by the rules of `POST /api/units/import`: looked at first, then all rows or none. */
export function addUnits(web: Hono<WebVariables>, { database, now }: Needs): void {
  const today = () => vietnamDay(now());
  const show = async (c: Web, more: Partial<UnitsPageProps> = {}, status: 200 | 422 = 200) => {
    const here = await loadUnits(database.read, "all", today());
    const nothing = { text: "", problems: [], problemCount: 0, checked: undefined, imported: undefined };
    return showPage(c, UnitsPage, { here, ...nothing, ...more }, status);
  };

  web.get("/admin/units", async (c) => {
    const imported = /^\d{1,6}$/.test(c.req.query("imported") ?? "") ? Number(c.req.query("imported")) : undefined;
    return show(c, { imported });
  });

  web.post("/admin/units", async (c) => {
    const form = await readForm(c);
    const { language } = c.get("look");
    const table = await readTable(form, language, (bytes, asText) => readNewUnits(database.read, bytes, { language, asText }, now()));
    const { text, read: units, problems, problemCount } = table;
    const isLookedAt = problems.length === 0 && form["step"] !== "import";
    if (isLookedAt) return show(c, { text, checked: units });
    const request = keyedForm(c, form, text);
    const done = await importOnce(database, table, { request, made: (unitIds) => unitIds, now: now() });
    if (!done) return show(c, { text, problems, problemCount }, 422);
    return goTo(c, ownPath(`/admin/units?imported=${done.made.length}`));
  });
}

/** `text`: what was given, as it can be sent again: a browser does not choose a file twice. */
type Given = Pick<ReadTable<NewUnit>, "read" | "problems" | "problemCount"> & { readonly text: string };

/** The file where one was chosen, else what was pasted. */
async function readTable(
  form: Readonly<Record<string, unknown>>,
  language: Language,
  read: (bytes: Uint8Array, asText: boolean) => Promise<ReadTable<NewUnit>>,
): Promise<Given> {
  const { file, text: typed } = form;
  const pasted = typeof typed === "string" ? typed : "";
  const chosen = file instanceof File && file.size > 0;
  const refused = (words: Words, row = 1): Given => ({
    text: chosen ? "" : pasted,
    read: [],
    problems: [{ row, message: say(words, language) }],
    problemCount: 1,
  });
  if (!chosen && pasted.trim() === "") return refused(adminWords.sheetEmpty);
  try {
    // Behind the mark of an encoding nothing that was typed is taken for a workbook.
    const bytes = chosen ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(`\ufeff${pasted}`);
    const table = await read(bytes, chosen);
    return { ...table, text: table.text ?? pasted };
  } catch (problem) {
    if (problem instanceof SheetProblem) return refused(sheetWords[problem.what], problem.row);
    throw problem;
  }
}

const sheetWords: Readonly<Record<SheetProblem["what"], Words>> = {
  encoding: adminWords.sheetEncoding,
  quotes: adminWords.sheetQuotes,
  workbook: adminWords.sheetWorkbook,
  size: adminWords.sheetSize,
  effort: adminWords.sheetEffort,
};
