import { textCell, textRow, workbookOf, zipOf } from "./workbook.ts";

export interface HostileTable {
  readonly name: string;
  readonly type: "csv" | "xlsx";
  /** Made when it is needed: some are large. */
  bytes(): Uint8Array;
  /** What the refusal says; "" where it is read, and everything in it is told. */
  readonly why: string;
  /** Refused within half a second: among what `npm test` sends. */
  readonly quick: boolean;
}

const head = "ten;loai;khoi;ma\r\n";
const headRow = textRow(1, ["ten", "loai", "khoi", "ma"]);
const oneRow = textRow(2, ["Sở Một", "so", "K", "1"]);
const megabytes = (count: number, piece: string) => piece.repeat(Math.floor((count * 1_000_000) / piece.length));
const csv = (name: string, text: () => string | Uint8Array, why: string, quick = false): HostileTable => ({
  ...{ name, type: "csv", why, quick },
  bytes: () => Buffer.from(text()),
});
const xlsx = (name: string, bytes: () => Uint8Array, why: string, quick = false): HostileTable => ({
  name,
  type: "xlsx",
  bytes,
  why,
  quick,
});
/** One sheet whose XML is packed. */
const sheet =
  (rows: () => string, more: { strings?: string; formats?: readonly string[] } = {}) =>
  () =>
    workbookOf({ packed: true, sheets: [{ rows: rows() }], ...more });

const size = "more than 30000 rows or 100 columns";

