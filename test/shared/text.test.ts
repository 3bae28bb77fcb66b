import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Day, formatDay, Instant, isStorable, readDay, readTime, reason, say, text, Uuid, vietnamDay } from "../../shared/text.ts";

describe("days and times", () => {
  test.each([
    "2026-02-30",
    "2026-02-29",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "26-01-01",
    "2026-11-22T00:00:00Z",
    "22/11/2026",
    "",
    " 2026-11-22",
  ])("%j is no day", (day) => {
    expect(v.is(Day, day)).toBe(false);
  });

  test.each(["2026-11-22", "2024-02-29", "2000-02-29", "2026-12-31"])("%s is a day", (day) => {
    expect(v.parse(Day, day)).toBe(day);
  });

  test.each([
    ["5/10/2026", "2026-10-05"],
    ["05/10/2026", "2026-10-05"],
    [" 31.12.2026 ", "2026-12-31"],
    ["29-2-2024", "2024-02-29"],
    ["2026-10-05", "2026-10-05"],
    ["31/9/2026", undefined],
    ["10/31/2026", undefined],
    ["5/10/26", undefined],
    ["", undefined],
    ["hôm nay", undefined],
  ])("typed as %j, a day is read day first: %s", (typed, day) => {
    expect(readDay(typed)).toBe(day);
  });

  test.each([
    ["16:30", "16:30"],
    ["16h30", "16:30"],
    [" 16 H 30 ", "16:30"],
    ["16 giờ 30", "16:30"],
    ["16.30", "16:30"],
    ["8g05", "08:05"],
    ["8:5", "08:05"],
    ["1630", "16:30"],
    ["830", "08:30"],
    ["16h", "16:00"],
    ["00:00", "00:00"],
    ["23:59", "23:59"],
    ["24:00", undefined],
    ["16:60", undefined],
    ["16", undefined],
    ["16:", undefined],
    ["4:30 PM", undefined],
    ["16:30:00", undefined],
    ["chiều", undefined],
    ["", undefined],
    [`${" ".repeat(100_000)}x${" ".repeat(100_000)}`, undefined],
  ])("typed as %.20j, a time is of 24 hours: %s", (typed, time) => {
    expect(readTime(typed)).toBe(time);
  });

  test("1900 and 2100 are no leap years", () => {
    expect(v.is(Day, "1900-02-29")).toBe(false);
    expect(v.is(Day, "2100-02-29")).toBe(false);
  });

  test.each([
    "2026-02-30T08:30:00Z",
    "2026-04-31T08:30:00.000Z",
    "2026-11-22T08:30:00",
    "2026-11-22",
    "2026-11-22T24:30:00Z",
    "2026-11-22T08:60:00Z",
    "2026-11-22T08:30:60Z",
    "yesterday",
    "1795336200000",
    `2026-11-22T08:30:00.${"0".repeat(40)}Z`,
  ])("%j is no instant", (time) => {
    expect(v.is(Instant, time)).toBe(false);
  });

  test.each([
    "2026-11-22T08:30:00.000Z",
    "2026-11-22T08:30:00Z",
    "2026-11-22T15:30:00+07:00",
    "1970-01-01T00:00:00.000Z",
    "2126-01-01T00:00:00.000Z",
  ])("%s is an instant, however far off the clock", (time) => {
    expect(v.is(Instant, time)).toBe(true);
  });

  test("the day in Việt Nam begins at 17:00 UTC", () => {
    expect(vietnamDay(new Date("2026-11-21T16:59:59.999Z"))).toBe("2026-11-21");
    expect(vietnamDay(new Date("2026-11-21T17:00:00.000Z"))).toBe("2026-11-22");
    expect(vietnamDay(new Date("2026-12-31T17:00:00.000Z"))).toBe("2027-01-01");
  });

  test("a day and an instant are shown in Việt Nam's time, wherever the device is", () => {
    expect(formatDay("2026-11-22")).toBe("22/11/2026");
    expect(formatDay("2026-11-21T17:05:00.000Z", true)).toBe("22/11/2026 00:05");
    expect(formatDay(new Date("2026-01-02T03:04:05Z"), true)).toBe("02/01/2026 10:04");
  });
});

describe("what people and pages write", () => {
  test("of what no database can hold, a NUL is left out and half a character marked; what is a reason has words left", () => {
    expect(v.parse(text(10), "a\0b")).toBe("ab");
    expect(v.parse(text(10), "\ude00 a \ud83d")).toBe("\ufffd a \ufffd");
    expect(v.parse(text(10), "😀")).toBe("😀");
    expect(v.is(reason(10), "\0\0 ")).toBe(false);
    expect(["a", "😀", "a\0", "\ud83d", "\ude00a"].map(isStorable)).toEqual([true, true, false, false, false]);
  });

  test("is kept in NFC, and measured in NFC, so that what passed once passes again", () => {
    expect(v.parse(text(3), "Hòa".normalize("NFD"))).toBe("Hòa".normalize("NFC"));
    // U+0958 is longer in NFC than it came.
    expect("\u0958".repeat(10).normalize("NFC")).toHaveLength(20);
    expect(v.is(text(10), "\u0958".repeat(10))).toBe(false);
  });

  test("one character too many is refused", () => {
    expect(v.is(text(5), "12345")).toBe(true);
    expect(v.is(text(5), "123456")).toBe(false);
  });

  test("a reason has words in it", () => {
    expect(v.is(reason(10), "")).toBe(false);
    expect(v.is(reason(10), " \n\u00a0")).toBe(false);
    expect(v.is(reason(10), "nhầm")).toBe(true);
  });

  test("an id is a UUID and nothing else", () => {
    expect(v.is(Uuid, "01890a5d-ac96-774b-bcce-b302099a8057")).toBe(true);
    for (const bad of [
      "",
      "1",
      "01890a5dac96774bbcceb302099a8057",
      "01890a5d-ac96-774b-bcce-b302099a8057 ",
      "01890a5d-ac96-774b-bcce-b302099a805g",
    ]) {
      expect(v.is(Uuid, bad)).toBe(false);
    }
  });
});

describe("sentences", () => {
  const words = { vi: "Còn {count} việc ở {where}", en: "{count} left at {where}" };

  test("an unknown place stays visible", () => {
    expect(say(words, "en", { count: 3 })).toBe("3 left at {where}");
  });

  test("what fills a place is not filled again, and has no meaning as a pattern", () => {
    expect(say(words, "vi", { count: "{where}", where: "$& $1" })).toBe("Còn {where} việc ở $& $1");
  });

  test("zero fills its place", () => {
    expect(say(words, "en", { count: 0, where: "A" })).toBe("0 left at A");
  });
});
