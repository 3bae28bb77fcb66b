import sax from "sax";
import { short } from "./template-archive.ts";
import { refuse, type TemplateFault, TemplateProblem } from "./template-problem.ts";

/** A paragraph's text, in the order in which paragraphs begin. */
export interface Paragraph {
  readonly part: string;
  readonly number: number;
  text: string;
}

const relationships =
  /^http:\/\/(schemas\.openxmlformats\.org\/officeDocument\/2006|purl\.oclc\.org\/ooxml\/officeDocument)\/relationships$/;
const deepest = 60;
const mostElements = 400_000;

/** Elements that fetch, run or hide something; whatever their prefix. */
const refusedElements = new Set(
  [
    "altChunk",
    "object",
    "OLEObject",
    "control",
    "subDoc",
    "contentPart",
    "movie",
    "framesetSplitbar",
    "oleObj",
    "dir",
    "script",
    "webVideoPr",
  ].map((name) => name.toLowerCase()),
);
const tracked = new Set(["ins", "del", "moveFrom", "moveTo", "delText", "delInstrText"]);
const codes = /^\s*(PAGE|NUMPAGES|SECTION|SECTIONPAGES)\b[\w\s\\*@"#.]*$/i;
const link = /^\s*HYPERLINK\s+(?:\\l\s+)?"([^"{}]*)"(?:\s+\\[a-z]\s+"[^"]*"|\s+\\[hnm])*\s*$/i;

/** What a reader follows by a click: it alone may lead outside. */
const clicked = new Set(["hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"]);
/** Parts of a drawing whose address is that of a picture, which Word fetches by itself. */
const fetched = new Set(["imagedata", "fill", "stroke"]);

/** Where a link may lead that a reader follows. */
export function isLink(target: string): boolean {
  return /^(https?:\/\/|mailto:)[^\s"<>\\]+$/i.test(target) || isInside(target);
}

function isInside(target: string): boolean {
  return /^#?[\w.-]*$/.test(target);
}

/**
 * Reads a part from end to end and refuses what a template may not hold; gives the paragraphs' texts. `relations`: what the part may point
 * to.
 */
export function readPart(part: string, bytes: Buffer, relations: readonly Relation[]): Paragraph[] {
  const targets = new Map(relations.map((one) => [one.id, one]));
  const faults: TemplateFault[] = [];
  const paragraphs: Paragraph[] = [];
  const open: Paragraph[] = [];
  const fields: { code: string }[] = [];
  let depth = 0;
  let elements = 0;
  let inText = 0;
  let inCode = 0;
  const name = short(part);
  const place = () => ({ part: name, paragraph: String(open.at(-1)?.number ?? 0), near: near(open.at(-1)?.text ?? "") });
  const demandCode = (code: string) => {
    if (codes.test(code)) return;
    const target = link.exec(code)?.[1];
    if (target !== undefined && isLink(target)) return;
    faults.push({ fault: "code", values: { code: code.trim().slice(0, 60), ...place() } });
  };
  const parser = new sax.SAXParser(true, { xmlns: true, position: false });
  parser.onerror = () => refuse("broken", { part: name });
  parser.ondoctype = () => refuse("doctype", { part: name });
  parser.onprocessinginstruction = ({ name: target }) => {
    if (target !== "xml") refuse("broken", { part: name });
  };
  parser.onopentag = (tag) => {
    depth += 1;
    elements += 1;
    if (depth > deepest) refuse("deep", { part: name });
    if (elements > mostElements) refuse("tooLarge");
    const { local, attributes } = tag as sax.QualifiedTag;
    if (local === "p") {
      const paragraph = { part: name, number: paragraphs.length + 1, text: "" };
      paragraphs.push(paragraph);
      open.push(paragraph);
    }
    if (refusedElements.has(local.toLowerCase())) faults.push({ fault: "object", values: { element: local, ...place() } });
    if (tracked.has(local)) faults.push({ fault: "tracked", values: place() });
    if (local === "t") inText += 1;
    if (local === "instrText") inCode += 1;
    for (const { local: own, uri, value } of Object.values(attributes)) {
      const target = targets.get(value);
      if (relationships.test(uri) && value !== "" && (!target || (target.outside && !clicked.has(local))))
        faults.push({ fault: "missingPart", values: place() });
      const isPicture = /^(src|althref)$/i.test(own) || (/^href$/i.test(own) && fetched.has(local));
      if (isPicture ? !isInside(value) : /^href$/i.test(own) && !isLink(value))
        faults.push({ fault: "outside", values: { target: value.slice(0, 80), part: name } });
      if (local === "fldSimple" && own === "instr") demandCode(value);
      if (local === "fldChar" && own === "fldCharType") fieldMark(value);
    }
    if (local === "tab" || local === "br") addText(" ");
  };
  const fieldMark = (mark: string) => {
    if (mark === "begin") fields.push({ code: "" });
    const field = fields.at(-1);
    if (!field || mark === "begin") return;
    if (mark === "separate") {
      demandCode(field.code);
      field.code = " PAGE ";
    } else if (mark === "end") {
      demandCode(field.code);
      fields.pop();
    }
  };
  const addText = (text: string) => {
    const paragraph = open.at(-1);
    if (paragraph) paragraph.text += text;
  };
  parser.ontext = (text) => {
    if (inText > 0) addText(text);
    const field = fields.at(-1);
    // Code outside of a field does nothing, and is no text either.
    if (inCode > 0 && field) field.code += text;
    else if (inCode > 0) demandCode(text);
  };
  parser.oncdata = parser.ontext;
  parser.onclosetag = (qualified) => {
    depth -= 1;
    const local = qualified.slice(qualified.indexOf(":") + 1);
    if (local === "p") open.pop();
    if (local === "t") inText -= 1;
    if (local === "instrText") inCode -= 1;
  };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    refuse("broken", { part: name });
  }
  for (let at = 0; at < text.length; at += 65_536) parser.write(text.slice(at, at + 65_536));
  parser.close();
  if (fields.some(({ code }) => code.trim() !== "")) for (const { code } of fields) demandCode(code);
  if (faults.length > 0) throw new TemplateProblem(faults.slice(0, 20));
  return paragraphs;
}

/** The beginning of a paragraph, by which it is found. */
export function near(text: string): string {
  const plain = text.replace(/\s+/g, " ").trim();
  return plain.length > 40 ? `${plain.slice(0, 40)}…` : plain;
}

/** Something that a part points to. */
export interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly outside: boolean;
}

/** The relationships of a part, read as strictly. */
export function readRelations(part: string, bytes: Buffer): Relation[] {
  const relations: Relation[] = [];
  const parser = new sax.SAXParser(true, { xmlns: true, position: false });
  parser.onerror = () => refuse("broken", { part: short(part) });
  parser.ondoctype = () => refuse("doctype", { part: short(part) });
  parser.onopentag = (tag) => {
    const { local, attributes } = tag as sax.QualifiedTag;
    if (local !== "Relationship") return;
    const of = (name: string) => Object.values(attributes).find((one) => one.local === name)?.value ?? "";
    relations.push({ id: of("Id"), type: of("Type"), target: of("Target"), outside: /^external$/i.test(of("TargetMode")) });
  };
  parser.write(bytes.toString("utf8")).close();
  return relations;
}
