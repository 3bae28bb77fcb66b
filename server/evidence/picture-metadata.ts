/*
 * Pictures without what was not taken on purpose: place, time, device, author, earlier versions. Only what is needed to draw the picture is
 * copied; the pixels stay bit by bit as they were. Formats: ITU-T T.81 and Exif 2.32 (JPEG), W3C PNG, the WebP container specification.
 */

/** The same picture without metadata; of a JPEG its turn stays. `undefined`: it is cut off or broken. */
export function withoutMetadata(bytes: Uint8Array, type: "image/jpeg" | "image/png" | "image/webp"): Uint8Array | undefined {
  const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept = { "image/jpeg": jpegParts, "image/png": pngParts, "image/webp": webpParts }[type](given);
  return kept && Buffer.concat(kept);
}

const marker = { start: 0xd8, end: 0xd9, scan: 0xda, exif: 0xe1, icc: 0xe2, adobe: 0xee, jfif: 0xe0, comment: 0xfe };

/**
 * No picture of a camera or a program comes in so many pieces (of 10 MB, some thousand); looking at millions of empty ones would hold up
 * everybody else.
 */
const mostPieces = 20_000;

/** Segments up to the scans, which are copied up to the picture's end: what is hung on behind it (a film, a second picture) goes too. */
function jpegParts(bytes: Buffer): Buffer[] | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== marker.start) return undefined;
  const parts: Buffer[] = [bytes.subarray(0, 2)];
  let turn = 1;
  let scans = 0;
  let at = 2;
  let pieces = 0;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const kind = bytes[at + 1] ?? 0;
    if (kind === marker.end) break;
    pieces += 1;
    if (pieces > mostPieces) return undefined;
    // A byte that fills.
    if (kind === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length || end < at + 4) return undefined;
    const content = bytes.subarray(at + 4, end);
    if (kind === marker.exif) turn = turnIn(content) ?? turn;
    else if (isNeeded(kind, content)) parts.push(bytes.subarray(at, end));
    at = end;
    if (kind !== marker.scan) continue;
    const scanned = endOfScan(bytes, at);
    parts.push(bytes.subarray(at, scanned));
    at = scanned;
    scans += 1;
  }
  if (scans === 0 || bytes[at] !== 0xff || bytes[at + 1] !== marker.end) return undefined;
  if (turn !== 1) parts.splice(1, 0, turned(turn));
  return [...parts, Buffer.from([0xff, marker.end])];
}

/** What is behind a scan's head: it ends where a marker stands that is no escape (FF 00) and no restart (FF D0…D7). */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

/** Tables, frames and scans; of the application's segments those by which colours are right. */
function isNeeded(kind: number, content: Buffer): boolean {
  if (kind === marker.comment) return false;
  if (kind < 0xe0 || kind > 0xef) return true;
  if (kind === marker.icc) return content.toString("latin1", 0, 12) === "ICC_PROFILE\0";
  if (kind === marker.adobe) return content.toString("latin1", 0, 5) === "Adobe";
  return kind === marker.jfif && content.toString("latin1", 0, 5) === "JFIF\0";
}

const orientation = 0x0112;

/** How the camera was held, 1 to 8; without it many pictures of telephones lie on their side. */
function turnIn(exif: Buffer): number | undefined {
  if (exif.toString("latin1", 0, 6) !== "Exif\0\0" || exif.length < 20) return undefined;
  const tiff = exif.subarray(6);
  const little = tiff.toString("latin1", 0, 2) === "II";
  const short = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let n = 0; n < Math.min(short(first), 100); n += 1) {
    const at = first + 2 + n * 12;
    if (short(at) !== orientation) continue;
    const turn = short(at + 8);
    return turn >= 1 && turn <= 8 ? turn : undefined;
  }
  return undefined;
}

/** An Exif segment that says nothing but this. */
function turned(turn: number): Buffer {
  const segment = Buffer.from("ffe100224578696600004d4d002a00000008000101120003000000010000000000000000", "hex");
  segment.writeUInt16BE(turn, 28);
  return segment;
}

const pngSignature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
/** Pixels, and how they are drawn; moving pictures (acTL, fcTL, fdAT) lose their movement. */
const pngNeeded: ReadonlySet<string> = new Set("IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs hIST sPLT".split(" "));

function pngParts(bytes: Buffer): Buffer[] | undefined {
  if (!bytes.subarray(0, 8).equals(pngSignature)) return undefined;
  const parts: Buffer[] = [bytes.subarray(0, 8)];
  let pixels = 0;
  let pieces = 0;
  for (let at = 8; at + 12 <= bytes.length; ) {
    pieces += 1;
    if (pieces > mostPieces) return undefined;
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    const name = bytes.toString("latin1", at + 4, at + 8);
    if (at === 8 && name !== "IHDR") return undefined;
    if (name === "IDAT") pixels += 1;
    if (pngNeeded.has(name)) parts.push(bytes.subarray(at, end));
    if (name === "IEND") return pixels > 0 ? parts : undefined;
    at = end;
  }
  return undefined;
}

const webpNeeded: ReadonlySet<string> = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ICCP", "ANIM", "ANMF"]);
/** In the head of an extended WebP: there is an Exif chunk, and an XMP one. */
const webpFlags = 0b0000_1100;

function webpParts(bytes: Buffer): Buffer[] | undefined {
  if (bytes.length < 20 || bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WEBP") return undefined;
  const whole = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  const chunks: Buffer[] = [];
  let pictures = 0;
  let pieces = 0;
  for (let at = 12; at + 8 <= whole; ) {
    pieces += 1;
    if (pieces > mostPieces) return undefined;
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (end > bytes.length) return undefined;
    const name = bytes.toString("latin1", at, at + 4);
    const chunk = Buffer.from(bytes.subarray(at, end));
    if (name === "VP8X" && length >= 1) chunk[8] = (chunk[8] ?? 0) & ~webpFlags;
    if (webpNeeded.has(name)) chunks.push(chunk);
    if (name === "VP8 " || name === "VP8L" || name === "ANMF") pictures += 1;
    at = end;
  }
  if (pictures === 0) return undefined;
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(4 + chunks.reduce((sum, { length }) => sum + length, 0), 4);
  return [head, ...chunks];
}
