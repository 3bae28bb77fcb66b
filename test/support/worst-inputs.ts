import { Hono } from "hono";
import * as v from "valibot";
import { maskDossiers } from "../../extension/page/quote.ts";
import { mostFormFile } from "../../server/evidence/form-upload.ts";
import { withoutMetadata } from "../../server/evidence/picture-metadata.ts";
import { formulaSafe } from "../../server/exports/table.ts";
import { languageOf } from "../../server/http/errors.ts";
import { sitesOf } from "../../server/units/unit-row-checks.ts";
import { Email, line } from "../../server/web/forms.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { findProcedureCodes, readProcedureCode } from "../../shared/catalogue/procedure-code.ts";
import { normalized, plainName, text as textOf } from "../../shared/text.ts";
import { parseWebsite, recogniseUnits } from "../../shared/units/unit.ts";
import { sameSpelling, withoutMarks } from "../../shared/vietnamese-text.ts";

/** How long a text can be when it comes to an expression or a parser: what bounds it. */
const caps = {
  /** Node refuses longer headers. */
  header: 16_384,
  /** What an address may be where it is taken in. */
  address: 2_000,
  /** A form's field. */
  form: 65_536,
  /** What a spreadsheet holds in a cell. */
  cell: 32_767,
  /** A score sheet. */
  sheet: 1_000_000,
  /** A note. */
  note: 4_000,
  /** A table's text. */
  table: 8_000_000,
  /** A page's text node, a stack: long, and bounded by what pages hold. */
  page: 200_000,
  /** Written by us or by whoever runs the server: environment, package, backup. */
  own: 1_000,
} as const;

/** A begin, what is repeated, and an end that spoils the match. */
type Worst = readonly [begin: string, repeated: string, end: string];

const repeat =
  ([begin, repeated, end]: Worst) =>
  (length: number) =>
    begin + repeated.repeat(Math.max(0, Math.floor((length - begin.length - end.length) / repeated.length))) + end;

/**
 * By pattern and flags, every expression that repeats something without a bound: the cap of what
 * meets it, and the input that costs it most.
 */
