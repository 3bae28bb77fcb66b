import { createHash } from "node:crypto";
import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../server/http/may.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeOffice, signedIn, type Visitor } from "../support/visitor.ts";

/**
 * Nothing of a sheet shows before the reveal. Proved by difference: a sheet is replaced by quite another one, and whatever anybody else
 * may read stays the same, byte by byte, whichever way they ask.
 */
/** A thousand requests. */
const timeout = 120_000;
const now = new Date("2026-11-22T03:00:00Z");
const secret = { an: "Bí mật của An", unit: "Bí mật của đơn vị" };

let server: TestServer;
let clock = now;
let readers: Record<"lead" | "binh" | "chi" | "an" | "office" | "elsewhere", Device>;
let pages: Visitor;
let place: { inspectionId: string; unitId: string };
let sheets: Record<"an" | "unit", readonly [Submission, Submission]>;
let hashes: readonly string[];

beforeAll(async () => {
  server = await startTestServer({ now: () => clock });
  const { email } = await makeAccount(server, "Reader", ["lead", "admin"]);
  pages = await signedIn(server, email);
  const token = (personId: string, scope: "lead" | "unit") => makeDevice(server, server.app, personId, scope);
  const unit = async (name: string, at: number) => {
    const { id } = await makeOffice(server, name, server.unitIds[at] ?? "");
    return await token(id, "unit");
  };
  const [an, binh, chi] = [server.asInspector("an"), server.asInspector("binh"), server.asInspector("chi")];
  readers = {
    lead: server.asLead(),
    ...{ an, binh, chi },
    office: await unit("Office", 0),
    elsewhere: await unit("Elsewhere", 1),
  };
  await revealedEarlier();
  place = await server.opens({ team: ["an", "binh"], visitedOn: "2026-10-06" });
  const files = [await stored(an), await stored(an)] as const;
  hashes = files.map(({ sha256 }) => sha256);
  sheets = {
    an: [marked(3, secret.an, files[0]), { ...marked(11, secret.an, files[1]), replaces: { id: "", reason: secret.an } }],
    unit: [
      { ...marked(4, secret.unit), stage: "self" },
      { ...marked(9, secret.unit), stage: "self", replaces: { id: "", reason: secret.unit } },
    ],
  };
  expect((await an.submits(sheets.an[0])).status).toBe(201);
  expect((await readers.office.submits(sheets.unit[0])).status).toBe(201);
});
afterAll(() => server.remove());

/** Figures there are without this inspection: what others may see is not simply empty. */
async function revealedEarlier() {
  const earlier = await server.opens({ team: ["an", "binh"], visitedOn: "2026-09-01", unit: 1 });
  for (const [name, seed] of [
    ["an", 2],
    ["binh", 6],
  ] as const)
    await server.asInspector(name).submits(makeSheet({ ...earlier, visitedOn: "2026-09-01", seed }));
}

async function stored(device: Device) {
  const bytes = Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from(newId())]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  expect((await device.fetch(`/api/evidence/${sha256}`, { method: "PUT", body: bytes })).status).toBe(201);
  return { type: "file" as const, id: newId(), sha256, mediaType: "image/jpeg" as const, size: bytes.byteLength, name: "anh.jpg" };
}

function marked(seed: number, mark: string, file?: Awaited<ReturnType<typeof stored>>): Submission {
  const answers = { "NYTT-10": { type: "notApplicable", reason: mark } } as const;
  const sheet = makeSheet({ ...place, visitedOn: "2026-10-06", seed, answers, sentAt: now.toISOString() });
  for (const entry of Object.values(sheet.entries)) {
    entry.note = mark;
    if (file) entry.evidence = [{ ...file, capturedAt: sheet.sentAt }];
  }
  return sheet;
}

/** Everything that can be asked with GET, with every id there is in every place and every query that narrows. */
function addresses(): string[] {
  const ids = [place.inspectionId, place.unitId, server.planId, ...Object.values(readers).map(({ personId }) => personId)];
  const all = [...ids, ...Object.values(sheets).flatMap((pair) => pair.map(({ id }) => id))];
  const values: Record<string, readonly string[]> = {
    sha256: hashes,
    version: [defaultChecklist.version],
    unitId: [place.unitId],
    submission: Object.values(sheets).flatMap((pair) => pair.map(({ id }) => id)),
    criterion: ["DDCV-01"],
    at: ["0"],
    id: [...all, defaultChecklist.id],
  };
  const patterns = Object.keys(routes).filter((route) => route.startsWith("GET ") && routes[route] !== "anyone");
  const paths = patterns.flatMap((route) =>
    route
      .slice(4)
      .split("/")
      .reduce<string[]>(
        (made, part) =>
          made.flatMap((path) => (part.startsWith(":") ? (values[part.slice(1)] ?? ["x"]) : [part]).map((one) => `${path}/${one}`)),
        [""],
      )
      .map((path) => path.slice(1)),
  );
  const plan = `plan=${server.planId}`;
  const queries = ["", `${plan}&period=${server.periodId}&form=onsite&unit=${place.unitId}`, `${plan}&criterion=NYTT-10`];
  const isList = (path: string) => patterns.includes(`GET ${path}`) || path.startsWith("/units/");
  return paths.flatMap((path) => (isList(path) ? queries : queries.slice(0, 1)).map((query) => (query === "" ? path : `${path}?${query}`)));
}

