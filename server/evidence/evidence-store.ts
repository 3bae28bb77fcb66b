import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, stat, statfs, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { Refusal } from "../../shared/problem.ts";
import { type EvidenceType, maxEvidenceBytes, sentTypes } from "../../shared/sheets/answer.ts";
import { flushFolder } from "../host/folders.ts";

/**
 * Files by their SHA-256 in `DATA_DIR/evidence/ab/cd…`. Their bytes are kept as they came: nothing is stripped that a device has hashed.
 */
export interface EvidenceStore {
  /**
   * Streams a file to the disk; it is there, whole, when this resolves, and not at all when it throws: `too-large`, `hash-differs`,
   * `evidence-type` for what is no JPEG, PNG, WebP or PDF by its first bytes, and `storage-full` where the disk would be nearly so when
   * all that is on its way has come. `announced`: how many bytes will come; absent: as many as a file may have. `looked`: what the whole
   * file was found to be, where the first bytes do not tell it.
   */
  receive(
    hash: string,
    body: AsyncIterable<Uint8Array> | null,
    announced?: number,
    looked?: EvidenceType,
  ): Promise<{ readonly size: number; readonly mediaType: EvidenceType }>;
  /** Puts a file of this program's own making there, whole; again changes nothing. `storage-full`. */
  keep(hash: string, bytes: Uint8Array): Promise<void>;
  has(hash: string): Promise<boolean>;
  /** `undefined` where it is not there; a stream that nobody reads or cancels holds the file open. */
  read(hash: string): Promise<ReadableStream | undefined>;
  /** Reads it through: whether its bytes are still those that were sent, and what they are by the first of them; `undefined` as above. */
  check(hash: string): Promise<{ readonly matches: boolean; readonly mediaType: EvidenceType | undefined } | undefined>;
  /** Again changes nothing. */
  remove(hash: string): Promise<void>;
  /** Every file there is, and since when. */
  list(): AsyncIterable<{ readonly hash: string; readonly since: Date }>;
  /** Removes what was arriving in a process that died, last written to before that time; how many. */
  sweep(before: Date): Promise<number>;
}

/** This much of the disk is left to the database. */
const spareBytes = 200_000_000;

const hashed = /^[0-9a-f]{64}$/;

/** `free`: how many bytes the disk under a folder takes yet. */
export function openEvidenceStore(dataDir: string, spare = spareBytes, free = freeOn): EvidenceStore {
  const root = join(dataDir, "evidence");
  const arrivals = join(root, "arriving");
  const pathOf = (hash: string) => join(root, hash.slice(0, 2), hash.slice(2));
  const room = new Room();
  return {
    async receive(hash, body, announced = maxEvidenceBytes, looked = undefined) {
      const arriving = join(arrivals, randomUUID());
      // Reserved before anything is awaited: those that begin together count each other.
      const place = room.reserve(Math.min(announced, maxEvidenceBytes));
      try {
        await mkdir(arrivals, { recursive: true, mode: 0o700 });
        if ((await free(arrivals)) - room.reserved < spare) throw new Refusal("storage-full");
        return await keep(hash, arriving, pathOf(hash), place.filled(body), looked);
      } catch (problem) {
        throw isFull(problem) ? new Refusal("storage-full") : problem;
      } finally {
        place.leave();
      }
    },

    async keep(hash, bytes) {
      const arriving = join(arrivals, randomUUID());
      try {
        await mkdir(arrivals, { recursive: true, mode: 0o700 });
        if ((await free(arrivals)) - room.reserved < spare) throw new Refusal("storage-full");
        await put(arriving, pathOf(hash), (file) => file.writeFile(bytes));
      } catch (problem) {
        throw isFull(problem) ? new Refusal("storage-full") : problem;
      }
    },

    async has(hash) {
      return (await stat(pathOf(hash)).catch(ifMissing)) !== undefined;
    },

    async read(hash) {
      const file = await open(pathOf(hash), "r").catch(ifMissing);
      return file && (Readable.toWeb(file.createReadStream()) as ReadableStream);
    },

    async check(hash) {
      const file = await open(pathOf(hash), "r").catch(ifMissing);
      if (!file) return undefined;
      const { digest, mediaType } = await look(file.createReadStream());
      return { matches: digest === hash, mediaType };
    },

    async remove(hash) {
      await unlink(pathOf(hash)).catch(ifMissing);
    },

    async *list() {
      for (const folder of await readdir(root).catch(() => [])) {
        for (const name of await readdir(join(root, folder))) {
          const hash = folder + name;
          if (hashed.test(hash)) yield { hash, since: (await stat(join(root, folder, name))).mtime };
        }
      }
    },

    async sweep(before) {
      let swept = 0;
      for (const name of await readdir(arrivals).catch(() => [])) {
        const left = await stat(join(arrivals, name)).catch(ifMissing);
        if (!left || left.mtime >= before) continue;
        await unlink(join(arrivals, name)).catch(ifMissing);
        swept += 1;
      }
      return swept;
    },
  };
}

