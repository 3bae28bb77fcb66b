import { createHash } from "node:crypto";
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

/** A real picture of one pixel, other bytes each time: a PNG takes anything after its end. */
export function pictureBytes(): Buffer<ArrayBuffer> {
  const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  return Buffer.concat([Buffer.from(pixel, "base64"), Buffer.from(newId())]);
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
