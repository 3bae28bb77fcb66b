import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findProcedureCodes, readProcedureCode } from "../../shared/catalogue/procedure-code.ts";
import { describeWith, outsideJson } from "./outside-data.ts";

const codes = (text: string) => findProcedureCodes(text).map(({ code }) => code);

describe("a procedure code", () => {
  test.for([
    "7.283.789",
    "1.283.789.000",
    "0768.221.221",
    "KQ.G01.000140",
    "000.00.53.H48-220921-0099",
    "11.012545",
    "4.01254",
    "0.012545",
    "7.012545",
    "1.0125451",
    "1.012545.7",
    "3.1.012545",
    "1,012545",
  ])("is not read out of %s", (text) => {
    expect(codes(`Xem ${text} tại đây`)).toEqual([]);
    expect(readProcedureCode(text)).toBeUndefined();
  });

  test("is found where letters are glued to it, at the end of a sentence, and where it stands again", () => {
    expect(codes("Mã thủ tục1.012545Số quyết định4864/QĐ-BCA-C06Cấp")).toEqual(["1.012545"]);
    expect(codes("Thay thế 2.000379, 5.003882 và 2.000379.")).toEqual(["2.000379", "5.003882", "2.000379"]);
    expect(findProcedureCodes("a 1.000494.000.00.00.H29Tên")).toEqual([
      { code: "1.000494", suffix: "000.00.00.H29", index: 2, length: 22 },
    ]);
  });

  test("is all that its cell holds, white space aside", () => {
    expect([" 1.012545\n", "1.000494.000.00.00.H29", "\u200b3.000164"].map(readProcedureCode)).toEqual([
      "1.012545",
      "1.000494",
      "3.000164",
    ]);
    expect(["1.012545 và 1.012546", "mã 1.012545", ""].map(readProcedureCode)).toEqual([undefined, undefined, undefined]);
  });
});

describeWith("catalogue/code-forms.json", "the forms that were counted", () => {
  test("are read, each long one to its first part", () => {
    const { long_form } = outsideJson<{ long_form: { seen: string[]; n: number } }>("catalogue/code-forms.json");
    expect(long_form.seen).toHaveLength(long_form.n);
    for (const long of long_form.seen)
      expect(findProcedureCodes(`Mã số${long}Tên`)).toMatchObject([{ code: long.slice(0, 8), suffix: long.slice(9) }]);
  });
});

describeWith("pages/dvcqg-detail-texts.jsonl", "1,317 texts of the national portal", () => {
  interface Page {
    text: string;
    traits: string[];
    expected: { code: string; other_codes_in_text: string[] };
  }

  test("give exactly the codes that stand in them", () => {
    const file = new URL("../../../shared/data/pages/dvcqg-detail-texts.jsonl", import.meta.url);
    const pages: Page[] = readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    let without = 0;
    for (const { text, traits, expected } of pages) {
      const absent = traits.includes("code_absent_from_text");
      if (absent) without += 1;
      expect(new Set(codes(text))).toEqual(new Set([...(absent ? [] : [expected.code]), ...expected.other_codes_in_text]));
    }
    expect([pages.length, without]).toEqual([1_317, 7]);
  });
});
