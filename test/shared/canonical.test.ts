import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../shared/canonical.ts";

describe("canonical JSON (RFC 8785)", () => {
  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined], [[undefined]], [new Array(2)], [() => 1], [1n], [Symbol("x")]])(
    "%s has no JSON and is refused",
    (value) => {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    },
  );

  test("members stand in the order of their names' UTF-16 code units (section 3.2.3)", () => {
    const value = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    expect(canonicalJson(value)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  test.each([1, 2, 63, 64, 65, 1000])("an object of %i members has them in order whatever order they came in", (size) => {
    const names = Array.from({ length: size }, (_, i) => String.fromCodePoint(0x20 + ((i * 7919) % 0xd000), 0x1f600));
    const members = names.map((name, i) => [name, i] as const);
    const ordered = canonicalJson(Object.fromEntries(members));
    expect(Object.keys(JSON.parse(ordered)).filter((name) => !/^\d+$/.test(name))).toEqual([...new Set(names)].sort());
    expect(canonicalJson(Object.fromEntries([...members].reverse()))).toBe(ordered);
    expect(canonicalJson(Object.fromEntries([...members].sort()))).toBe(ordered);
  });

  test("the RFC's own example (section 3.2.2)", () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  // RFC 8785, appendix B: the double's bits and how it is written.
  test.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("the number %s is written %s", (bits, text) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${bits}`));
    expect(canonicalJson(view.getFloat64(0))).toBe(text);
  });

  test("an absent member and one that is undefined are the same", () => {
    expect(canonicalJson({ a: 1, b: undefined })).toBe('{"a":1}');
  });

  test("a member called __proto__ is written like any other", () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"x":2},"a":3}'))).toBe('{"__proto__":{"x":2},"a":3,"b":1}');
  });

  test("text is not normalised here: two spellings are two contents", () => {
    expect(canonicalJson("Hòa".normalize("NFD"))).not.toBe(canonicalJson("Hòa".normalize("NFC")));
  });

  test("half a surrogate pair, as a quotation cut in the middle has, still has one form", () => {
    expect(canonicalJson("a\ud83d")).toBe('"a\\ud83d"');
    expect(JSON.parse(canonicalJson("a\ud83d"))).toBe("a\ud83d");
  });
});