export const worstOfExpressions: Readonly<Record<string, { readonly cap: number; worst(length: number): string }>> = Object.fromEntries(
  (
    [
      [String.raw`^#\/[\w/-]*$`, "", caps.address, ["#/", "a", "!"]],
      [String.raw`^(chrome|moz)-extension:\/\/[^/]+\/panel\.html#[0-9a-f]{48}$`, "", caps.address, ["moz-extension://", "a", ""]],
      [String.raw`^\s*at |@`, "", caps.page, ["", " ", ""]],
      [String.raw`\s+`, "g", caps.page, ["", " a", ""]],
      [String.raw`\s+`, "", caps.note, ["", " a", ""]],
      [String.raw`^\d+$|^\d{1,3}(?:[.,\s]\d{3})+$`, "", caps.address, ["1", ".111", "!"]],
      ["[^a-z0-9]+", "g", caps.note, ["", "a-", ""]],
      [String.raw`"field":"([\w.-]+)\.(?:choice|points)"`, "", caps.sheet, ["", '"field":"a', ""]],
      [String.raw`\.\w+$`, "", caps.address, ["", ".a", "!"]],
      [String.raw`\{([^{}]*)\}`, "g", caps.sheet, ["", "{a", ""]],
      [String.raw`^#?[\w.-]*$`, "", caps.own, ["#", "a", "!"]],
      [String.raw`^(.*)\|([^|]*)$`, "s", caps.form, ["", "|a", "|"]],
      [String.raw`^(\S{1,10})[\s,;–-]*(.*)$`, "u", caps.form, ["1", " ", "\n"]],
      [String.raw`^(https?:\/\/|mailto:)[^\s"<>\\]+$`, "i", caps.sheet, ["https://", "a", " "]],
      [String.raw`^[a-z][a-z0-9+.-]*:|^\\|^\/\/`, "i", caps.sheet, ["a", "+", "!"]],
      [String.raw`^\/(admin\/templates|inspections\/[^/]+\/documents\/trial)$`, "", caps.header, ["/inspections/", "a", "/"]],
      [String.raw`^\/inspections\/[^/]+\/minutes$`, "", caps.header, ["/inspections/", "a", "/"]],
      [String.raw`^\/inspections\/[^/]+\/minutes\/stand$`, "", caps.header, ["/inspections/", "a", "/"]],
      [String.raw`^\/unit\/.*\/(files|answer)$`, "", caps.header, ["/unit/", "/files", "!"]],
      [String.raw`^\/findings\/[^/]+\/verdict$`, "", caps.header, ["/findings/", "a", "/"]],
      [String.raw`^\s*(PAGE|NUMPAGES|SECTION|SECTIONPAGES)\b[\w\s\\*@"#.]*$`, "i", caps.sheet, ["PAGE ", "a", "!"]],
      [
        String.raw`^\s*HYPERLINK\s+(?:\\l\s+)?"([^"{}]*)"(?:\s+\\[a-z]\s+"[^"]*"|\s+\\[hnm])*\s*$`,
        "i",
        caps.sheet,
        ['HYPERLINK "a"', ' \\o "a"', "!"],
      ],
      [String.raw`^word\/([a-z]+)\d*\.xml$`, "", caps.own, ["word/", "a", "!"]],
      [String.raw`^\/units\/([^/]+)$`, "", caps.header, ["/units/", "a", "/"]],
      [String.raw`^create trigger (\w+) .*? on (\w+) for each `, "", caps.own, ["create trigger a ", "a on a ", ""]],
      [String.raw`Firefox\/(\d+)`, "", caps.header, ["", "Firefox/", ""]],
      [String.raw`Edg\/(\d+)`, "", caps.header, ["", "Edg/", ""]],
      [String.raw`coc_coc_browser\/(\d+)`, "", caps.header, ["", "coc_coc_browser/", ""]],
      [String.raw`Chrome\/(\d+)`, "", caps.header, ["", "Chrome/", ""]],
      [String.raw`^[a-z][a-z+.-]*:\/\/`, "i", caps.address, ["a", "+", "!"]],
      [String.raw`^[^:]+:\/\/(\[[^\]]*\]|[^/?#:\\]*)`, "", caps.address, ["a://[", "a", ""]],
      [String.raw`^\d+(\.\d+){3}$`, "", caps.address, ["", "1", "."]],
      [String.raw`^::ffff:(?=\d+\.\d+\.\d+\.\d+$)`, "i", caps.header, ["::ffff:", "1", "."]],
      [String.raw`^(?!.*\.\.)[\w.-]+(\/[\w.-]+)*$`, "", caps.own, ["", "a/", "!"]],
      [String.raw`^(?:W\/)?"?([^"]*)"?$`, "", caps.header, ['W/"', "a", '""']],
      [String.raw`^[\w.-]+$`, "", caps.sheet, ["", "a", "!"]],
      [String.raw`^\d+$`, "", caps.form, ["", "1", "!"]],
      [String.raw`^[\w.:-]+$`, "", caps.own, ["", "a", "!"]],
      [String.raw`^\s+at `, "", caps.page, ["", " ", ""]],
      [String.raw`^(?:#,##|#*)(0*)(?:\.(0{1,15}))?$`, "", 300, ["#", "0", "!"]],
      [
        String.raw`^COPY public\.kysely_migration \(name, .*;\n([\s\S]*?)^\\\.$`,
        "m",
        caps.own,
        ["COPY public.kysely_migration (name, ;\n", "a\n", ""],
      ],
      ['^"(.*)"$', "", caps.header, ['"', '"', "a"]],
      [
        String.raw`^(#(REF|N\/A|VALUE|NAME|DIV\/0|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|GETTING_DATA)[!?]?|#{3,}|[=＝].*)$`,
        "isu",
        caps.cell,
        ["", "#", "a"],
      ],
      [String.raw`^\d+([.,]\d+)?e\+\d+$`, "i", caps.cell, ["1.", "1", "e"]],
      [String.raw`^[a-z]+:\/\/`, "i", caps.cell, ["", "a", ""]],
      [String.raw`[\s,;]+`, "", caps.cell, ["", " a", ""]],
      [String.raw`^Bearer +(\S+)$`, "i", caps.header, ["Bearer ", " ", ""]],
      [String.raw`^[\w.-]*$`, "", caps.sheet, ["", "a", "!"]],
      [String.raw`[\s\u200b-\u200d\u2060\ufeff]+`, "g", caps.cell, ["", " a", ""]],
      [String.raw`\{(\w+)(?::(duration)|\|([^|}]*)\|([^|}]*))?\}`, "g", caps.own, ["", "{a|", ""]],
      [String.raw`^https?:\/\/[^/?#\s]+$`, "", caps.cell, ["http://", "a", "/"]],
      [String.raw`^\/([^?#\s]*\/)?$`, "", caps.cell, ["/", "/", "a"]],
      [String.raw`[\p{L}\p{M}]+`, "gu", caps.cell, ["", "a ", ""]],
      [String.raw`(?<!\p{M})(\p{M}{10})\p{M}+`, "gu", caps.form, ["", `a${"\u0301".repeat(9)}`, ""]],
    ] as const
  ).map(([pattern, flags, cap, worst]) => [`/${pattern}/${flags}`, { cap, worst: repeat(worst) }]),
);

