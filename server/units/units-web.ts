import type { Hono } from "hono";
import { type Language, say, vietnamDay, type Words } from "../../shared/text.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import type { Needs } from "../database/needs.ts";
import { findDone, once } from "../ledger/requests.ts";
import { SheetProblem } from "../tables/sheet-rows.ts";
import type { RowProblems } from "../tables/table-columns.ts";
import { keyedForm } from "../web/form-key.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { loadUnitsHere } from "./unit-list.ts";
import type { UnitsHere } from "./unit-row-checks.ts";
import { readUnitTable } from "./unit-rows.ts";
import { importUnits, loadUnits, type NewUnit } from "./units.ts";
import { type UnitsPage, unitsPage } from "./units-page.ts";

/** The administrator's first list of units, by the rules of `POST /api/units/import`: looked at first, then all rows or none. */
export function addUnits(web: Hono<WebVariables>, { database, now }: Needs): void {
  const today = () => vietnamDay(now());
  const page = async (c: Web, more: Partial<UnitsPage> = {}) => {
    const here = await loadUnits(database.read, "all", today());
    return unitsPage(c.get("look"), { here, text: "", problems: [], problemCount: 0, checked: undefined, imported: undefined, ...more });
  };

  web.get("/admin/units", async (c) => {
    const imported = /^\d{1,6}$/.test(c.req.query("imported") ?? "") ? Number(c.req.query("imported")) : undefined;
    return c.html(await page(c, { imported }));
  });

  web.post("/admin/units", async (c) => {
    const form = await readForm(c);
    const { text, units, problems, problemCount } = await readTable(form, await loadUnitsHere(database.read, today()), c.get("look").language);
    const request = keyedForm(c, form, text);
    // Imported before, the units themselves are in the way.
    const before = problems.length > 0 ? await findDone<string[]>(database.read, request) : undefined;
    if (before) return goTo(c, ownPath(`/admin/units?imported=${before.made.length}`));
    if (problems.length > 0) return c.html(await page(c, { text, problems, problemCount }), 422);
    if (form["step"] !== "import") return c.html(await page(c, { text, checked: units }));
    const { made } = await once(database, request, now(), (within) => importUnits(within, units, whoOf(c).personId, now()));
    return goTo(c, ownPath(`/admin/units?imported=${made.length}`));
  });
}

interface Table extends RowProblems {
  /** What was given, as text that can be sent again: a browser does not choose a file twice. */
  readonly text: string;
  readonly units: readonly NewUnit[];
}

/** The file where one was chosen, else what was pasted. */
async function readTable(form: Readonly<Record<string, unknown>>, here: UnitsHere, language: Language): Promise<Table> {
  const { file, text: typed } = form;
  const pasted = typeof typed === "string" ? typed : "";
  const chosen = file instanceof File && file.size > 0;
  const refused = (words: Words, row = 1): Table => ({
    text: chosen ? "" : pasted,
    units: [],
    problems: [{ row, message: say(words, language) }],
    problemCount: 1,
  });
  if (!chosen && pasted.trim() === "") return refused(adminWords.sheetEmpty);
  try {
    // Behind the mark of an encoding nothing that was typed is taken for a workbook.
    const bytes = chosen ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(`\ufeff${pasted}`);
    const { read, problems, problemCount, text = pasted } = await readUnitTable(bytes, { here, from: undefined, language }, chosen);
    return { text, units: read, problems, problemCount };
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
