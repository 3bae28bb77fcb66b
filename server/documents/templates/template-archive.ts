import { crc32, deflateRawSync } from "node:zlib";
import { type Budget, listZip, unpack, ZipProblem } from "../../tables/zip.ts";
import { refuse } from "./template-problem.ts";

/** A template's parts by name. */
export type Parts = ReadonlyMap<string, Buffer>;

const mostParts = 300;
const mostBytes = 24_000_000;

/** What is left out without a word: Word writes it by itself, and nothing that is printed rests on it. */
const needless =
  /^(docProps\/|customXml\/|word\/(webSettings|fontTable|settings|people|stylesWithEffects|commentsIds)\.xml$|word\/(fonts|glossary|_rels\/(settings|fontTable|webSettings)\.xml\.rels)|word\/_rels\/fontTable|_xmlsignatures\/)/;

/** What a template may be made of. */
const allowed =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|word\/(document|styles|numbering|footnotes|endnotes|(header|footer)\d{0,3}|theme\/theme\d{1,2})\.xml|word\/_rels\/(document|footnotes|endnotes|numbering|(header|footer)\d{0,3})\.xml\.rels|word\/media\/[\w.-]{1,80})$/;

/** What is refused by name, the first that fits. */
const named: readonly (readonly [RegExp, Parameters<typeof refuse>[0]])[] = [
  [/vba|macro/i, "macros"],
  [/embeddings|activex|oleobject|\.bin$|ctrlprops/i, "embedded"],
  [/afchunk|\.(html?|mht|rtf|docx?|txt)$/i, "chunk"],
  [/comments/i, "comments"],
];

/**
 * What is in a template, unpacked within bounds. Names that lead elsewhere, twice the same, or what nobody needs and would do harm are
 * refused; what is not known is left out. `relations`: those of `settings.xml`, which is left out itself, for whoever looks for outside
 * targets.
 */
export async function readArchive(bytes: Uint8Array): Promise<{ readonly parts: Parts; readonly besides: Parts }> {
  const parts = new Map<string, Buffer>();
  const besides = new Map<string, Buffer>();
  const budget: Budget = { bytes: mostBytes };
  try {
    for (const entry of listZip(bytes, mostParts)) {
      const name = entry.name;
      if (name.endsWith("/")) continue;
      if (entry.encrypted) refuse("protected");
      for (const [pattern, fault] of named) if (pattern.test(name)) refuse(fault, { part: short(name) });
      if (parts.has(name)) refuse("broken", { part: short(name) });
      const kept = allowed.test(name);
      if (!kept && !/\.rels$/.test(name) && name !== "word/settings.xml") {
        if (needless.test(name)) continue;
        if (/^word\/media\//.test(name)) refuse("picture", { part: short(name) });
        continue;
      }
      const pieces: Uint8Array[] = [];
      for await (const piece of unpack(entry, budget)) pieces.push(piece);
      (kept ? parts : besides).set(name, Buffer.concat(pieces));
    }
  } catch (problem) {
    if (!(problem instanceof ZipProblem)) throw problem;
    refuse(/too large|more than/.test(problem.message) ? "tooLarge" : "notDocx");
  }
  if (!parts.has("word/document.xml") || !parts.has("[Content_Types].xml")) refuse("notDocx");
  return { parts, besides };
}

/** A name as it can be shown. */
export function short(name: string): string {
  return name.replace(/[^\w./[\]-]/g, "?").slice(0, 80);
}

/** 1 January 2026, as a ZIP file says it: the same parts are the same bytes, whenever they are packed. */
const day = ((2026 - 1980) << 9) | (1 << 5) | 1;

/** A ZIP file of these parts, in their order. */
export function writeArchive(parts: Parts): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of parts) {
    const packed = deflateRawSync(bytes, { level: 6 });
    const path = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt16LE(day, 8);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), head, path, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\0", "latin1"), head, place, path]));
    bodies.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, listed, end]);
}