/** Files that are small or within the limit, and made to cost as much as they can. */
export const hostileTables: readonly HostileTable[] = [
  csv("7.9 MB of line breaks", () => megabytes(7.9, "\n"), ""),
  csv("7.9 MB of line breaks below a table", () => `${head}Sở Một;so;K;1\r\n${megabytes(7.8, "\r\n")}`, ""),
  csv("7.9 MB of line breaks before a table", () => `${megabytes(7.8, "\r\n")}${head}Sở Một;so;K;1`, size),
  csv("one cell of 8 MB", () => `${head}${megabytes(7.9, "x")}`, "row 2 is too long"),
  csv("8 MB of separators", () => megabytes(7.9, ";"), ""),
  csv("8 MB of blanks", () => megabytes(7.9, " "), ""),
  csv("a quote that never closes", () => `${head}"${megabytes(7.9, "x\r\n")}`, "the quotes do not match from row 2 on", true),
  csv("8 MB of quotes", () => megabytes(7.9, '"'), "row 1 is too long"),
  csv("quotes that open and close", () => megabytes(7.9, '""a'), "the quotes do not match from row 1 on"),
  csv("30,000 wrong rows", () => head + "Sở;lạ;;;;\r\n".repeat(29_999), ""),
  csv("30,000 names of one spelling", () => head + "Sở;so;K;\r\n".repeat(29_999), ""),
  csv("column names of 30,000 letters", () => `${`${"ạ".repeat(30_000)};`.repeat(60)}\nx`, ""),
  csv("blanks within names", () => `${head}${`a${" ".repeat(32_000)}b;so;K;1\r\n`.repeat(200)}`, ""),
  csv("marks upon marks", () => `${head}${`a${"\u0301\u0323".repeat(10_000)};so;K;1\r\n`.repeat(150)}`, ""),
  csv("UTF-16 that says nothing of it", () => Buffer.from(head, "utf16le"), "row 1 holds what is no text"),
  csv("half of a UTF-16 file", () => Buffer.from(`\ufeff${head}`, "utf16le").subarray(0, 41), "not UTF-16LE"),
  xlsx(
    "943 bytes of one attribute without end",
    () => workbookOf({ packed: true, sheets: [{ rows: `<row ${"r ".repeat(200_000)}></row>` }] }),
    "not a workbook that can be read",
  ),
  xlsx(
    "a sheet that unpacks to 200 MB of blanks",
    sheet(() => " ".repeat(200_000_000)),
    "too large when unpacked",
  ),
  xlsx(
    "60 MB of empty cells",
    sheet(() => `${headRow}${oneRow}<row r="3">${megabytes(55, "<c/>")}</row>`),
    "",
  ),
  xlsx(
    "60 MB of empty rows",
    sheet(() => `${headRow}${oneRow}${megabytes(55, "<row/>")}`),
    "",
  ),
  xlsx(
    "nested a million deep",
    sheet(() => megabytes(8, "<a>")),
    "nested too deep",
    true,
  ),
  xlsx(
    "a document type with entities",
    () =>
      workbookOf({
        sheets: [
          {
            xml: '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>',
          },
        ],
      }),
    "a document type",
    true,
  ),
  xlsx(
    "an entity that nobody declared",
    () => workbookOf({ sheets: [{ rows: '<row><c t="inlineStr"><is><t>&lol;</t></is></c></row>' }] }),
    "not a workbook that can be read",
  ),
  xlsx(
    "a cell a million rows down",
    () => workbookOf({ sheets: [{ rows: `${headRow}<row r="1048576">${textCell("A1048576", "x")}</row>` }] }),
    size,
    true,
  ),
  xlsx("a cell 16,384 columns away", () => workbookOf({ sheets: [{ rows: `${headRow}<row r="2">${textCell("XFD2", "x")}</row>` }] }), size),
  xlsx(
    "a million rows of one number",
    sheet(() => megabytes(30, '<row r="1"><c><v>1</v></c></row>')),
    "",
  ),
  xlsx(
    "one shared text of 30 MB",
    sheet(() => headRow, { strings: `<si><t>${megabytes(30, "x")}</t></si>` }),
    "a cell holds more than 32767 characters",
  ),
  xlsx(
    "millions of empty shared texts",
    sheet(() => headRow, { strings: megabytes(30, "<si/>") }),
    "more than 8000000 characters",
  ),
  xlsx(
    "a shared text of 32,000 letters in two million cells",
    sheet(() => headRow + `<row>${'<c t="s"><v>0</v></c>'.repeat(100)}</row>`.repeat(20_000), {
      strings: `<si><t>${"x".repeat(32_000)}</t></si>`,
    }),
    "more than 8000000 characters",
    true,
  ),
  xlsx(
    "a text in a million pieces",
    sheet(() => `<row><c t="inlineStr"><is>${megabytes(20, "<r><t>a</t></r>")}</is></c></row>`),
    "a cell holds more than 32767 characters",
  ),
  xlsx(
    "a value of 20 MB",
    sheet(() => `<row><c><v>${megabytes(20, "1")}</v></c></row>`),
    "a cell holds more than 32767 characters",
  ),
  // The parser gathers an attribute whole before anybody sees it: the process is ended by its heap limit.
  xlsx(
    "an attribute of 20 MB",
    sheet(() => `<row r="${megabytes(20, "1")}"/>`),
    "reading it takes too much time or memory",
  ),
  xlsx(
    "a hundred thousand attributes",
    sheet(() => `<row ${Array.from({ length: 100_000 }, (_, i) => `a${i}=""`).join(" ")}/>`),
    "",
  ),
  xlsx(
    "69,000 formats",
    sheet(() => headRow, { formats: Array.from({ length: 69_000 }, () => "[".repeat(250)) }),
    "",
  ),
  xlsx(
    "more files than a workbook has",
    () => zipOf(Array.from({ length: 60_000 }, (_, i) => ({ name: `${i}`, bytes: new Uint8Array() }))),
    "more than 200 files",
  ),
  xlsx(
    "sizes that lie",
    () => zipOf([{ name: "xl/workbook.xml", bytes: Buffer.from("<workbook/>"), packed: { claims: 4_000_000_000 } }]),
    "no visible sheet",
  ),
  xlsx(
    "150 sheets with a cell too far to the right",
    () =>
      workbookOf({
        packed: true,
        sheets: Array.from({ length: 150 }, () => ({ rows: `${textRow(1, ["x"])}<row r="2"><c r="ZZ2"><v>1</v></c></row>` })),
      }),
    size,
  ),
  xlsx("no directory", () => Buffer.from(`PK${megabytes(7, "PK\u0005")}`), "no directory"),
];
