import { crc32, inflateRawSync } from "node:zlib";

/** What a ZIP file may hold, so that a small file cannot become a large one. */
export interface ZipLimits {
  readonly files: number;
  /** Bytes of all files together, unpacked. */
  readonly bytes: number;
}

export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Not a ZIP file, a broken one, or one that unpacks to more than it may. The message says which, in English. */
export class ZipProblem extends Error {
  override readonly name = "ZipProblem";
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

/**
 * Unpacks what the ZIP file's directory lists, never more than `limits`: the sizes it claims are not believed. Files outside the
 * directory are not looked at; encrypted ones and ZIP64 are refused.
 */
export function unzip(zip: Uint8Array, wanted: (name: string) => boolean, limits: ZipLimits): ZippedFile[] {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = bytes.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== endSignature) throw new ZipProblem("no directory");
  const count = bytes.readUInt16LE(end + 10);
  if (count > limits.files) throw new ZipProblem(`more than ${limits.files} files`);
  const files: ZippedFile[] = [];
  let left = limits.bytes;
  let at = bytes.readUInt32LE(end + 16);
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) throw new ZipProblem("a broken directory");
    const [flags, method, packed] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const place = bytes.readUInt32LE(at + 42);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (!wanted(name)) continue;
    if ((flags & 1) !== 0) throw new ZipProblem("encrypted");
    const unpacked = unpack(packedBytes(bytes, place, packed), method, left);
    left -= unpacked.length;
    files.push({ name, bytes: unpacked });
  }
  return files;
}

function packedBytes(bytes: Buffer, place: number, length: number): Buffer {
  if (place + 30 > bytes.length || bytes.readUInt32LE(place) !== localSignature) throw new ZipProblem("a broken directory");
  const start = place + 30 + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28);
  if (start + length > bytes.length) throw new ZipProblem("a file is cut off");
  return bytes.subarray(start, start + length);
}

function unpack(packed: Buffer, method: number, most: number): Uint8Array {
  if (method !== 0 && method !== 8) throw new ZipProblem("packed in an unknown way");
  if (method === 0) {
    if (packed.length > most) throw new ZipProblem("too large when unpacked");
    return packed;
  }
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
  } catch (problem) {
    const tooLarge = problem instanceof RangeError;
    throw new ZipProblem(tooLarge ? "too large when unpacked" : "a broken file", { cause: problem });
  }
}

/** The same files as a ZIP that packs nothing: what reads it meets no surprises. */
export function zipStored(files: readonly ZippedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let place = 0;
  for (const { name, bytes } of files) {
    const title = Buffer.from(name, "utf8");
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(title.length, 22);
    parts.push(signed(localSignature), common, title, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(place, 10);
    directory.push(signed(entrySignature), Buffer.from([20, 0]), common, rest, title);
    place += 30 + title.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(place, 12);
  return Buffer.concat([...parts, listed, signed(endSignature), end]);
}

function signed(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}
