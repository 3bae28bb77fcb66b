import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { newId } from "../../shared/id.ts";
import { Uuid } from "../../shared/text.ts";

describe("ids made on the device", () => {
  test("are the RFC's own example for its time and random bits (RFC 9562, A.6)", () => {
    // rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F
    const random = new Uint8Array([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
    expect(newId(0x017f22e279b0, random)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  test("have version 7 and the variant, whatever the random bytes", () => {
    for (const byte of [0x00, 0x55, 0xaa, 0xff]) {
      const id = newId(Date.now(), new Uint8Array(10).fill(byte));
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(v.is(Uuid, id)).toBe(true);
    }
  });

  test("sort by the millisecond they were made in, over 2^32 too", () => {
    const times = [0, 1, 2 ** 32 - 1, 2 ** 32, Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 22) + 1, 2 ** 48 - 1];
    const ids = times.map((time) => newId(time));
    expect([...ids].sort()).toEqual(ids);
  });

  test("ten thousand made at once are all different", () => {
    const now = Date.now();
    expect(new Set(Array.from({ length: 10_000 }, () => newId(now))).size).toBe(10_000);
  });

  test("read the same in capitals", () => {
    const id = newId();
    expect(v.parse(Uuid, id.toUpperCase())).toBe(id);
  });
});
