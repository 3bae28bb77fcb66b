import { formatOf, shown } from "./number-format.ts";
import { createRows, type HasColumns, SheetProblem, type SheetRow, tableLimits, tooLarge } from "./sheet-rows.ts";
import { type Attributes, readXml } from "./xml-part.ts";
import { type Budget, listZip, unpack, type ZipEntry, ZipProblem } from "./zip.ts";

const limits = { files: 200, bytes: 60_000_000, strings: 500_000, styles: 70_000, formats: 1_000 } as const;

/** So many filled rows are looked at for the column names. */
const deepest = 20;

/** The filled rows of the first visible sheet that has the columns, else of the first visible one. `SheetProblem`. */
export async function readWorkbook(bytes: Uint8Array, hasColumns: HasColumns): Promise<SheetRow[]> {
  try {
    const files = new Map(listZip(bytes, limits.files).map((entry) => [entry.name.toLowerCase(), entry]));
    return await readFirstSheet({ files, budget: { bytes: limits.bytes } }, hasColumns);
  } catch (problem) {
    if (problem instanceof SheetProblem) throw problem;
    throw new SheetProblem("workbook", problem instanceof ZipProblem ? problem.message : "not a workbook that can be read", {
      cause: problem,
    });
  }
}

interface Parts {
  readonly files: ReadonlyMap<string, ZipEntry>;
  readonly budget: Budget;
}

async function readFirstSheet(parts: Parts, hasColumns: HasColumns): Promise<SheetRow[]> {
  const root = await readRelations(parts, "");
  const path = root.find(({ type }) => type === "officeDocument")?.path ?? "xl/workbook.xml";
  const { sheets, since1904 } = await readSheetList(parts, path);
  const related = await readRelations(parts, path);
  const visible = sheets.flatMap(({ id, hidden }) => related.filter((one) => !hidden && one.id === id && one.type === "worksheet"));
  const pathOf = (type: string) => related.find((one) => one.type === type)?.path ?? "";
  const context = {
    since1904,
    formats: await readFormats(parts, pathOf("styles")),
    strings: await readStrings(parts, pathOf("sharedStrings")),
  };
  let first: SheetRow[] | undefined;
  let problem: unknown;
  for (const sheet of visible) {
    try {
      const { rows, found } = await readSheet(parts, sheet.path, context, hasColumns);
      if (found) return rows;
      first ??= rows;
    } catch (wrong) {
      if (!(wrong instanceof SheetProblem)) throw wrong;
      problem ??= wrong;
    }
  }
  if (problem !== undefined) throw problem;
  if (!first) throw new ZipProblem("no visible sheet");
  return first;
}

async function readPart(parts: Parts, path: string, on: Parameters<typeof readXml>[1]): Promise<void> {
  const entry = parts.files.get(path.toLowerCase());
  if (entry) await readXml(unpack(entry, parts.budget), on);
}

interface Relation {
  readonly id: string;
  /** The last word of the type's address. */
  readonly type: string;
  readonly path: string;
}

/** What a part of the package points to; "" is the package itself. */
async function readRelations(parts: Parts, path: string): Promise<Relation[]> {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const relations: Relation[] = [];
  await readPart(parts, `${folder}_rels/${path.slice(folder.length)}.rels`, {
    open(name, { Id = "", Type = "", Target = "" }) {
      if (name !== "Relationship" || relations.length === 1_000) return;
      const target = Target.startsWith("/") ? Target.slice(1) : decodeURI(new URL(Target, `file:///${folder}`).pathname).slice(1);
      relations.push({ id: Id, type: Type.slice(Type.lastIndexOf("/") + 1), path: target });
    },
  });
  return relations;
}

async function readSheetList(parts: Parts, path: string) {
  const sheets: { id: string; hidden: boolean }[] = [];
  let since1904 = false;
  await readPart(parts, path, {
    open(name, attributes) {
      if (name === "workbookPr") since1904 = isTrue(attributes["date1904"]);
      if (name !== "sheet" || sheets.length === limits.files) return;
      const id = Object.entries(attributes).find(([own]) => own.endsWith(":id"))?.[1] ?? "";
      sheets.push({ id, hidden: (attributes["state"] ?? "visible") !== "visible" });
    },
  });
  return { sheets, since1904 };
}

function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}

/** The format of each cell style, by its number. */
async function readFormats(parts: Parts, path: string): Promise<string[]> {
  const own = new Map<number, string>();
  const styles: number[] = [];
  let inCells = false;
  await readPart(parts, path, {
    open(name, attributes) {
      if (name === "cellXfs") inCells = true;
      if (name === "numFmt" && own.size < limits.formats)
        own.set(Number(attributes["numFmtId"]), (attributes["formatCode"] ?? "").slice(0, 300));
      if (name === "xf" && inCells && styles.length < limits.styles) styles.push(Number(attributes["numFmtId"] ?? 0));
    },
    close(name) {
      if (name === "cellXfs") inCells = false;
    },
  });
  return styles.map((id) => formatOf(id, own));
}

