import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownPath, pathAsked, withQuery } from "../../server/web/own-path.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeAccount, makeVisitor, password } from "../support/visitor.ts";

const here = "https://cham.example.vn";
/** Where a browser that is here goes by it. */
const hostBy = (path: string) => new URL(path, `${here}/sign-in`).origin;

/** What a path can be made of, each with the others: what URL parsers resolve, strip, turn or take for a host. */
const piece = fc.constantFrom(
  "/",
  "//",
  "\\",
  ".",
  "..",
  "%2e",
  "%2F",
  "%5c",
  "\t",
  "\n",
  "\r",
  " ",
  "\0",
  "?",
  "#",
  "@",
  ":",
  "&",
  "=",
  "'",
  "a",
  "ế",
  "\ud800",
);
const name = fc.constantFrom("here.invalid", "evil.example", "https:", "http:", "javascript:", "localhost:8787", "lang", "x");
const anyPath = fc
  .array(fc.oneof({ weight: 3, arbitrary: piece }, name, fc.string({ maxLength: 3 })), { maxLength: 14 })
  .map((parts) => parts.join(""));

describe("a path of our own", () => {
  test("leads to no other host, and is the same when it is read again", () => {
    fc.assert(
      fc.property(anyPath, anyPath, (asked, value) => {
        for (const path of [ownPath(asked), withQuery(ownPath(asked), { said: value, lang: undefined }), pathAsked(`${here}/${asked}`)]) {
          expect(hostBy(path)).toBe(here);
          expect(path).toMatch(/^\/(?!\/)/);
          expect(ownPath(path)).toBe(path);
          expect(pathAsked(here + path)).toBe(path);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("keeps what it was asked for, with its query", () => {
    for (const path of ["/", "/results?plan=1&period=2", "/units/%E1%BA%BF", "/device?code=BCDF-GHJK"]) expect(ownPath(path)).toBe(path);
    expect(withQuery(ownPath("/results?said=x&plan=1"), { said: undefined, lang: "en" })).toBe("/results?plan=1&lang=en");
  });
});

describe("the pages", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.remove());

  const foreign = [
    "/.//here.invalid//evil.example/login",
    "/.//evil.example",
    "//here.invalid//evil.example",
    "/%2e//evil.example",
    "/x/..//evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "javascript:alert(1)",
  ];

  test("lead nowhere else after signing in, however often the address was read on the way", async () => {
    const { email } = await makeAccount(server, "Lan", ["lead"]);
    for (const next of foreign) {
      const visitor = makeVisitor(server.app);
      const form = await (await visitor.visits(`/sign-in?next=${encodeURIComponent(next)}`)).text();
      const kept = /name="next" value="([^"]*)"/.exec(form)?.[1] ?? "missing";
      const answer = await visitor.sends("/sign-in", { email, password, next: kept });
      expect([next, answer.status, hostBy(kept), hostBy(answer.headers.get("location") ?? "missing")]).toEqual([next, 303, here, here]);
    }
  });

  test("print no address of another host, and fail at no path: not at two slashes alone either", async () => {
    for (const path of [
      "//",
      "///",
      "//x//evil.com/y",
      "//evil.com",
      "//evil.com:99999/",
      "//[/",
      "/%00",
      "/%",
      "/%ff/x",
      "/invitation/x.json",
      "/setup/.json",
      "/units/x.json",
      "/x.json",
    ]) {
      const answer = await server.app.request(`http://localhost:8787${path}`);
      expect([path, answer.status < 500]).toEqual([path, true]);
      for (const [, href = ""] of (await answer.text()).matchAll(/(?:href|action|value)="([^"]*)"/g)) {
        if (/^[/\\]/.test(href)) expect([path, href, hostBy(href)]).toEqual([path, href, here]);
      }
    }
  });
});