export interface Parser {
  readonly name: string;
  readonly cap: number;
  worst(length: number): string;
  run(text: string): unknown;
}

const noteSchema = textOf(caps.note);
const app = new Hono().get("/", (c) => c.text(languageOf(c)));

/** Our own loops over text that others write, each with the input that costs it most. */
export const parsers: readonly Parser[] = [
  ...(["a;", ",", " ", "vi;q=0.1,", '"', ';q="a"', "\t;"] as const).map((piece) => ({
    name: `the language asked for, of ${JSON.stringify(piece)}`,
    cap: caps.header,
    worst: repeat(["", piece, "x"]),
    run: (text: string) => app.request("/", { headers: { "accept-language": text } }),
  })),
  { name: "formulas escaped, among blanks", cap: caps.form, worst: repeat(["", " ", "="]), run: formulaSafe },
  { name: "formulas escaped, after separators", cap: caps.form, worst: repeat(["", "\n=", ""]), run: formulaSafe },
  { name: "canonical JSON of a text", cap: caps.page, worst: repeat(["", "\u0001", ""]), run: canonicalJson },
  {
    name: "canonical JSON of many members",
    cap: caps.sheet,
    worst: (length) => "x".repeat(length),
    run: (text) => canonicalJson(Object.fromEntries(Array.from({ length: text.length / 100 }, (_, i) => [`${i}`, i]))),
  },
  { name: "a name cleaned", cap: caps.cell, worst: repeat(["", "a\u0323\u0302\u202e", ""]), run: plainName },
  { name: "a spelling settled, marks upon marks", cap: caps.cell, worst: repeat(["a", "\u0301\u0323", ""]), run: sameSpelling },
  { name: "a spelling settled, many syllables", cap: caps.cell, worst: repeat(["", "ộ ", ""]), run: withoutMarks },
  {
    name: "a note of marks upon marks, as much as a body holds",
    cap: caps.sheet,
    worst: repeat(["a", "\u0301\u0323", ""]),
    run: (text) => v.safeParse(noteSchema, text),
  },
  {
    name: "a note of marks, as much as it may hold",
    cap: caps.note * 4,
    worst: repeat(["a", "\u0301\u0323", ""]),
    run: (text) => v.safeParse(noteSchema, text),
  },
  {
    name: "a note of as many marks in a row as are kept",
    cap: caps.note * 4,
    worst: repeat(["", `a${"\u0301\u0323".repeat(5)}`, ""]),
    run: (text) => v.safeParse(noteSchema, text),
  },
  {
    name: "an e-mail address in a form",
    cap: caps.form,
    worst: repeat(["a", "\u0301\u0323", ""]),
    run: (text) => v.safeParse(Email, text),
  },
  { name: "a password in a form", cap: caps.form, worst: repeat(["a", "\u0301\u0323", ""]), run: (text) => normalized(text, "NFKC") },
  { name: "a line of a form", cap: caps.form, worst: repeat(["a", "\u0301\u0323 ", ""]), run: (text) => v.safeParse(line(100), text) },
  { name: "a website read", cap: caps.cell, worst: repeat(["https://a.test/", "a.", "/x"]), run: parseWebsite },
  {
    name: "a page's address recognised",
    cap: caps.address,
    worst: repeat(["https://a.test/", "%aa", ""]),
    run: (text) => recogniseUnits([{ websites: [{ origin: "https://a.test", path: "/" }] }], text),
  },
  { name: "websites of a cell", cap: caps.cell, worst: repeat(["", "a ", ""]), run: (text) => sitesOf(text, () => {}) },
  { name: "procedure codes found", cap: caps.page, worst: repeat(["", "1.00000", ""]), run: findProcedureCodes },
  { name: "a procedure code read", cap: caps.cell, worst: repeat(["", "1.000001 ", ""]), run: readProcedureCode },
  { name: "dossier numbers masked", cap: caps.page, worst: repeat(["", "000.00.53.H48-220921-", ""]), run: maskDossiers },
];