/** The texts that cells name by their number. How a text is read aloud (rPh) is no part of it. */
async function readStrings(parts: Parts, path: string): Promise<string[]> {
  const strings: string[] = [];
  const text = createTexts();
  let size = 0;
  await readPart(parts, path, {
    open: text.open,
    text: text.text,
    close(name) {
      text.close(name);
      if (name !== "si") return;
      const string = text.take();
      size += string.length;
      if (strings.length === limits.strings || size > tableLimits.text)
        throw new SheetProblem("size", `more than ${tableLimits.text} characters`);
      strings.push(string);
    },
  });
  return strings;
}

/** Gathers the text of `t` elements, without those of `rPh`. */
function createTexts() {
  let gathered = "";
  let inText = false;
  let aloud = false;
  return {
    open(name: string) {
      if (name === "rPh") aloud = true;
      inText = name === "t" && !aloud;
    },
    text(piece: string) {
      if (inText) gathered = grown(gathered, piece, 1);
    },
    close(name: string) {
      if (name === "rPh") aloud = false;
      inText = false;
    },
    take(): string {
      const taken = gathered;
      gathered = "";
      return taken;
    },
  };
}

function grown(text: string, piece: string, row: number): string {
  if (text.length + piece.length > tableLimits.cell)
    throw new SheetProblem("size", `a cell holds more than ${tableLimits.cell} characters`, { row });
  return text + piece;
}

interface SheetContext {
  readonly since1904: boolean;
  readonly formats: readonly string[];
  readonly strings: readonly string[];
}

/** Thrown to end reading a sheet that is not the one. */
const notThisSheet = Symbol("not this sheet");

async function readSheet(
  parts: Parts,
  path: string,
  context: SheetContext,
  hasColumns: HasColumns,
): Promise<{ rows: SheetRow[]; found: boolean }> {
  const { rows, add } = createRows();
  const onRow = (row: SheetRow) => {
    add(row);
    if (rows.length === deepest && !hasColumns(rows)) throw notThisSheet;
  };
  try {
    await readPart(parts, path, createSheet(context, onRow));
  } catch (problem) {
    if (problem !== notThisSheet) throw problem;
    return { rows, found: false };
  }
  return { rows, found: hasColumns(rows) };
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  value: string;
  formula: string | undefined;
}

/** Reads a sheet's elements as they come and tells its filled rows. */
function createSheet(context: SheetContext, onRow: (row: SheetRow) => void): Parameters<typeof readXml>[1] {
  const inline = createTexts();
  let row = 0;
  let cells: string[] = [];
  let filled = false;
  let odd = new Map<number, string>();
  let cell: OpenCell | undefined;
  let column = 0;
  let within = "";
  const endCell = ({ column: place, ...ended }: OpenCell) => {
    const { text, format } = textOf(ended, inline.take(), context);
    const blank = text.trim() === "";
    if (text === "" || (blank && place > tableLimits.columns)) return;
    if (place > tableLimits.columns) throw tooLarge(row);
    filled ||= !blank;
    cells[place - 1] = text;
    if (format !== undefined) odd.set(place - 1, format);
  };
  const endRow = () => {
    if (filled) onRow({ row, cells: Array.from(cells, (text) => text ?? ""), ...(odd.size > 0 && { oddFormats: odd }) });
    cells = [];
    filled = false;
    odd = new Map();
    column = 0;
  };
  return {
    open(name, attributes) {
      within = name;
      inline.open(name);
      if (name === "row") row = rowOf(attributes, row);
      if (name === "c") {
        column = columnOf(attributes["r"]) ?? column + 1;
        cell = { column, type: attributes["t"] ?? "n", style: Number(attributes["s"] ?? 0), value: "", formula: undefined };
      }
      if (name === "f" && cell) cell.formula = "";
    },
    text(piece) {
      inline.text(piece);
      if (cell && within === "v") cell.value = grown(cell.value, piece, row);
      if (cell && within === "f") cell.formula = grown(cell.formula ?? "", piece, row);
    },
    close(name) {
      within = "";
      inline.close(name);
      if (name === "c" && cell) {
        endCell(cell);
        cell = undefined;
      }
      if (name === "row") endRow();
    },
  };
}

function rowOf({ r }: Attributes, before: number): number {
  if (r === undefined) return before + 1;
  if (!/^\d{1,7}$/.test(r)) throw new ZipProblem("a row without a number");
  return Number(r);
}

function columnOf(address: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d{1,7}$/.exec(address ?? "")?.[1];
  return letters === undefined ? undefined : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/**
 * A cell's text as a person sees it there: a formula that failed is `#REF!`, one that was never computed the formula itself. `format`: a
 * number is shown by this one, and otherwise than its digits.
 */
function textOf(
  { type, style, value, formula }: Omit<OpenCell, "column">,
  inline: string,
  context: SheetContext,
): { text: string; format?: string } {
  if (value === "" && inline === "") return { text: formula === undefined ? "" : `=${formula}` };
  if (type === "s") return { text: context.strings[Number(value)] ?? "" };
  if (type === "inlineStr") return { text: inline };
  if (type === "d") return { text: value.slice(0, 10) };
  if (type === "b") return { text: isTrue(value) ? "true" : "false" };
  if (type !== "n") return { text: value };
  const format = context.formats[style] ?? "General";
  const text = shown(value, format, context.since1904);
  return text === undefined ? { text: value, format } : { text };
}
