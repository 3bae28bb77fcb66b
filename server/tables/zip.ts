import { createInflateRaw } from "node:zlib";

/** Not a ZIP file, a broken one, or one that unpacks to more than it may. The message says which, in English. */
export class ZipProblem extends Error {
  override readonly name = "ZipProblem";
}

/** A file as the directory of a ZIP file lists it, still packed. */
export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly packed: Buffer;
}

const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endSignature = Buffer.from("PK\u0005\u0006", "latin1");

/**
 * What the ZIP file's directory lists, at most `most` files; nothing is
 * unpacked. Files outside the directory are not looked at, ZIP64 is refused.
 */
export function listZip(zip: Uint8Array, most: number): ZipEntry[] {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = bytes.lastIndexOf(endSignature);
  if (end < 0 || end + 22 > bytes.length) throw new ZipProblem("no directory");
  const count = bytes.readUInt16LE(end + 10);
  if (count > most) throw new ZipProblem(`more than ${most} files`);
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) throw new ZipProblem("a broken directory");
    const nameLength = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString("utf8", at + 46, at + 46 + nameLength),
      encrypted: (bytes.readUInt16LE(at + 8) & 1) !== 0,
      method: bytes.readUInt16LE(at + 10),
      packed: packedBytes(bytes, bytes.readUInt32LE(at + 42), bytes.readUInt32LE(at + 20)),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function packedBytes(bytes: Buffer, place: number, length: number): Buffer {
  if (place + 30 > bytes.length || bytes.readUInt32LE(place) !== localSignature) throw new ZipProblem("a broken directory");
  const start = place + 30 + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28);
  if (start + length > bytes.length) throw new ZipProblem("a file is cut off");
  return bytes.subarray(start, start + length);
}

/** How many bytes may still be unpacked; counted down while unpacking, since a size that a ZIP file claims is not believed. */
export interface Budget {
  bytes: number;
}

/** A file's bytes, piece by piece; ended as soon as the budget is used up. */
export async function* unpack({ method, packed, encrypted }: ZipEntry, budget: Budget): AsyncGenerator<Uint8Array> {
  if (encrypted) throw new ZipProblem("encrypted");
  if (method !== 0 && method !== 8) throw new ZipProblem("packed in an unknown way");
  const pieces = method === 0 ? [packed] : createInflateRaw().end(packed);
  try {
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      budget.bytes -= piece.length;
      if (budget.bytes < 0) throw new ZipProblem("too large when unpacked");
      yield piece;
    }
  } catch (problem) {
    const broken = problem instanceof Error && "code" in problem && String(problem.code).startsWith("Z_");
    throw broken ? new ZipProblem("a broken file", { cause: problem }) : problem;
  }
}
