import {
  AlignmentType,
  BorderStyle,
  type FileChild,
  Header,
  HeightRule,
  type ISectionOptions,
  LineRuleType,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from "docx";

/*
 * The layout of Decree 30/2020/NĐ-CP: A4, margins 20, 20, 30 and 15 mm, Times New Roman 14, page numbers top centre from the second page.
 * Lengths are in twentieths of a point.
 */

const mm = (millimetres: number) => Math.round((millimetres * 1440) / 25.4);
/** What is left between the margins. */
export const textWidth = 9355;
const none = { style: BorderStyle.NONE, size: 0, color: "auto" } as const;
const noBorders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none } as const;
const thin = { style: BorderStyle.SINGLE, size: 4, color: "000000" } as const;
const thinBorders = { top: thin, bottom: thin, left: thin, right: thin, insideHorizontal: thin, insideVertical: thin } as const;

interface Look {
  readonly bold?: boolean;
  readonly italics?: boolean;
  /** In half points. */
  readonly size?: number;
  /** Printed in capitals, however it was typed. */
  readonly allCaps?: boolean;
}

type Text = string | readonly (string | (Look & { readonly text: string }))[];

function runs(text: Text, look: Look): TextRun[] {
  const parts = typeof text === "string" ? [text] : text;
  return parts.map((part) => new TextRun({ ...look, ...(typeof part === "string" ? { text: part } : part) }));
}

const alignments = {
  left: AlignmentType.LEFT,
  centre: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
  both: AlignmentType.JUSTIFIED,
} as const;

interface Place extends Look {
  readonly align?: keyof typeof alignments;
  readonly before?: number;
  readonly after?: number;
  /** Of the first line. */
  readonly indent?: number;
  readonly keep?: boolean;
}

/** A paragraph of running text: both edges straight, its first line indented. */
export function body(
  text: Text,
  { align = "both", before = 0, after = 120, indent = mm(10), keep = false, ...look }: Place = {},
): Paragraph {
  return new Paragraph({
    alignment: alignments[align],
    indent: { firstLine: indent },
    spacing: { before, after, line: 264, lineRule: LineRuleType.AUTO },
    keepNext: keep,
    keepLines: keep,
    children: runs(text, look),
  });
}

export function heading(text: Text): Paragraph {
  return body(text, { bold: true, keep: true, align: "left", before: 120 });
}

export function centred(text: Text, look: Place = {}): Paragraph {
  return body(text, { align: "centre", indent: 0, after: 0, keep: true, ...look });
}

/** A line for the template alone: what opens and closes a repetition leaves no line behind. */
export function mark(tag: string): Paragraph {
  return new Paragraph({ spacing: { before: 0, after: 0 }, children: [new TextRun({ text: tag, size: 16 })] });
}

/** A short rule below what stands above, so wide in the middle of `within`. */
function rule(width: number, within: number): Paragraph {
  const side = Math.round((within - width) / 2);
  return new Paragraph({
    border: { bottom: { style: BorderStyle.SINGLE, size: 6, color: "000000", space: 0 } },
    indent: { left: side, right: side },
    spacing: { before: 0, after: 0, line: 60, lineRule: LineRuleType.EXACT },
    children: [],
  });
}

interface CellOptions extends Place {
  readonly width: number;
  readonly shaded?: boolean;
  readonly span?: number;
  readonly middle?: boolean;
}

function cell(children: readonly FileChild[], { width, shaded, span, middle }: CellOptions, flush = false): TableCell {
  const margin = flush ? 0 : 80;
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    ...(span !== undefined && { columnSpan: span }),
    ...(shaded && { shading: { fill: "EDEDED" } }),
    ...(middle && { verticalAlign: VerticalAlignTable.CENTER }),
    margins: { left: margin, right: margin },
    children: children as Paragraph[],
  });
}

function plainTable(widths: readonly number[], rows: readonly TableRow[]): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: widths.reduce((sum, one) => sum + one, 0), type: WidthType.DXA },
    columnWidths: [...widths],
    borders: noBorders,
    rows: [...rows],
  });
}

/** Whose document it is on the left, the motto on the right, and below them number, place and day. */
export function officialHead(number: string): FileChild[] {
  const widths = [3855, 5500] as const;
  const [left, right] = widths;
  const line = (text: string, look: Place = {}) => centred(text, { size: 26, ...look });
  return [
    body(["{draft}"], { bold: true, align: "right", indent: 0, after: 0 }),
    plainTable(widths, [
      new TableRow({
        children: [
          cell(
            [line("{authority}", { allCaps: true }), line("{body}", { bold: true, allCaps: true }), rule(1400, left)],
            { width: left },
            true,
          ),
          cell(
            [
              line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", { bold: true }),
              line("Độc lập - Tự do - Hạnh phúc", { bold: true, size: 28 }),
              rule(mm(56.1), right),
            ],
            { width: right },
            true,
          ),
        ],
      }),
      new TableRow({
        children: [
          cell([line(number, { before: 120 })], { width: left }, true),
          cell([line("{madeAt}, {madeOn}", { before: 120, italics: true, size: 28 })], { width: right }, true),
        ],
      }),
    ]),
  ];
}

