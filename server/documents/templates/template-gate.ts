import { posix } from "node:path";
import type { Shape } from "./document-fields-words.ts";
import { type Parts, readArchive, short, writeArchive } from "./template-archive.ts";
import { isLink, type Paragraph, type Relation, readPart, readRelations } from "./template-markup.ts";
import { refuse, type TemplateFault, TemplateProblem } from "./template-problem.ts";
import { findTagFaults } from "./template-tags.ts";

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const word = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/** Kinds of relationship that are kept, by how their type ends. */
const keptTypes = new Set(["styles", "numbering", "theme", "header", "footer", "footnotes", "endnotes", "image", "hyperlink"]);

const settings = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:defaultTabStop w:val="720"/>{even}<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`;

/**
 * A template as it is kept: unpacked within bounds, every part read and held against what a template may hold, its tags against `shape`,
 * and packed anew from nothing but what was allowed. `TemplateProblem` with everything that is wrong.
 */
export async function cleanTemplate(bytes: Uint8Array, shape: Shape): Promise<Buffer> {
  const { parts, besides } = await readArchive(bytes);
  const types = parts.get("[Content_Types].xml")?.toString("utf8") ?? "";
  if (/macroEnabled|vbaProject/i.test(types)) refuse("macros", { part: "[Content_Types].xml" });
  if (/<!DOCTYPE/i.test(types)) refuse("doctype", { part: "[Content_Types].xml" });
  for (const [name, part] of besides) if (name.endsWith(".rels")) demandInside(name, readRelations(name, part));
  const root = parts.get("_rels/.rels");
  if (root) demandInside("_rels/.rels", readRelations("_rels/.rels", root));
  const relations = relationsOf(parts);
  const faults: TemplateFault[] = [];
  const paragraphs: Paragraph[] = [];
  for (const [name, part] of parts) {
    if (!name.endsWith(".xml") || name === "[Content_Types].xml") continue;
    try {
      paragraphs.push(...readPart(name, part, relations.get(name) ?? []));
    } catch (problem) {
      if (!(problem instanceof TemplateProblem)) throw problem;
      faults.push(...problem.faults);
    }
  }
  faults.push(
    ...[...parts].flatMap(([name, part]) =>
      /^word\/media\//.test(name) && !isPicture(part) ? [{ fault: "picture" as const, values: { part: short(name) } }] : [],
    ),
  );
  const even = /<w:evenAndOddHeaders/.test(besides.get("word/settings.xml")?.toString("utf8") ?? "");
  faults.push(...findTagFaults(paragraphs, shape));
  if (faults.length > 0) throw new TemplateProblem(faults.slice(0, 20));
  return writeArchive(rebuilt(parts, relations, even));
}

/** What every part points to, as far as it is kept: what is outside is a link that a reader follows by a click. */
function relationsOf(parts: Parts): Map<string, Relation[]> {
  const kept = new Map<string, Relation[]>();
  for (const [name, part] of parts) {
    if (!name.startsWith("word/_rels/")) continue;
    const owner = `word/${name.slice("word/_rels/".length, -".rels".length)}`;
    const all = readRelations(name, part);
    demandInside(name, all);
    kept.set(
      owner,
      all.filter(({ type, target, outside }) => keptTypes.has(kindOf(type)) && (outside || parts.has(placeOf(target)))),
    );
  }
  return kept;
}

/** Macros and embedded things have relationships of their own, whatever their parts are called. */
const refusedTypes: readonly (readonly [RegExp, TemplateFault["fault"]])[] = [
  [/vba|keyMapCustomizations|attachedToolbars/i, "macros"],
  [/oleObject|package$|control|activeX/i, "embedded"],
  [/aFChunk|subDocument/i, "chunk"],
];

function demandInside(part: string, relations: readonly Relation[]): void {
  for (const { type, target, outside } of relations) {
    for (const [pattern, fault] of refusedTypes)
      if (pattern.test(type.slice(type.lastIndexOf("/") + 1))) refuse(fault, { part: short(part) });
    const absolute = /^[a-z][a-z0-9+.-]*:|^\\|^\/\//i.test(target);
    if ((outside || absolute) && !(outside && kindOf(type) === "hyperlink" && isLink(target)))
      refuse("outside", { target: target.slice(0, 80), part: short(part) });
  }
}

function kindOf(type: string): string {
  return type.slice(type.lastIndexOf("/") + 1);
}

function placeOf(target: string): string {
  return target.startsWith("/") ? target.slice(1) : posix.join("word", target);
}

function isPicture(bytes: Buffer): boolean {
  const first = bytes.subarray(0, 8).toString("latin1");
  return first.startsWith("\x89PNG\r\n\x1a\n") || first.startsWith("\xff\xd8\xff") || /^GIF8[79]a/.test(first);
}

function rebuilt(parts: Parts, relations: ReadonlyMap<string, Relation[]>, even: boolean): Map<string, Buffer> {
  const made = new Map<string, Buffer>();
  const names = [...parts.keys()].filter((name) => name.startsWith("word/") && !name.endsWith(".rels")).sort();
  const overrides = [...names.filter((name) => name.endsWith(".xml")), "word/settings.xml"].map(
    (name) => `<Override PartName="/${name}" ContentType="${typeOf(name)}"/>`,
  );
  made.set(
    "[Content_Types].xml",
    xml(
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpg" ContentType="image/jpeg"/><Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="gif" ContentType="image/gif"/>${overrides.join("")}</Types>`,
    ),
  );
  made.set("_rels/.rels", relationships([{ id: "rId1", type: `${office}/officeDocument`, target: "word/document.xml", outside: false }]));
  for (const name of names) made.set(name, parts.get(name) ?? Buffer.alloc(0));
  made.set("word/settings.xml", Buffer.from(settings.replace("{even}", even ? "<w:evenAndOddHeaders/>" : "")));
  const own = { id: "rIdSettings", type: `${office}/settings`, target: "settings.xml", outside: false };
  for (const name of names) {
    const kept = [...(relations.get(name) ?? []), ...(name === "word/document.xml" ? [own] : [])];
    if (kept.length > 0) made.set(`word/_rels/${name.slice("word/".length)}.rels`, relationships(kept));
  }
  return made;
}

function typeOf(name: string): string {
  if (name.startsWith("word/theme/")) return "application/vnd.openxmlformats-officedocument.theme+xml";
  const [, kind = ""] = /^word\/([a-z]+)\d*\.xml$/.exec(name) ?? [];
  return `${word}.${kind === "document" ? "document.main" : kind}+xml`;
}

function relationships(list: readonly Relation[]): Buffer {
  const rows = list.map(({ id, type, target, outside }) => {
    const mode = outside ? ' TargetMode="External"' : "";
    return `<Relationship Id="${escaped(id)}" Type="${office}/${escaped(kindOf(type))}" Target="${escaped(target)}"${mode}/>`;
  });
  return xml(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rows.join("")}</Relationships>`);
}

function xml(body: string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
