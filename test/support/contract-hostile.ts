import fc from "fast-check";

/** Stands in every hostile text: a refusal that repeats it repeats what was sent. */
export const canary = "chim-hoàng-yến-7f3a9c";

const deep = (depth: number) => {
  let value: unknown = canary;
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

/** JSON that has its names in a way that no literal can write. */
const fromJson = (json: string): unknown => JSON.parse(json);

/** What JSON can write and a JavaScript value cannot, or not shortly: put in its place in the bytes, the first time it stands there. */
export const rawJson: Readonly<Record<string, string>> = {
  "@raw-1e400@": "1e400",
  "@raw-minus-zero@": "-0",
  "@raw-huge@": "9".repeat(400),
  "@raw-tiny@": `0.${"0".repeat(400)}1`,
  "@raw-bigint@": "9223372036854775808",
  "@raw-many-ids@": JSON.stringify(Array.from({ length: 6_000 }, () => "0190b6f2-0000-7000-8000-000000000000")),
  "@raw-many-numbers@": JSON.stringify(Array.from({ length: 300 }, (_, i) => i)),
  "@raw-long-text@": JSON.stringify(canary.repeat(2_000)),
  "@raw-deep@": `${'[{"a":'.repeat(5_000)}1${"}]".repeat(5_000)}`,
};

const texts = [
  "",
  " ",
  "\0",
  `${canary}\0`,
  "\ud800",
  `${canary}\udfff`,
  "\u202e\u200b\ufeff",
  "e\u0301".repeat(100),
  canary.repeat(20),
  `${canary}'; drop table units; --`,
  `<script>alert("${canary}")</script>`,
  `\${${canary}} {{${canary}}} %s %n {what}`,
  `../../../etc/${canary}`,
  `=${canary}`,
  "NaN",
  "Infinity",
  "null",
  "2026-02-30",
  "9999-12-31",
  "0000-01-01",
  "-000001-01-01",
  "+275760-09-13",
  "2026-11-22T24:00:00Z",
  "2026-11-22T08:30:00+23:59",
  "0000-01-01T00:00:00.000-14:00",
  "9999-12-31T23:59:59.999-14:00",
  "00000000-0000-0000-0000-000000000000",
  "FFFFFFFF-FFFF-7FFF-BFFF-FFFFFFFFFFFF",
  "__proto__",
  "constructor",
  "toString",
  "0".repeat(64),
  "javascript:alert(1)",
  "http://[::1]:99999/",
];

const values: readonly unknown[] = [
  ...texts,
  ...Object.keys(rawJson),
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e-7,
  1e21,
  1e308,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  [],
  {},
  [[]],
  [null],
  deep(50),
  fromJson('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"toString":1}'),
  fromJson('{"type":"__proto__","by":"constructor","kind":"toString"}'),
];

/** What nobody who means well would send in a JSON value. */
export const hostileValues: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...values) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 50 }) },
  { weight: 1, arbitrary: fc.double() },
);

/** The same as a part of an address, encoded in ways that are right, wrong and strange. */
export const hostileParts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...texts.filter((text) => text.isWellFormed() && text.length < 3_000)).map(encodeURIComponent),
  fc.constantFrom(
    "%00",
    "%",
    "%2",
    "%zz",
    "%ff%fe",
    "%c0%80",
    "%ed%a0%80",
    "%25%30%30",
    "%2500",
    "%2F",
    "%2e%2e",
    "..%2f..",
    "a%0d%0ax-b:c",
    "%F0%9F",
    "+",
    "*",
  ),
  fc.constantFrom(
    "a;b=c",
    "@",
    ":id",
    "{id}",
    "[]",
    "a,b",
    "%E1%BA%A5".repeat(300),
    "%EF%BB%BF",
    "1e3",
    "0x10",
    "%D9%A1%D9%A2",
    "-0",
    "007",
  ),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
    .filter((text) => text.isWellFormed())
    .map(encodeURIComponent),
);

export const hostileNames = ["__proto__", "constructor", "hasOwnProperty", "toString", "id", "x", "", "\0", "\ud800", "elsewhere"];

/** Headers that no client of ours sends; Node itself answers what is not HTTP. */
export const hostileHeaders: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  fc.constantFrom<(readonly [string, string])[]>(
    ["accept", "image/png"],
    ["accept-language", ";;q=,,vi;q=x,en;q=-1"],
    ["accept-language", "en".repeat(2_000)],
    ["accept-encoding", "br, gzip, nonsense"],
    ["content-encoding", "gzip"],
    ["cookie", "lang=\x80\xff; =; a=%; phieu-cham.session_token=x.y"],
    ["origin", "null"],
    ["host", "elsewhere.test:99999"],
    ["host", "a b"],
    ["host", "["],
    ["host", ""],
    ["host", "user:word@elsewhere.test/path?x"],
    ["if-match", '""'],
    ["if-match", "*"],
    ["if-match", 'W/"\xff"'],
    ["if-none-match", "*"],
    ["if-none-match", '"a", W/"b'],
    ["range", "bytes=-1"],
    ["x-device-time", "2026-13-01T00:00:00Z"],
    ["x-device-time", "\xff".repeat(100)],
    ["x-forwarded-for", "junk, ::1, 999.1.1.1"],
    ["x-forwarded-for", "::ffff:1.2.3.4%eth0"],
    ["x-http-method-override", "DELETE"],
    ["authorization", "Basic YTpi"],
    ["authorization", "Bearer "],
    ["authorization", `Bearer ${"x".repeat(6_000)}`],
    ["authorization", "Bearer pc_ a b"],
    ["x-long", "y".repeat(8_000)],
    ["access-control-request-method", "PUT"],
    ["upgrade-insecure-requests", "1"],
  ),
  fc.tuple(fc.constantFrom("accept", "accept-language", "if-none-match", "if-match", "x-device-time", "content-type"), latin1()),
);

function latin1(): fc.Arbitrary<string> {
  return fc
    .array(
      fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f),
      { maxLength: 40 },
    )
    .map((codes) => String.fromCharCode(...codes));
}
