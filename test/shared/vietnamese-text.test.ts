import { describe, expect, test } from "vitest";
import { finderOf, sameSpelling, withoutMarks } from "../../shared/vietnamese-text.ts";
import { describeWith, outsideJson } from "./outside-data.ts";

const same = (a: string, b: string) => sameSpelling(a) === sameSpelling(b);

describe("the same word spelled two ways", () => {
  test.each([
    ["Hoà", "Hòa"],
    ["Thuỷ", "Thủy"],
    ["Thuỵ", "Thụy"],
    ["Khoẻ", "Khỏe"],
    ["Loá", "Lóa"],
    ["Phường Hoà Bình", "PHƯỜNG HÒA BÌNH"],
    ["văn hoá", "văn hóa".normalize("NFD")],
    ["Uỷ ban nhân dân", "Ủy ban nhân dân"],
    ["tín\u00a0nhiệm", "tín nhiệm"],
    ["tín\u200bnhiệm", "tínnhiệm"],
    ["\ufeffSở  Y\n tế ", "Sở Y tế"],
    ["Đắk Lắk", "đắk lắk"],
    ["Cư M’gar", "Cư M'gar"],
    ["một\u00adcửa", "mộtcửa"],
    ["57/2018/N\u00d0-CP", "57/2018/NĐ-CP"],
    ["\u00d0ắk Lắk", "đắk lắk"],
    ["q\u00f0", "QĐ"],
    ["quyết định".normalize("NFD"), "Quyết Định".normalize("NFKC")],
  ])("%j is %j", (a, b) => {
    expect(same(a, b)).toBe(true);
  });

  test.each([
    ["Hoà", "Hoá"],
    ["Hoà", "Hoa"],
    ["Thủy", "Thúy"],
    ["đa", "da"],
    ["an", "ân"],
    ["ban", "băn"],
    ["tương", "tường"],
    ["cu", "cư"],
    ["Tân An", "Tần An"],
    ["Yên Hòa", "Yên Hòa 2"],
  ])("%j is not %j", (a, b) => {
    expect(same(a, b)).toBe(false);
  });

  test("settling twice changes nothing", () => {
    for (const text of ["Phường Hoà Bình", "Uỷ ban", "ĐẮK LẮK", "Nghĩa trang liệt sĩ", "1.012545 QĐ-UBND"]) {
      expect(sameSpelling(sameSpelling(text))).toBe(sameSpelling(text));
    }
  });
});

describe("without marks", () => {
  test.each([
    ["Đường dây nóng", "duong day nong"],
    ["NIÊM YẾT, CÔNG KHAI THỦ TỤC HÀNH CHÍNH", "niem yet, cong khai thu tuc hanh chinh"],
    ["Ủy ban nhân dân xã Đắk Ơ", "uy ban nhan dan xa dak o"],
    ["ưỡn ẹo ữ ợ ặ ẫ ỹ".normalize("NFD"), "uon eo u o a a y"],
  ])("%s is searched as %s", (text, bare) => {
    expect(withoutMarks(text)).toBe(bare);
  });
});

describe("a name that is looked for", () => {
  test.each([
    ["Sở Y tế", true],
    ["so y te", true],
    ["  TẾ   sở ", true],
    ["tê", true],
    ["", true],
    ["sở yy", false],
    ["sởy", false],
  ])("%j in Sở Y tế: %s", (query, found) => {
    expect(finderOf(query)(withoutMarks("Sở Y tế"))).toBe(found);
  });
});

describeWith("units/spelling-differences.json", "names of communes as two public lists spell them", () => {
  const pairs = outsideJson<{ code: string; full_json: string; crawler_json: string }[]>("units/spelling-differences.json");

  test("are 199, and 194 differ only in the tone mark's place, the composition or the apostrophe; 5 have a wrong letter and stay different", () => {
    const different = pairs.filter(({ full_json, crawler_json }) => !same(full_json, crawler_json));
    expect(pairs).toHaveLength(199);
    // A scanned "l" for "I": another letter, so another name, whatever it looks like.
    expect(different.map(({ full_json, crawler_json }) => [full_json, crawler_json])).toEqual([
      ["Xã Ia Chim", "Xã la Chim"],
      ["Xã Ia Đal", "Xã la Đal"],
      ["Xã Ia Tơi", "Xã la Tơi"],
      ["Xã Ia Băng", "Xã la Băng"],
      ["Xã Al Bá", "Xã AI Bá"],
    ]);
  });

  test("each pair differs before it is settled, so that the test above can fail", () => {
    expect(pairs.filter(({ full_json, crawler_json }) => full_json === crawler_json)).toEqual([]);
  });
});

describeWith("units/full_2026-07-25.json", "the names of all 3.321 communes", () => {
  interface Province {
    Code: string;
    Wards: { Code: string; FullName: string }[];
  }
  const provinces = outsideJson<Province[]>("units/full_2026-07-25.json");
  const wards = provinces.flatMap((province) => province.Wards.map((ward) => ({ ...ward, province: province.Code })));

  test("two communes of one province never fall together, so a name with its province still tells them apart", () => {
    expect(wards).toHaveLength(3321);
    const seen = new Map<string, string>();
    const together: string[][] = [];
    for (const { province, FullName, Code } of wards) {
      const key = `${province} ${sameSpelling(FullName)}`;
      const other = seen.get(key);
      if (other) together.push([FullName, other, Code]);
      seen.set(key, FullName);
    }
    expect(together).toEqual([]);
  });

  test("decomposed, in capitals and with no-break spaces each is still itself", () => {
    for (const { FullName } of wards) {
      expect(same(FullName, FullName.normalize("NFD").toUpperCase().replaceAll(" ", "\u00a0"))).toBe(true);
      expect(withoutMarks(FullName)).toMatch(/^[a-z0-9 '-]+$/);
    }
  });
});