export interface WorstPicture {
  readonly name: string;
  bytes(): Uint8Array;
  run(bytes: Uint8Array): unknown;
}

/** As large as a form's file may be, and made of what is looked at longest. */
function pictureOf(head: Uint8Array, piece: Uint8Array, end: Uint8Array): Uint8Array {
  const times = Math.floor((mostFormFile - head.length - end.length) / piece.length);
  return Buffer.concat([head, Buffer.alloc(times * piece.length, piece), end]);
}

const hex = (text: string) => Buffer.from(text, "hex");
const png = { head: hex("89504e470d0a1a0a0000000d494844520000000100000001080600000000000000"), end: hex("0000000049454e4400000000") };

/** Pictures that lose their metadata on the request loop. */
export const worstPictures: readonly WorstPicture[] = [
  ...(
    [
      ["JPEG of empty segments", "image/jpeg", () => pictureOf(hex("ffd8"), hex("ffe10002"), hex("ffd9"))],
      ["JPEG of bytes that fill", "image/jpeg", () => pictureOf(hex("ffd8"), hex("ff"), hex("ffd9"))],
      ["JPEG of one scan of escapes", "image/jpeg", () => pictureOf(hex("ffd8ffda00040101"), hex("ff00"), hex("ffd9"))],
      [
        "JPEG of large segments",
        "image/jpeg",
        () => pictureOf(hex("ffd8"), Buffer.concat([hex("ffe1ffff"), Buffer.alloc(65_533)]), hex("ffda00040101ffd9")),
      ],
      ["PNG of empty pieces", "image/png", () => pictureOf(png.head, hex("000000007445587400000000"), png.end)],
      ["PNG of one piece of pixels", "image/png", () => pictureOf(png.head, hex("000000004944415400000000"), png.end)],
      [
        "WebP of empty pieces",
        "image/webp",
        () => pictureOf(hex("52494646ffffff0057454250"), hex("4558494600000000"), hex("5650382000000000")),
      ],
    ] as const
  ).map(([name, type, bytes]) => ({ name, bytes, run: (picture: Uint8Array) => withoutMetadata(picture, type) })),
];