/** Bytes on their way that the disk does not know of yet, all uploads together. */
class Room {
  reserved = 0;

  reserve(bytes: number) {
    let left = bytes;
    this.reserved += left;
    const release = (count: number) => {
      const part = Math.min(left, count);
      left -= part;
      this.reserved -= part;
    };
    return {
      async *filled(body: AsyncIterable<Uint8Array> | null) {
        for await (const chunk of body ?? []) {
          yield chunk;
          // It is on the disk by now: the disk's own figures have it.
          release(chunk.byteLength);
        }
      },
      leave: () => release(left),
    };
  }
}

/** Writes what comes and looks at it; only what is what it should be gets its place. */
async function keep(hash: string, arriving: string, place: string, body: AsyncIterable<Uint8Array>, looked: EvidenceType | undefined) {
  return await put(arriving, place, async (file) => {
    const { size, digest, mediaType = looked } = await take(file, body);
    if (mediaType === undefined) throw new Refusal("evidence-type");
    if (digest !== hash) throw new Refusal("hash-differs", { stored: hash, sent: digest });
    return { size, mediaType };
  });
}

/** What `write` writes gets its place when it is on the disk, and not at all where that throws. */
async function put<T>(arriving: string, place: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(arriving, "wx", 0o600);
  try {
    const written = await write(file);
    await file.sync();
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await rename(arriving, place);
    await flushFolder(dirname(place));
    return written;
  } finally {
    await file.close();
    await unlink(arriving).catch(ifMissing);
  }
}

async function take(file: FileHandle, body: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  let first = new Uint8Array(0);
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxEvidenceBytes) throw new Refusal("too-large", { limit: `${maxEvidenceBytes} B`, body: "file" });
    if (first.byteLength < 12) first = Buffer.concat([first, chunk.subarray(0, 12)]);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  return { size, digest: hash.digest("hex"), mediaType: typeOf(first) };
}

async function look(body: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  let first: Uint8Array | undefined;
  for await (const chunk of body) {
    first ??= chunk.subarray(0, 12);
    hash.update(chunk);
  }
  return { digest: hash.digest("hex"), mediaType: typeOf(first ?? new Uint8Array(0)) };
}

async function freeOn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** How the bytes of each type begin. SVG and HTML are no evidence: they can carry scripts. */
const beginnings: Readonly<Record<(typeof sentTypes)[number], (text: string) => boolean>> = {
  "image/jpeg": (text) => text.startsWith("\xff\xd8\xff"),
  "image/png": (text) => text.startsWith("\x89PNG\r\n\x1a\n"),
  "image/webp": (text) => text.startsWith("RIFF") && text.slice(8, 12) === "WEBP",
  "application/pdf": (text) => text.startsWith("%PDF-"),
};

/** By the first bytes, whatever the sender says. */
export function typeOf(first: Uint8Array): (typeof sentTypes)[number] | undefined {
  const text = Buffer.from(first.subarray(0, 12)).toString("latin1");
  return sentTypes.find((type) => beginnings[type](text));
}

/** No space left on the disk, or none for this user. */
function isFull(problem: unknown): boolean {
  return problem instanceof Error && "code" in problem && (problem.code === "ENOSPC" || problem.code === "EDQUOT");
}

function ifMissing(problem: unknown): undefined {
  if (!(problem instanceof Error) || !("code" in problem) || problem.code !== "ENOENT") throw problem;
  return undefined;
}
