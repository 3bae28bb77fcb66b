import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostileTables } from "../support/hostile-tables.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
let admin: Device;
beforeAll(async () => {
  server = await startTestServer();
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
});
afterAll(() => server.remove());

const types = { csv: "text/csv", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" } as const;
const send = (path: string, bytes: Uint8Array, type: keyof typeof types) =>
  admin.fetch(path, { method: "POST", headers: { "content-type": types[type] }, body: bytes as BodyInit });
const good = Buffer.from("ten;loai;khoi\r\nSở Một;so;K");

/** Processor time of this thread, ms: what a busy machine does beside it does not count. */
const busyMs = (since?: NodeJS.CpuUsage) => {
  const { user, system } = process.threadCpuUsage(since);
  return (user + system) / 1_000;
};

describe("a table made to cost much", () => {
  test.for(hostileTables.filter(({ quick }) => quick))(
    "$name is refused in clear words, read apart from the server",
    async ({ type, bytes, why }) => {
      const content = bytes();
      const before = process.threadCpuUsage();
      const answer = await send("/api/units/import?dryRun=1", content, type);
      const { status, code, values } = await answer.json();
      expect([status, code, values.why]).toEqual([415, "not-table", why]);
      // Reading the smallest of these takes far longer; this thread only hands over and waits.
      expect(busyMs(before)).toBeLessThan(150);
    },
  );

  test("of 7.9 MB of line breaks holds nothing, and below a table they are nothing", async () => {
    const breaks = "\r\n".repeat(3_950_000);
    const empty = await (await send("/api/units/import?dryRun=1", Buffer.from(breaks), "csv")).json();
    expect([empty.rows, empty.problems.length]).toEqual([0, 1]);
    const read = await (await send("/api/units/import?dryRun=1", Buffer.from(`${good}${breaks}`), "csv")).json();
    expect([read.rows, read.problems]).toEqual([1, []]);
  });

  test("is refused on the other ways in as well: the catalogue, and the page with a sentence that says what to do", async () => {
    const bomb = hostileTables.find(({ name }) => name === "a shared text of 32,000 letters in two million cells")?.bytes() ?? good;
    const listed = await server.asLead().fetch("/api/catalogue/import?kind=commune&dryRun=1", {
      method: "POST",
      headers: { "content-type": types.xlsx },
      body: bomb as BodyInit,
    });
    expect([listed.status, (await listed.json()).values.why]).toEqual([415, "more than 8000000 characters"]);
    const visitor = await signedIn(server, (await makeAccount(server, "Quản trị", ["admin"])).email);
    const page = await visitor.uploads("/admin/units", { step: "check", file: new File([bomb as BlobPart], "don-vi.xlsx") });
    expect([page.status, (await page.text()).includes("Bảng quá lớn: nhiều nhất 30.000 dòng, 100 cột")]).toEqual([422, true]);
  });

  test("that fills its memory is ended with its process: the server goes on and reads the next", async () => {
    const filling = hostileTables.find(({ why }) => why === "reading it takes too much time or memory");
    const [refused, read] = await Promise.all([
      send("/api/units/import?dryRun=1", filling?.bytes() ?? good, "xlsx"),
      send("/api/units/import?dryRun=1", good, "csv"),
    ]);
    expect([refused.status, (await refused.json()).values.why]).toEqual([415, filling?.why]);
    expect([read.status, (await read.json()).rows]).toEqual([200, 1]);
  });
});

test("of tables that come all at once two are read at a time, some wait, and the rest are asked to come later", async () => {
  const answers = await Promise.all(Array.from({ length: 14 }, () => send("/api/units/import?dryRun=1", good, "csv")));
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array(10).fill(200), ...Array(4).fill(503)]);
  for (const later of answers.filter(({ status }) => status === 503)) {
    expect([later.headers.get("retry-after"), (await later.json()).code]).toEqual(["20", "tables-busy"]);
  }
  expect((await send("/api/units/import?dryRun=1", good, "csv")).status).toBe(200);
});