/** The kind of document in capitals, what it is about, a rule. */
export function title(name: string, ...about: readonly string[]): FileChild[] {
  return [
    centred(name, { bold: true, before: 240 }),
    ...about.map((text) => centred(text, { bold: true })),
    rule(2600, textWidth),
    body("", { after: 60, size: 12 }),
  ];
}

export interface ColumnOf {
  readonly title: string;
  readonly width: number;
  readonly align?: Place["align"];
}

interface RowOptions {
  readonly bold?: boolean;
  readonly shaded?: boolean;
  /** It may go on over the page: notes are as long as they are. */
  readonly split?: boolean;
}

/** A table with a head that is repeated on every page; its rows are not torn apart. */
export function table(columns: readonly ColumnOf[], rows: readonly (RowOptions & { readonly cells: readonly Text[] })[], size = 24): Table {
  const small = (text: Text, look: Place) =>
    new Paragraph({
      alignment: alignments[look.align ?? "left"],
      spacing: { before: 20, after: 20, line: 240, lineRule: LineRuleType.AUTO },
      children: runs(text, { size, ...(look.bold && { bold: true }) }),
    });
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(({ title: text, width }) => cell([small(text, { bold: true, align: "centre" })], { width, middle: true })),
  });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: columns.reduce((sum, { width }) => sum + width, 0), type: WidthType.DXA },
    columnWidths: columns.map(({ width }) => width),
    borders: thinBorders,
    rows: [
      head,
      ...rows.map(
        ({ cells, bold = false, shaded = false, split = false }) =>
          new TableRow({
            cantSplit: !split,
            children: columns.map(({ width, align = "left" }, at) => cell([small(cells[at] ?? "", { bold, align })], { width, shaded })),
          }),
      ),
    ],
  });
}

export interface Signer {
  readonly title: readonly string[];
  readonly how: string;
  readonly name: string;
}

const recipientLines = (lines: readonly string[]) => [
  body("Nơi nhận:", { align: "left", indent: 0, after: 0, bold: true, italics: true, size: 24 }),
  ...lines.map((text) => body(`- ${text}`, { align: "left", indent: 0, after: 0, size: 22 })),
];

const checkLines = () => [
  body(["Mã đối chiếu: ", { text: "{code}", bold: true }], { align: "right", indent: 0, after: 0, size: 22 }),
  body("Đối chiếu tại {verifyAt}", { align: "right", indent: 0, after: 0, size: 20 }),
  body("Số liệu lúc {dataAt}; bộ tiêu chí {checklist}; vị trí sổ {position}", { align: "right", indent: 0, after: 0, size: 20 }),
  body("Chỉ cho biết số liệu không đổi; không thay chữ ký, con dấu.", { align: "right", indent: 0, after: 0, size: 20, italics: true }),
];

/** Signatures, recipients and the code: one block that is never torn apart. */
export function ending(signers: readonly Signer[], recipients: readonly string[]): FileChild[] {
  const half = [3700, textWidth - 3700] as const;
  const alone = signers.length === 1;
  const width = alone ? half[1] : Math.floor(textWidth / signers.length);
  const block = ({ title: lines, how, name }: Signer) =>
    cell(
      [
        ...lines.map((text) => centred(text, { bold: true })),
        centred(how, { italics: true, size: 26 }),
        ...Array.from({ length: 3 }, () => centred("")),
        centred(name, { bold: true }),
      ],
      { width },
      true,
    );
  const named = cell(recipientLines(recipients), { width: half[0] }, true);
  const nobody = cell([centred("")], { width: half[0] }, true);
  // Who signs alone signs on the right, beside the recipients.
  const signatures = alone
    ? plainTable(half, [new TableRow({ cantSplit: true, children: [named, ...signers.map(block)] })])
    : plainTable(
        signers.map(() => width),
        [new TableRow({ cantSplit: true, children: signers.map(block) })],
      );
  const below = plainTable(half, [
    new TableRow({ cantSplit: true, children: [alone ? nobody : named, cell(checkLines(), { width: half[1] }, true)] }),
  ]);
  const outer = plainTable(
    [textWidth],
    [
      new TableRow({
        cantSplit: true,
        height: { value: 0, rule: HeightRule.AUTO },
        children: [cell([signatures, centred(""), below, mark("")], { width: textWidth }, true)],
      }),
    ],
  );
  return [outer];
}

/** A page of a document: from the second page on its number stands on top. */
export function section(children: readonly FileChild[]): ISectionOptions {
  const numbered = new Header({
    children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ size: 26, children: [PageNumber.CURRENT] })] })],
  });
  return {
    properties: {
      titlePage: true,
      page: {
        size: { width: 11_906, height: 16_838 },
        margin: { top: mm(20), bottom: mm(20), left: mm(30), right: mm(15), header: mm(10), footer: mm(10) },
      },
    },
    headers: { default: numbered, first: new Header({ children: [new Paragraph({ children: [] })] }) },
    children: children as Paragraph[],
  };
}
