import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { createClient } from "../support/contract-client.ts";
import { type OpenApi, operationsOf } from "../support/contract-document.ts";
import { examplesIn } from "../support/contract-examples.ts";
import { type Wire, written } from "../support/contract-requests.ts";
import { openWorld, type World } from "../support/contract-world.ts";
import { type Holder, holdFile, longestStall } from "../support/holder.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeVisitor, password, signedIn } from "../support/visitor.ts";

// PostgreSQL has no such lock; what a database that is away means there stands in test/postgres/outage.test.ts.
const sqlite = inject("postgres") === undefined;
/** SQLite's own waiting stalled everything for 5 s; a busy machine takes some of this away from any test. */
const mostStall = 500;
const away = { status: 503, code: "server-busy", retryAfter: "5" };

let held: Holder[] = [];
afterEach(async () => {
  for (const one of held.splice(0)) await one.letsGo();
});
const hold = async (dataDir: string, name: "phieu-cham" | "accounts"): Promise<Holder> => {
  const one = await holdFile(join(dataDir, `${name}.sqlite`));
  held.push(one);
  return one;
};
const letGo = async () => {
  for (const one of held.splice(0)) await one.letsGo();
};
const told = async (answer: Response) => {
  const problem = /json/.test(answer.headers.get("content-type") ?? "") ? await answer.json() : {};
  return { status: answer.status, code: problem.code, retryAfter: answer.headers.get("retry-after") };
};

describe.runIf(sqlite)("while another process holds the SQLite file", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.remove());

  test("a hundred writes at once are all told to come again within two seconds, the loop never stops, reads go on, and afterwards each is done once", async () => {
    const sheets: Submission[] = [];
    for (let n = 0; n < 100; n += 1) sheets.push(makeSheet({ ...(await server.opens({ unit: n % 4 })), seed: n }));
    const an = server.asInspector("an");
    const send = () => Promise.all(sheets.map(async (sheet) => await told(await an.submits(sheet))));
    const before = server.counts();
    await hold(server.dataDir, "phieu-cham");
    const began = performance.now();
    const { done, stall } = await longestStall(async () => {
      const sent = send();
      await setTimeout(50);
      const read = async () =>
        (await Promise.all(["/api/results", "/api/coverage"].map((path) => server.asLead().fetch(path)))).map(({ status }) => status);
      // The day's first use of a device would be noted: it is not, and nobody is refused for it.
      expect(await read()).toEqual([200, 200]);
      const answers = await sent;
      const again = performance.now();
      expect(await read()).toEqual([200, 200]);
      expect(performance.now() - again, "a read waits for no lock").toBeLessThan(mostStall);
      return answers;
    });
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(done).toEqual(sheets.map(() => away));
    expect(stall).toBeLessThan(mostStall);
    expect(server.counts()).toEqual(before);
    await letGo();
    expect((await send()).map(({ status }) => status)).toEqual(sheets.map(() => 201));
    expect((await send()).map(({ status }) => status)).toEqual(sheets.map(() => 200));
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("writes one after another are told sooner than each after a wait of its own; a lock that is let go in time is waited for", async () => {
    const an = server.asInspector("an");
    const sheets: Submission[] = [];
    for (let n = 0; n < 8; n += 1) sheets.push(makeSheet({ ...(await server.opens({ unit: n % 4 })), seed: n }));
    await hold(server.dataDir, "phieu-cham");
    const began = performance.now();
    for (const sheet of sheets) expect(await told(await an.submits(sheet))).toEqual(away);
    expect(performance.now() - began).toBeLessThan(3_000);
    await letGo();

    await setTimeout(1_100);
    const own = await hold(server.dataDir, "phieu-cham");
    const { done, stall } = await longestStall(async () => {
      const sent = an.submits(sheets[0] ?? makeSheet({ inspectionId: newId(), unitId: newId() }));
      await setTimeout(400);
      await own.letsGo();
      held = [];
      return (await sent).status;
    });
    expect(done).toBe(201);
    expect(stall).toBeLessThan(mostStall);
  });

  test("sign-in, forms and passwords say so on their page; nothing is half done, and the same works afterwards", async () => {
    const account = await makeAccount(server, "Lead", ["lead"]);
    const lead = await signedIn(server, account.email);
    const endsDevices = () => lead.sends("/account/password", { current: password, password, again: password, devices: "end" });
    const changes = () => lead.sends("/account/password", { current: password, password: `${password} mới`, again: `${password} mới` });
    for (const name of ["phieu-cham", "accounts"] as const) {
      await hold(server.dataDir, name);
      const { done, stall } = await longestStall(async () => {
        const signsIn = () => makeVisitor(server.app).sends("/sign-in", { email: account.email, password, next: "/" });
        return [await signsIn(), await changes(), await endsDevices()];
      });
      expect([name, ...(await Promise.all(done.map(told)))]).toEqual([name, ...done.map(() => ({ ...away, code: undefined }))]);
      expect(stall).toBeLessThan(mostStall);
      // Who is signed in is read, and reads go on.
      expect((await lead.visits("/results")).status).toBe(200);
      await letGo();
    }
    expect((await changes()).status).toBe(303);
    expect((await makeVisitor(server.app).sends("/sign-in", { email: account.email, password: `${password} mới`, next: "/" })).status).toBe(
      303,
    );
  });
});

describe.runIf(sqlite)("every operation that writes", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  test("is told to come again while the file is held: never a failure, and the loop never stops", { timeout: 60_000 }, async () => {
    const client = createClient(world.port);
    const reader = { cookie: [...world.reader.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const document = await client.send({ method: "GET", path: "/openapi.json", headers: reader, body: undefined });
    const operations = operationsOf(JSON.parse(new TextDecoder().decode(document.body)) as OpenApi).filter(
      ({ method }) => method !== "GET",
    );
    const examples = examplesIn(world);
    const wires: { name: string; wire: Wire }[] = [];
    for (const operation of operations) {
      const example = await examples[operation.name]?.();
      if (!example) continue;
      const credentials = await world.credentials(example.by, operation.name === "POST /api/device/revoke");
      const plain = written(operation, { params: {}, query: [], headers: {}, ...example }, []);
      wires.push({ name: operation.name, wire: { ...plain, headers: { ...credentials, ...plain.headers } } });
    }
    expect(wires.length).toBeGreaterThan(30);
    const { database, keys } = world.server.context;
    const faults = () => findFaults(database, keys);
    // The world made some of its people behind the record's back.
    const before = await faults();
    await hold(world.server.dataDir, "phieu-cham");
    const { done, stall } = await longestStall(async () => {
      const answers = [];
      for (const { name, wire } of wires) answers.push([name, (await client.send(wire)).status] as const);
      return answers;
    });
    await letGo();
    client.close();
    expect(stall).toBeLessThan(mostStall);
    // What an example before it has changed may be refused, and a dry run writes nothing; nothing fails, and nothing is done.
    const dry = new Set(wires.filter(({ wire }) => /[?&]dryRun=1\b/.test(wire.path)).map(({ name }) => name));
    expect(done.filter(([name, status]) => status === 500 || (status < 400 && !dry.has(name)))).toEqual([]);
    expect(done.filter(([, status]) => status === 503).length).toBeGreaterThan(wires.length * 0.8);
    expect(await faults()).toEqual(before);
  });
});