async function readAll(names: readonly (keyof typeof readers)[]): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (const address of addresses()) {
    if (address.startsWith("/api/")) {
      await Promise.all(names.map(async (name) => seen.set(`${name} ${address}`, await saidBy(await readers[name].fetch(address)))));
    } else if (names.includes("lead")) seen.set(`page ${address}`, await saidBy(await pages.visits(address)));
  }
  return seen;
}

/**
 * A spreadsheet is compressed and carries the time of its making: its cells are compared.
 * References of errors and keys of forms are random.
 */
async function saidBy(answer: Response): Promise<string> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  const body = answer.headers.get("content-type")?.includes("spreadsheetml") ? JSON.stringify(await readSheet(bytes)) : bytes.toString();
  return `${answer.status} ${answer.headers.get("etag")} ${body.replaceAll(/"reference":"\w+"|name="key" value="[\w-]+"/g, "")}`;
}

async function unchanged(
  names: readonly (keyof typeof readers)[],
  device: Device,
  [first, second]: readonly [Submission, Submission],
  mark: string,
) {
  const before = await readAll(names);
  expect((await device.submits({ ...second, replaces: { id: first.id, reason: mark } })).status).toBe(201);
  const after = await readAll(names);
  expect([...before.keys()].length).toBeGreaterThan(200);
  expect([...before].filter(([, said]) => said.startsWith("500"))).toEqual([]);
  expect([...before].filter(([, said]) => said.startsWith("200")).length).toBeGreaterThan(80);
  expect([...after].filter(([address, said]) => said !== before.get(address)).map(([address]) => address)).toEqual([]);
  expect([...after].filter(([, said]) => said.includes(mark)).map(([address]) => address)).toEqual([]);
}

describe("before the reveal", () => {
  test("an inspector's sheet changes nothing that the lead, another inspector, another team or a unit can read", { timeout }, async () => {
    await unchanged(["lead", "binh", "chi", "office", "elsewhere"], server.asInspector("an"), sheets.an, secret.an);
  });

  test("a unit's self-score changes nothing that the lead, any inspector or another unit can read", { timeout }, async () => {
    // Until the day before the visit a unit changes what it sent.
    clock = new Date("2026-10-05T03:00:00Z");
    await unchanged(["lead", "an", "binh", "chi", "elsewhere"], readers.office, sheets.unit, secret.unit);
    clock = now;
  });

  test("what is refused says the same whatever was scored", async () => {
    const post = async (path: string, body: unknown) => {
      const answer = await server
        .asLead()
        .fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      return await answer.json();
    };
    const inspection = `/api/inspections/${place.inspectionId}`;
    const { personId } = server.asInspector("an");
    const decision = (criterion: string) => post(`${inspection}/not-applicable`, { personId, criterion, approved: true, reason: "–" });
    expect((await decision("NYTT-10")).code).toBe("not-found");
    expect(await decision("NYTT-10")).toEqual(await decision("DDCV-01"));
    expect(await post(`${inspection}/appraisal`, { id: newId(), decisions: {} })).toMatchObject({
      code: "not-all-sent",
      values: { missing: "1" },
    });
    expect((await post(`${inspection}/return`, { personId, reason: "–" })).code).toBe("not-all-sent");
    expect((await post(`${inspection}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" })).code).toBe("not-all-sent");
  });
});

test("after it the same addresses show them: the walk would have found something", { timeout }, async () => {
  await server.asInspector("binh").submits(makeSheet({ ...place, visitedOn: "2026-10-06", seed: 5 }));
  const seen = [...(await readAll(["lead"]))];
  const showing = (mark: string) => seen.filter(([, said]) => said.includes(mark)).map(([address]) => address.split("?")[0]);
  expect(new Set(showing(secret.an))).toContain(`lead /api/inspections/${place.inspectionId}/stages`);
  expect(new Set(showing(secret.an)).size).toBeGreaterThan(3);
  expect(showing(secret.unit)).toContain(`lead /api/inspections/${place.inspectionId}/history`);
});
