import { describe, expect, test } from "vitest";
import { withoutMetadata } from "../../server/evidence/picture-metadata.ts";

const cleaned = (...given: Parameters<typeof withoutMetadata>) => {
  const kept = withoutMetadata(...given);
  return kept && Buffer.from(kept);
};
const place = "GPS 21.0278N 105.8342E";
const segment = (kind: number, content: Buffer) => {
  const head = Buffer.from([0xff, kind, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
};
const exif = (turn: number) => {
  const tiff = Buffer.from("49492a0008000000010012010300010000000000000000000000", "hex");
  tiff.writeUInt16LE(turn, 18);
  return segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, Buffer.from(place)]));
};
const scan = Buffer.concat([segment(0xda, Buffer.from("0101003f00", "hex")), Buffer.from("12ff0034ffd056", "hex")]);
const jpeg = (...before: Buffer[]) =>
  Buffer.concat([Buffer.from("ffd8", "hex"), ...before, segment(0xdb, Buffer.from("quant")), scan, scan, Buffer.from("ffd9", "hex")]);
const chunk = (name: string, content: Buffer | string) => {
  const body = Buffer.from(content);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, Buffer.from(name), body, Buffer.alloc(4)]);
};
const png = (...chunks: Buffer[]) => Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks]);
const riff = (...chunks: [string, Buffer][]) => {
  const body = chunks.map(([name, content]) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(content.length);
    return Buffer.concat([Buffer.from(name), length, content, Buffer.alloc(content.length % 2)]);
  });
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(4 + body.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([head, ...body]);
};

describe("a picture without its metadata", () => {
  test("of JPEG keeps tables, scans and colours, and nothing of place, device, comment or what hangs behind it", () => {
    const icc = segment(0xe2, Buffer.from("ICC_PROFILE\0\x01\x01colours", "latin1"));
    const given = jpeg(
      exif(1),
      segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${place}`)),
      segment(0xfe, Buffer.from(place)),
      icc,
    );
    const kept = cleaned(Buffer.concat([given, Buffer.from(`MotionPhoto ${place}`)]), "image/jpeg");
    expect(kept?.includes("GPS")).toBe(false);
    expect(kept).toEqual(jpeg(icc));
    expect(cleaned(kept ?? given, "image/jpeg")).toEqual(kept);
  });

  test("of JPEG keeps how the camera was held, which pictures of telephones lie on their side without", () => {
    const kept = cleaned(jpeg(exif(6)), "image/jpeg");
    expect(kept?.includes("GPS")).toBe(false);
    expect(cleaned(kept ?? Buffer.alloc(0), "image/jpeg")).toEqual(kept);
    expect(kept?.indexOf("Exif")).toBe(6);
    expect(kept?.readUInt16BE(30)).toBe(6);
  });

  test("of PNG keeps what is drawn", () => {
    const [head, pixels, end] = [chunk("IHDR", Buffer.alloc(13)), chunk("IDAT", "pixels"), chunk("IEND", "")];
    const given = png(head, chunk("tEXt", place), chunk("iTXt", place), chunk("eXIf", place), chunk("tIME", "1234567"), pixels, end);
    expect(cleaned(Buffer.concat([given, Buffer.from(place)]), "image/png")).toEqual(png(head, pixels, end));
  });

  test("of WebP keeps what is drawn, and says that the rest is not there", () => {
    const head = Buffer.alloc(10);
    head[0] = 0b0010_1100;
    const bare = Buffer.alloc(10);
    bare[0] = 0b0010_0000;
    const given = riff(
      ["VP8X", head],
      ["ICCP", Buffer.from("icc")],
      ["VP8 ", Buffer.from("pixels")],
      ["EXIF", Buffer.from(place)],
      ["XMP ", Buffer.from(place)],
    );
    expect(cleaned(given, "image/webp")).toEqual(riff(["VP8X", bare], ["ICCP", Buffer.from("icc")], ["VP8 ", Buffer.from("pixels")]));
  });
});

test("a broken picture is none, wherever it is cut off, and is found out in no time", () => {
  const whole = {
    "image/jpeg": jpeg(exif(6)),
    "image/png": png(chunk("IHDR", Buffer.alloc(13)), chunk("IDAT", "p"), chunk("IEND", "")),
  } as const;
  for (const [type, bytes] of Object.entries(whole) as ["image/jpeg" | "image/png", Buffer][])
    for (let length = 0; length < bytes.length; length += 1)
      expect([type, length, cleaned(bytes.subarray(0, length), type)]).toEqual([type, length, undefined]);
  const webp = riff(["VP8 ", Buffer.from("pixels")]);
  for (let length = 0; length < webp.length; length += 1) expect(cleaned(webp.subarray(0, length), "image/webp")).toBeUndefined();
  const started = performance.now();
  const fills = Buffer.alloc(10_000_000, 0xff);
  fills[1] = 0xd8;
  expect(cleaned(fills, "image/jpeg")).toBeUndefined();
  const scanned = Buffer.concat([jpeg().subarray(0, -2), Buffer.from("ff00".repeat(5_000_000), "hex")]);
  expect(cleaned(scanned, "image/jpeg")).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(3_000);
});

test("a picture of millions of empty pieces is none, and holds nobody up", () => {
  const many = (piece: Buffer) => Buffer.alloc(Math.floor(9_900_000 / piece.length) * piece.length, piece);
  const given = {
    "image/jpeg": jpeg(many(segment(0xdb, Buffer.alloc(0)))),
    "image/png": png(chunk("IHDR", Buffer.alloc(13)), many(chunk("IDAT", "")), chunk("IEND", "")),
    "image/webp": riff(["VP8 ", many(Buffer.from("ALPH\0\0\0\0", "latin1"))]),
  } as const;
  // Of WebP the pieces stand beside the picture, not within it.
  given["image/webp"].writeUInt32LE(0, 16);
  for (const [type, bytes] of Object.entries(given) as ["image/jpeg" | "image/png" | "image/webp", Buffer][]) {
    const started = performance.now();
    expect([type, cleaned(bytes, type) === undefined]).toEqual([type, true]);
    expect(performance.now() - started).toBeLessThan(600);
  }
});
