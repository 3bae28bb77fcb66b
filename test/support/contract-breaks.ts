import fc from "fast-check";
import type { Operation } from "./contract-document.ts";
import { hostileHeaders, hostileNames, hostileParts, hostileValues } from "./contract-hostile.ts";

/** One thing that is wrong with a request. */
export type Break =
  | { readonly at: number; readonly body: unknown }
  | { readonly place: readonly string[]; readonly body: unknown }
  | { readonly at: number; readonly lacks: true }
  | { readonly at: number; readonly extra: string; readonly body: unknown }
  | { readonly at: number; readonly times: number }
  | { readonly bytes: keyof typeof spoiled }
  | { readonly type: string | undefined }
  | { readonly at: number; readonly part: string }
  | { readonly suffix: string }
  | { readonly at: number; readonly query: string; readonly how: "instead" | "twice" | "besides" }
  | { readonly name: string; readonly query: string }
  | { readonly at: number; readonly unasked: true }
  | { readonly method: string }
  /** A body where none is asked for, and of a length that is not told. */
  | { readonly stowaway: string }
  | { readonly header: readonly [string, string] };

/** Ways to break a request to this operation, as often as there is something to break. */
export function breaksOf({ bodies, parameters }: Operation): fc.Arbitrary<Break> {
  const usual = (Object.keys(spoiled) as (keyof typeof spoiled)[]).filter((name) => name !== "far too large");
  const at = fc.nat({ max: 10_000 });
  const json = bodies.has("application/json") ? 1 : 0;
  const some = (place: string) => (parameters.some((parameter) => parameter.in === place) ? 1 : 0);
  const query = fc.record({ at, query: hostileParts, how: fc.constantFrom("instead", "twice", "besides") });
  return fc.oneof(
    { weight: 8 * json, arbitrary: fc.record({ at, body: hostileValues }) },
    { weight: 2 * json, arbitrary: fc.record({ at, lacks: fc.constant(true as const) }) },
    { weight: 2 * json, arbitrary: fc.record({ at, extra: fc.constantFrom(...hostileNames), body: hostileValues }) },
    { weight: json, arbitrary: fc.record({ at, times: fc.constantFrom(2, 60, 6_000) }) },
    { weight: bodies.size > 0 ? 3 : 0, arbitrary: fc.record({ bytes: fc.constantFrom(...usual) }) },
    { weight: bodies.size > 0 ? 2 : 0, arbitrary: fc.record({ type: fc.constantFrom(...strangeTypes) }) },
    { weight: 4 * some("path"), arbitrary: fc.record({ at, part: hostileParts }) },
    {
      weight: 1,
      arbitrary: fc.record({
        suffix: fc.constantFrom("/", "//", "/%00", ";a=b", ".json", "%20", "/extra", "#x", "?", "??a", "?%", "?=", "?a=%ff"),
      }),
    },
    { weight: 8 * some("query"), arbitrary: query },
    { weight: some("query"), arbitrary: fc.record({ at, unasked: fc.constant(true as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ method: fc.constantFrom("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "QUERY") }),
    },
    { weight: 2, arbitrary: fc.record({ header: hostileHeaders }) },
    { weight: 1, arbitrary: fc.record({ stowaway: fc.constantFrom("{}", '{"id":1}', "x".repeat(70_000)) }) },
  );
}

const strangeTypes = [
  undefined,
  "",
  "text/plain",
  "application/jsonp",
  "application/json; charset=utf-16",
  "APPLICATION/JSON ; charset=x",
  "multipart/form-data; boundary=",
  "text/csv",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "image/svg+xml",
  ";",
  "a/".repeat(500),
];

const utf8 = new TextEncoder();

/** Bodies spoiled as bytes. */
export const spoiled = {
  empty: () => new Uint8Array(),
  cut: (bytes: Uint8Array) => bytes.slice(0, Math.floor(bytes.length * 0.7)),
  "not UTF-8": (bytes: Uint8Array) => Uint8Array.from([...bytes.slice(0, 9), 0xff, 0xc0, 0x80, ...bytes.slice(9)]),
  "half a character": (bytes: Uint8Array) => Uint8Array.from([...bytes.slice(0, 9), 0xed, 0xa0, 0x80, ...bytes.slice(9)]),
  "a mark before": (bytes: Uint8Array) => Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]),
  "UTF-16": (bytes: Uint8Array) => Uint8Array.from([0xff, 0xfe, ...Buffer.from(new TextDecoder().decode(bytes), "utf16le")]),
  twice: (bytes: Uint8Array) => Uint8Array.from([...bytes, ...bytes]),
  "NaN as a number": () => utf8.encode('{"id":NaN,"reason":Infinity}'),
  "only open": () => utf8.encode("[".repeat(20_000)),
  "deep and closed": () => utf8.encode("[".repeat(20_000) + "]".repeat(20_000)),
  "one name twice": (bytes: Uint8Array) => utf8.encode(`{"id":1,"id":${new TextDecoder().decode(bytes)}}`),
  "a zip of nothing": () => Uint8Array.from([0x50, 0x4b, 0x05, 0x06, ...new Uint8Array(18)]),
  "a zip cut off": () => Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]),
  quotes: () => utf8.encode('Tên;Loại;Khối\n"a;b\n"""";;'),
  zeroes: () => new Uint8Array(2_000),
  "too large": () => utf8.encode(`"${"x".repeat(1_200_000)}"`),
  "far too large": () => utf8.encode(`"${"x".repeat(9_000_000)}"`),
} as const satisfies Record<string, (bytes: Uint8Array) => Uint8Array>;
