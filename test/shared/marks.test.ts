import * as v from "valibot";
import { expect, test } from "vitest";
import { normalized, text } from "../../shared/text.ts";

test("ten marks in a row are kept, however they come, and no more: what Vietnamese needs, and no work for nothing", () => {
  // No two of them make one letter.
  const marks = (count: number) => "\u0334".repeat(count);
  for (const [count, kept] of [
    [2, 2],
    [10, 10],
    [11, 10],
    [30, 10],
    [5_000, 10],
  ] as const) {
    for (const form of ["NFC", "NFD", "NFKC"] as const) expect(normalized(`x${marks(count)}y`, form)).toBe(`x${marks(kept)}y`);
  }
  expect(v.parse(text(4_000), `${`x${marks(29)}`.repeat(130)}`)).toHaveLength(130 * 11);
  expect(normalized("Nguyễn Thị Đượm".normalize("NFD"), "NFC")).toBe("Nguyễn Thị Đượm");
});
