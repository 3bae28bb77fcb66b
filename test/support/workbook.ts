import { crc32, deflateRawSync } from "node:zlib";

export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Packed with this, and what the directory claims of its size. */
  readonly packed?: { readonly claims?: number };
}

/** Files as a ZIP file. */
export function zipOf(files: readonly ZippedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let place = 0;
  for (const { name, bytes, packed } of files) {
    const title = Buffer.from(name, "utf8");
    const content = packed ? deflateRawSync(bytes) : Buffer.from(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(packed ? 8 : 0, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(packed?.claims ?? bytes.length, 18);
    common.writeUInt16LE(title.length, 22);
    parts.push(signed(0x04034b50), common, title, content);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(place, 10);
    directory.push(signed(0x02014b50), Buffer.from([20, 0]), common, rest, title);
    place += 30 + title.length + content.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(place, 12);
  return Buffer.concat([...parts, listed, signed(0x06054b50), end]);
}

function signed(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}

export interface Sheet {
  /** The elements within `sheetData`, or the whole document. */
  readonly rows?: string;
  readonly xml?: string;
  readonly state?: "hidden" | "veryHidden";
}

export interface WorkbookParts {
  readonly sheets: readonly Sheet[];
  /** Number formats, by the number of the cell style that uses each; 0 is General. */
  readonly formats?: readonly string[];
  /** The elements within `sst`. */
  readonly strings?: string;
  readonly since1904?: boolean;
  readonly packed?: boolean;
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const relations = (all: readonly (readonly [string, string, string])[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${related}/${type}" Target="${target}"/>`)
    .join("")}</Relationships>`;

/** A workbook as Excel packs it. */
export function workbookOf({ sheets, formats = [], strings, since1904, packed }: WorkbookParts): Buffer {
  const quoted = (format: string) => format.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const files: Record<string, string> = {
    "[Content_Types].xml":
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": relations([["rId1", "officeDocument", "xl/workbook.xml"]]),
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${related}"><workbookPr${since1904 ? ' date1904="1"' : ""}/><sheets>${sheets
      .map(({ state }, i) => `<sheet name="S${i + 1}" sheetId="${i + 1}"${state ? ` state="${state}"` : ""} r:id="rId${i + 1}"/>`)
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ...sheets.map((_, i) => [`rId${i + 1}`, "worksheet", `worksheets/sheet${i + 1}.xml`] as const),
      ["rIdS", "styles", "styles.xml"],
      ["rIdT", "sharedStrings", "/xl/sharedStrings.xml"],
    ]),
    "xl/styles.xml": `<styleSheet ${main}><numFmts>${formats.map((format, i) => `<numFmt numFmtId="${200 + i}" formatCode="${quoted(format)}"/>`).join("")}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats
      .map((_, i) => `<xf numFmtId="${200 + i}"/>`)
      .join("")}</cellXfs></styleSheet>`,
    ...(strings !== undefined && { "xl/sharedStrings.xml": `<sst ${main}>${strings}</sst>` }),
  };
  for (const [i, { rows = "", xml }] of sheets.entries()) {
    files[`xl/worksheets/sheet${i + 1}.xml`] = xml ?? `<worksheet ${main}><sheetData>${rows}</sheetData></worksheet>`;
  }
  const whole = Object.entries(files).map(([name, text]) => ({
    name,
    bytes: Buffer.from(`<?xml version="1.0"?>${text}`),
    ...(packed && { packed: {} }),
  }));
  return zipOf(whole);
}

/** A cell that holds text. */
export function textCell(address: string, text: string): string {
  return `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</t></is></c>`;
}

/** A row of texts from column A on. */
export function textRow(row: number, texts: readonly string[]): string {
  return `<row r="${row}">${texts.map((text, i) => textCell(`${String.fromCharCode(65 + i)}${row}`, text)).join("")}</row>`;
}
