import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { problems } from "../../shared/problem.ts";
import { say, type Words } from "../../shared/text.ts";

const folder = new URL("../../shared/words/", import.meta.url);
const modules = await Promise.all(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => import(new URL(file, folder).href)),
);

/** Every sentence there is, by where it stands. */
const sentences: [string, Words][] = [
  ...modules.flatMap((module: Record<string, Record<string, Words>>) => Object.values(module).flatMap((list) => Object.entries(list))),
  ...Object.entries(problems).map(([code, { vi, en }]): [string, Words] => [code, { vi, en }]),
].filter(([, words]) => typeof words.vi === "string" && typeof words.en === "string");

describe("every sentence", () => {
  test("counts one thing as one thing in English", () => {
    expect(sentences.length).toBeGreaterThan(600);
    // After “of” or “/” the whole is meant: “3 of 35 items”.
    const amounts = "count|units|plans|people|inspections|inspectors|files|rows|sheets|missing|points|each|expected|waiting";
    const plural = sentences.filter(([, { en }]) =>
      new RegExp(`(?<!(?:of|/|All) )\\{(?:${amounts})\\} (?:[a-z]+s|people|criteria)\\b`).test(en),
    );
    expect(plural.map(([name, { en }]) => `${name}: ${en}`)).toEqual([]);
  });
});

describe("a sentence says", () => {
  const words = { vi: "{count} đơn vị", en: "{count} {count|unit|units}" };

  test("a number as its language writes it", () => {
    expect(say(words, "vi", { count: 3325 })).toBe("3.325 đơn vị");
    expect(say(words, "en", { count: 3325 })).toBe("3,325 units");
    expect(say({ vi: "năm {year}", en: "{year}" }, "vi", { year: "2026" })).toBe("năm 2026");
  });

  test("one and many in English", () => {
    expect([0, 1, 2].map((count) => say(words, "en", { count }))).toEqual(["0 units", "1 unit", "2 units"]);
  });

  test("how long to wait as a person would say it, never less than it takes", () => {
    const wait = { vi: "Đợi {seconds:duration}", en: "{seconds:duration}" };
    expect([1, 59, 897, 900, 901, 5_400].map((seconds) => say(wait, "vi", { seconds }))).toEqual([
      "Đợi 1 giây",
      "Đợi 59 giây",
      "Đợi 15 phút",
      "Đợi 15 phút",
      "Đợi 16 phút",
      "Đợi 2 giờ",
    ]);
    expect(say(problems["too-many"], "vi", { seconds: 897 })).toContain("15 phút");
    expect(say(wait, "en", { seconds: 1 })).toBe("1 second");
  });

  test("a place that nothing fills, as it stands", () => {
    expect(say(words, "en", {})).toBe("{count} {count|unit|units}");
  });
});
