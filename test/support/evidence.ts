import { createHash, randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import { expect } from "vitest";
import { newId } from "../../shared/id.ts";
import type { Evidence, Quote } from "../../shared/sheets/answer.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import type { Device } from "./server.ts";

const capturedAt = "2026-10-05T01:47:12.000Z";

/** A quotation, of this page unless another is given. */
export function quoteOf(exact: string, more: Partial<Quote> = {}): Quote {
  const page = { url: "https://xadongbai.test/thu-tuc/dat-dai?trang=1", title: "Thủ tục lĩnh vực đất đai" };
  return { type: "quote", id: newId(), exact, prefix: "Cơ quan thực hiện: ", suffix: ". Thời hạn: 15 ngày", ...page, capturedAt, ...more };
}

/** A real picture of one pixel, another each time, and nothing besides; or with a text in it. */
export function pictureBytes(text?: string): Buffer<ArrayBuffer> {
  const chunk = (name: string, content: Buffer) => {
    const [length, sum, body] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.concat([Buffer.from(name), content])];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from("00000001000000010806000000", "hex");
  const pixel = Buffer.concat([Buffer.alloc(1), randomBytes(4)]);
  const said = text === undefined ? [] : [chunk("tEXt", Buffer.from(`Comment\0${text}`))];
  const parts = [chunk("IHDR", head), ...said, chunk("IDAT", deflateSync(pixel)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

/** A file as a sheet lists it. */
export function fileOf(bytes: Uint8Array, more: Partial<Extract<Evidence, { type: "file" }>> = {}): Extract<Evidence, { type: "file" }> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    type: "file",
    id: newId(),
    sha256,
    mediaType: "image/png",
    size: bytes.byteLength,
    name: "bang-niem-yet.png",
    capturedAt,
    ...more,
  };
}

/** Sends a picture's bytes; what a sheet then lists. */
export async function sendsPicture(device: Device, bytes = pictureBytes()): Promise<Extract<Evidence, { type: "file" }>> {
  const file = fileOf(bytes);
  expect((await device.fetch(`/api/evidence/${file.sha256}`, { method: "PUT", body: bytes })).status).toBe(201);
  return file;
}

/** The sheet with this evidence at a criterion. */
export function withEvidence(sheet: Submission, criterion: string, evidence: readonly Evidence[]): Submission {
  const entry = sheet.entries[criterion];
  if (!entry) throw new Error(`the sheet has no ${criterion}`);
  return { ...sheet, entries: { ...sheet.entries, [criterion]: { ...entry, evidence: [...evidence] } } };
}
