import { crc32, deflateSync } from "node:zlib";

const [width, height] = [480, 300];

/** A picture of a notice board: sheets of paper on wood. */
export function noticeBoard(): Uint8Array {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows.set(colourAt(x, y), y * (1 + width * 3) + 1 + x * 3);
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  // Eight bits a colour, of which there are three.
  size.set([8, 2], 8);
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, chunk("IHDR", size), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** Eight sheets in two rows, with lines of print. */
function colourAt(x: number, y: number): readonly [number, number, number] {
  const [inColumn, inRow] = [(x - 20) % 112, (y - 20) % 136];
  const isBoard = x < 20 || y < 20 || x >= 460 || y >= 284;
  if (isBoard || inColumn >= 96 || inRow >= 120) return [150, 111, 72];
  const isPrint = inColumn > 10 && inColumn < 86 - ((y * 7) % 23) && inRow > 14 && inRow < 106 && inRow % 8 < 2;
  return isPrint ? [90, 96, 104] : [246, 245, 240];
}

function chunk(kind: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
