import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildIslands } from "../../server/packages/island-scripts.ts";
import { islandNames, islandsFolder, readIsland } from "../../server/web/islands.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let server: TestServer;
beforeAll(async () => {
  await buildIslands();
  server = await startTestServer();
});
afterAll(() => server.remove());

describe("an island", () => {
  test("is built from each *.client.tsx, and from nothing else", () => {
    const sources = globSync("server/**/*.client.tsx", { cwd: root }).map((path) => basename(path, ".client.tsx"));
    expect(sources.sort()).toEqual([...islandNames].sort());
  });

  test.each(islandNames)("%s is a script that stands for itself, asked for again with its ETag", async (name) => {
    const answer = await server.app.request(`/assets/${name}.js`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    const script = await answer.text();
    expect(script).toBe(readFileSync(`${islandsFolder}/${name}.js`, "utf8"));
    expect(script).toContain("addEventListener");
    expect(script).not.toMatch(/\b(import|require)\b|node:/);
    const etag = answer.headers.get("etag") ?? "";
    expect((await server.app.request(`/assets/${name}.js`, { headers: { "if-none-match": etag } })).status).toBe(304);
  });

  test("that was not built is an empty script: the page is complete without", () => {
    expect(islandNames.map((name) => readIsland(name, `${islandsFolder}/nowhere`))).toEqual(islandNames.map(() => ""));
  });
});
