import { createHash } from "node:crypto";
import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayCall, routes } from "../../server/http/may.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { documentKinds } from "../../shared/documents/document.ts";
import { newId } from "../../shared/id.ts";
import type { Role } from "../../shared/people/sign-in.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { printed } from "../support/documents.ts";
import { browserOf } from "../support/newcomers.ts";
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
/** Who reads pages: a lead who administrates, and each of the team by their position. */
let visitors: Record<PageReader, { readonly visitor: Visitor; readonly roles: readonly Role[] }>;
type PageReader = "lead" | "head" | "secretary" | "binh" | "an" | "office" | "elsewhere";
let documents: readonly string[];
let place: { inspectionId: string; unitId: string };
let sheets: Record<"an" | "unit", readonly [Submission, Submission]>;
let hashes: readonly string[];

beforeAll(async () => {
  server = await startTestServer({ now: () => clock });
  const { email } = await makeAccount(server, "Reader", ["lead", "admin"]);
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
  const [head, secretary] = [await makeAccount(server, "Head", ["inspector"]), await makeAccount(server, "Secretary", ["inspector"])];
  place = await opensFor(head.id, secretary.id);
  const inspects = ["inspector"] as const;
  visitors = {
    lead: { visitor: await signedIn(server, email), roles: ["lead", "admin"] },
    head: { visitor: await browserOf(server, head.id), roles: inspects },
    secretary: { visitor: await browserOf(server, secretary.id), roles: inspects },
    binh: { visitor: await browserOf(server, binh.personId), roles: inspects },
    an: { visitor: await browserOf(server, an.personId), roles: inspects },
    office: { visitor: await browserOf(server, readers.office.personId), roles: ["unit"] },
    elsewhere: { visitor: await browserOf(server, readers.elsewhere.personId), roles: ["unit"] },
  };
  for (const key of [newId(), newId()])
    expect((await visitors.secretary.visitor.sends(`/inspections/${place.inspectionId}/documents`, { kind: "minutes", key })).status).toBe(
      303,
    );
  const issued = server.context.database.read.selectFrom("documents").select("id").where("inspection_id", "=", place.inspectionId);
  documents = (await issued.execute()).map(({ id }) => id);
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

/** Two score; head and secretary do not. */
async function opensFor(head: string, secretary: string) {
  const unitId = server.unitIds[0] ?? "";
  const of = (personId: string, position: "head" | "secretary" | "member") => ({ personId, position, scores: position === "member" });
  const team = [of(head, "head"), of(secretary, "secretary")];
  for (const name of ["an", "binh"] as const) team.push(of(server.asInspector(name).personId, "member"));
  const asked = {
    planId: server.planId,
    unitIds: [unitId],
    kind: "planned",
    form: "both",
    visitedOn: "2026-10-06",
    announced: true,
  } as const;
  const [inspectionId = ""] = await openInspections(
    server.context.database,
    { ...asked, again: true, team },
    server.asLead().personId,
    now,
  );
  return { inspectionId, unitId };
}

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

/** Everything that can be asked with GET, with every id there is in every place (or the inspection's) and every query that narrows. */
function addresses(which: "every id" | "the inspection" = "every id"): string[] {
  const ids = [place.inspectionId, place.unitId, server.planId, ...Object.values(readers).map(({ personId }) => personId)];
  const all = [...ids, ...Object.values(sheets).flatMap((pair) => pair.map(({ id }) => id))];
  const values: Record<string, readonly string[]> = {
    sha256: hashes,
    version: [defaultChecklist.version],
    unitId: [place.unitId],
    submission: Object.values(sheets).flatMap((pair) => pair.map(({ id }) => id)),
    criterion: ["DDCV-01"],
    at: ["0"],
    kind: documentKinds,
    documentId: documents,
    id: which === "every id" ? [...all, defaultChecklist.id] : [place.inspectionId],
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

async function readAll(names: readonly (keyof typeof readers)[], pagesOf: readonly PageReader[]): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (const address of addresses()) {
    if (address.startsWith("/api/")) {
      await Promise.all(names.map(async (name) => seen.set(`${name} ${address}`, await saidBy(await readers[name].fetch(address)))));
    } else if (pagesOf.includes("lead")) seen.set(`page of lead ${address}`, await pageFor("lead", address));
  }
  const own = addresses("the inspection").filter((address) => !address.startsWith("/api/"));
  for (const name of pagesOf.filter((one) => one !== "lead"))
    for (const address of own.filter((one) => mayAsk(one, name))) seen.set(`page of ${name} ${address}`, await pageFor(name, address));
  return seen;
}

const pageFor = async (name: PageReader, address: string) => await saidBy(await visitors[name].visitor.visits(address));

/** The table of permissions lets them in; that it keeps the others out is walked elsewhere. */
function mayAsk(address: string, name: PageReader): boolean {
  const parts = (address.split("?")[0] ?? "").split("/");
  const fits = (route: string) => {
    const asked = route.slice(4).split("/");
    return asked.length === parts.length && asked.every((part, i) => part.startsWith(":") || part === parts[i]);
  };
  const sender = { personId: "", name: "", email: "", roles: visitors[name].roles, via: "session", scope: "roles" } as const;
  return Object.keys(routes).some((route) => route.startsWith("GET ") && fits(route) && mayCall(route, sender) === "yes");
}

/**
 * A spreadsheet and a document are compressed and carry the time of their making: cells and text are compared.
 * References of errors and keys of forms are random.
 */
async function saidBy(answer: Response): Promise<string> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  const type = answer.headers.get("content-type") ?? "";
  const body = type.includes("spreadsheetml")
    ? JSON.stringify(await readSheet(bytes))
    : type.includes("wordprocessingml")
      ? await printed(bytes)
      : bytes.toString();
  return `${answer.status} ${answer.headers.get("etag")} ${body.replaceAll(/"reference":"\w+"|name="key" value="[\w-]+"/g, "")}`;
}

async function unchanged(
  names: readonly (keyof typeof readers)[],
  pagesOf: readonly PageReader[],
  device: Device,
  [first, second]: readonly [Submission, Submission],
  mark: string,
) {
  // Whoever settles is told who looks on: everybody has, before anything is compared.
  const inspection = `/inspections/${place.inspectionId}`;
  for (const name of pagesOf) await pageFor(name, `${inspection}/settle/pulse`);
  const before = await readAll(names, pagesOf);
  const read = ["lead /documents/draft/minutes", "head /documents/draft/minutes", "secretary /settle/pulse", "binh "];
  const looked = read.map((one) => `page of ${one.replace(" ", ` ${inspection}`)}`);
  for (const address of [...looked, "page of binh /", "page of binh /inspections.xlsx", "page of elsewhere /unit"])
    expect([address, before.get(address)?.slice(0, 3)]).toEqual([address, "200"]);
  expect((await device.submits({ ...second, replaces: { id: first.id, reason: mark } })).status).toBe(201);
  const after = await readAll(names, pagesOf);
  expect([...before.keys()].length).toBeGreaterThan(200);
  expect([...before].filter(([, said]) => said.startsWith("500"))).toEqual([]);
  expect([...before].filter(([, said]) => said.startsWith("200")).length).toBeGreaterThan(80);
  expect([...after].filter(([address, said]) => said !== before.get(address)).map(([address]) => address)).toEqual([]);
  expect([...after].filter(([, said]) => said.includes(mark)).map(([address]) => address)).toEqual([]);
}

describe("before the reveal", () => {
  test("an inspector's sheet changes nothing that the lead, another inspector, another team or a unit can read", { timeout }, async () => {
    const others = ["lead", "head", "secretary", "binh", "office", "elsewhere"] as const;
    await unchanged(["lead", "binh", "chi", "office", "elsewhere"], others, server.asInspector("an"), sheets.an, secret.an);
  });

  test("a unit's self-score changes nothing that the lead, any inspector or another unit can read", { timeout }, async () => {
    // Until the day before the visit a unit changes what it sent.
    clock = new Date("2026-10-05T03:00:00Z");
    const others = ["lead", "head", "secretary", "binh", "an", "elsewhere"] as const;
    await unchanged(["lead", "an", "binh", "chi", "elsewhere"], others, readers.office, sheets.unit, secret.unit);
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
  const seen = [...(await readAll(["lead"], ["lead", "binh", "secretary"]))];
  const showing = (mark: string) => seen.filter(([, said]) => said.includes(mark)).map(([address]) => address.split("?")[0]);
  expect(new Set(showing(secret.an))).toContain(`lead /api/inspections/${place.inspectionId}/stages`);
  expect(new Set(showing(secret.an)).size).toBeGreaterThan(3);
  for (const name of ["binh", "secretary"])
    expect(new Set(showing(secret.an))).toContain(`page of ${name} /inspections/${place.inspectionId}`);
  expect(showing(secret.unit)).toContain(`lead /api/inspections/${place.inspectionId}/history`);
});
