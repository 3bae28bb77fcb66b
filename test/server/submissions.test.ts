import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { concludeInspection } from "../../server/decisions/conclude.ts";
import { findBreak } from "../../server/ledger/audit.ts";
import { keptResultsOf } from "../../server/results/results.ts";
import { unitsChanged } from "../../server/units/units.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { newId } from "../../shared/id.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

/** Sends something that is refused, and sees that nothing at all was stored. */
async function expectRefusal(send: () => Promise<Response>, status: number, code: string): Promise<Record<string, string>> {
  const before = server.counts();
  const answer = await send();
  const problem = await answer.json();
  expect([answer.status, problem.code]).toEqual([status, code]);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect(problem.detail).not.toContain("{");
  expect(server.counts()).toEqual(before);
  return problem.values;
}

/** SQL that makes one submission impossible to store, and SQL that takes it back. */
function poisonFor(kind: TestServer["stored"]["kind"], id: string): readonly [poison: string, cure: string] {
  if (kind === "postgres") {
    const constraint = `alter table submissions add constraint poison check (id <> '${id}')`;
    return [constraint, "alter table submissions drop constraint poison"];
  }
  const trigger = `create trigger poison before insert on submissions when new.id = '${id}' begin select raise(abort, 'a page of the disk is bad'); end`;
  return [trigger, "drop trigger poison"];
}

function changed(sheet: Submission, change: (copy: Record<string, never> & Submission) => void): Submission {
  const copy = structuredClone(sheet);
  change(copy as Record<string, never> & Submission);
  return copy;
}

describe("a submission is refused, and nothing is stored,", () => {
  let sheet: Submission;
  beforeAll(async () => {
    sheet = makeSheet(await server.opens());
  });
  const put = (body: RequestInit["body"], headers: Record<string, string> = { "content-type": "application/json" }) =>
    server.asInspector("an").fetch(`/api/submissions/${sheet.id}`, { method: "PUT", headers, body: body ?? null });
  const refuses = (change: (copy: Submission) => void, status: number, code: string) =>
    expectRefusal(() => server.asInspector("an").submits(changed(sheet, change)), status, code);

  test("without a token, or with one that was never given", async () => {
    const send = (headers: Record<string, string>) => async () =>
      await server.anonymous(`/api/submissions/${sheet.id}`, {
        method: "PUT",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(sheet),
      });
    await expectRefusal(send({}), 401, "not-signed-in");
    await expectRefusal(send({ authorization: `Bearer pc_${"A".repeat(43)}` }), 401, "not-signed-in");
    await expectRefusal(send({ cookie: "session=x" }), 401, "not-signed-in");
  });

  test("with another content type, or none", async () => {
    await expectRefusal(() => put(JSON.stringify(sheet), { "content-type": "text/plain" }), 415, "not-json");
    await expectRefusal(() => put(new TextEncoder().encode(JSON.stringify(sheet)), {}), 415, "not-json");
  });

  test("when it is larger than the limit, by a byte or by ten megabytes", async () => {
    const padded = (size: number) => JSON.stringify(sheet).padEnd(size, " ");
    await expectRefusal(() => put(padded(1_000_001)), 413, "too-large");
    await expectRefusal(() => put(padded(10_000_000)), 413, "too-large");
  });

  test("when it is no JSON, no UTF-8, or another thing than a submission", async () => {
    await expectRefusal(() => put("{"), 400, "malformed");
    await expectRefusal(() => put(""), 400, "malformed");
    await expectRefusal(() => put(Uint8Array.of(0x22, 0xff, 0x22)), 400, "malformed");
    await expectRefusal(() => put("[]"), 400, "malformed");
    await expectRefusal(() => put("null"), 400, "malformed");
    await refuses((copy) => Object.assign(copy, { extra: 1 }), 400, "malformed");
  });

  test("without repeating what was sent", async () => {
    const values = await refuses((copy) => Object.assign(copy, { stage: "<script>secret" }), 400, "malformed");
    expect(values["where"]).toBe("stage");
    expect(JSON.stringify(values)).not.toContain("secret");
  });

  test("when a time or a day is malformed", async () => {
    for (const time of ["yesterday", "2026-13-01T00:00:00Z", "2026-11-22T25:00:00Z", "2026-11-22", "", 5]) {
      await refuses((copy) => Object.assign(copy, { sentAt: time }), 400, "malformed");
      await refuses((copy) => Object.assign(copy, { startedAt: time }), 400, "malformed");
    }
    await refuses((copy) => Object.assign(copy, { visitedOn: "2026-02-30" }), 400, "malformed");
    await expectRefusal(() => server.asInspector("an").submits(sheet, { "x-device-time": "now" }), 400, "malformed");
  });

  test("when a number, a text or a list is larger than any may be, and the bound is named", async () => {
    const [id = ""] = Object.keys(sheet.entries);
    const ratio = Object.entries(sheet.entries).find(([, { answer }]) => answer?.type === "ratio")?.[0] ?? "";
    const counted = { type: "ratio" as const, numerator: 1, denominator: 1e12 };
    const count = await refuses((copy) => Object.assign(copy.entries[ratio] ?? {}, { answer: counted }), 400, "out-of-bounds");
    expect(count).toEqual({ where: `entries.${ratio}.answer.denominator`, bound: "most", of: "number", limit: "1000000000" });
    const note = await refuses((copy) => Object.assign(copy.entries[id] ?? {}, { note: "x".repeat(4_001) }), 400, "out-of-bounds");
    expect(note).toEqual({ where: `entries.${id}.note`, bound: "most", of: "characters", limit: "4000" });
    const quote = {
      type: "quote",
      id: newId(),
      exact: "x",
      prefix: "",
      suffix: "",
      url: "https://a.test/",
      title: "",
      capturedAt: sheet.sentAt,
    };
    const many = await refuses((copy) => Object.assign(copy.entries[id] ?? {}, { evidence: Array(51).fill(quote) }), 400, "out-of-bounds");
    expect(many).toEqual({ where: `entries.${id}.evidence`, bound: "most", of: "items", limit: "50" });
  });

  test("when points have three decimals", async () => {
    await refuses((copy) => Object.assign(copy.entries["DDCV-01"] ?? {}, { points: 150.5 }), 400, "malformed");
    await refuses((copy) => Object.assign(copy, { index: 87.035 }), 400, "malformed");
  });

  test("when the id in the address is another one", async () => {
    await expectRefusal(
      () =>
        server.asInspector("an").fetch(`/api/submissions/${newId()}`, {
          method: "PUT",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(sheet),
        }),
      400,
      "id-differs",
    );
  });

  test("for an inspection that is not there, or that the sender has no position in", async () => {
    await refuses((copy) => Object.assign(copy, { inspectionId: newId() }), 422, "inspection-unknown");
    await expectRefusal(() => server.asInspector("binh").submits(sheet), 422, "inspection-unknown");
  });

  test("for another unit, form or day than the inspection's", async () => {
    await refuses((copy) => Object.assign(copy, { unitId: newId() }), 422, "unit-unknown");
    await refuses((copy) => Object.assign(copy, { unitId: server.unitIds[1] }), 422, "unit-unknown");
    await refuses((copy) => Object.assign(copy, { form: "remote" }), 422, "form-differs");
    await refuses((copy) => Object.assign(copy, { visitedOn: "2026-10-06" }), 422, "form-differs");
  });

  test("for another version of the checklist", async () => {
    const values = await refuses((copy) => Object.assign(copy.checklist, { version: "0" }), 422, "checklist-version");
    expect(values["expected"]).toBe(`${sheet.checklist.id}@${sheet.checklist.version}`);
  });

  test("for a stage that is not open", async () => {
    await refuses((copy) => Object.assign(copy, { stage: "self" }), 422, "stage-not-open");
    await refuses((copy) => Object.assign(copy, { stage: "appraisal" }), 422, "stage-not-open");
  });

  test("for a criterion that the checklist has not", async () => {
    await refuses((copy) => Object.assign(copy.entries, { "XYZ-99": copy.entries["DDCV-01"] }), 422, "unknown-criterion");
  });

  test.for(["__proto__", "constructor", "prototype"])(
    "with an entry under %s, which the schema would leave out without a word, escaped or not",
    async (name) => {
      const { inspectionId, unitId } = await server.opens({ unit: 0 });
      const sheet = makeSheet({ inspectionId, unitId });
      const put = (text: string) =>
        server
          .asInspector("an")
          .fetch(`/api/submissions/${sheet.id}`, { method: "PUT", headers: { "content-type": "application/json" }, body: text });
      const escaped = `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
      for (const written of [name, escaped]) {
        const entry = JSON.stringify(sheet.entries["DDCV-01"]);
        const text = JSON.stringify(sheet);
        const within = text.replace('"entries":{', `"entries":{"${written}":${entry},`);
        const values = await expectRefusal(() => put(within), 400, "malformed");
        expect(values["where"]).toBe(name);
        await expectRefusal(() => put(text.replace("{", `{"${written}":1,`)), 400, "malformed");
      }
    },
  );

  test("with twelve thousand entries that nobody knows, before any of them is looked at", async () => {
    const sheet = makeSheet(await server.opens({ unit: 0 }));
    const entries = Object.fromEntries(
      Array.from({ length: 12_000 }, (_, i) => [`X-${i}`, { answer: null, note: "", evidence: [], points: 0 }]),
    );
    const before = process.threadCpuUsage();
    const values = await expectRefusal(() => server.asInspector("an").submits({ ...sheet, entries }), 400, "out-of-bounds");
    expect(values).toEqual({ where: "body", bound: "most", of: "items", limit: "500" });
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });

  test("for an answer that the criterion does not allow", async () => {
    const answer = (id: string, value: unknown) => (copy: Submission) => Object.assign(copy.entries[id] ?? {}, { answer: value });
    await refuses(answer("DDCV-01", { type: "levels", level: 9 }), 422, "impossible-answer");
    await refuses(answer("DDCV-01", { type: "boolean", yes: true }), 422, "impossible-answer");
    await refuses(answer("VHCS-08", { type: "checklist", ticked: ["nothing-like-it"] }), 422, "impossible-answer");
    await refuses(answer("DDCV-02", { type: "deduct", counts: [1] }), 422, "impossible-answer");
    await refuses(answer("DDCV-01", { type: "notApplicable", reason: "không" }), 422, "impossible-answer");
    await refuses(answer("DDCV-01", { type: "stars", stars: 5 }), 400, "malformed");
  });

  test("when points or index differ from what the answers give", async () => {
    const values = await refuses((copy) => Object.assign(copy.entries["DDCV-01"] ?? {}, { points: 150 }), 422, "points-differ");
    expect(values).toEqual({ criterion: "DDCV-01", device: "150", server: "300" });
    await refuses((copy) => Object.assign(copy, { index: 9_999 }), 422, "index-differs");
  });

  test("when a part is larger than its whole and no reason is given", async () => {
    const answer = { type: "ratio", numerator: 11, denominator: 10 };
    await refuses((copy) => Object.assign(copy.entries["DDCV-05"] ?? {}, { answer }), 422, "contradiction");
  });

  test("when it is incomplete, or a 0 has no note", async () => {
    await refuses((copy) => delete copy.entries["NYTT-14"], 422, "incomplete");
    await refuses((copy) => Object.assign(copy.entries["NYTT-14"] ?? {}, { answer: null }), 422, "incomplete");
    await refuses(
      (copy) => Object.assign(copy.entries["DDCV-01"] ?? {}, { answer: { type: "levels", level: 2 }, note: " " }),
      422,
      "note-missing",
    );
  });

  test("begun under today's rules, when the note of a 0 is shorter than three words; what an older device has queued is taken", async () => {
    const shorten = (copy: Submission) =>
      Object.assign(copy.entries["DDCV-01"] ?? {}, { answer: { type: "levels", level: 2 }, note: "không có", points: 0 }) &&
      Object.assign(copy, { index: 9_700 });
    await refuses((copy) => Object.assign(shorten(copy), { rules: 2 }), 422, "note-missing");
    const older = structuredClone(sheet);
    shorten(older);
    expect((await server.asInspector("an").submits(older)).status).toBe(201);
  });

  test("when another one of the same author stands and is not named", async () => {
    const at = await server.opens();
    const first = makeSheet(at);
    expect((await server.asInspector("an").submits(first)).status).toBe(201);
    const values = await expectRefusal(() => server.asInspector("an").submits(makeSheet(at)), 409, "already-scored");
    expect(values).toEqual({ current: first.id });
    const other = { ...makeSheet(at), replaces: { id: newId(), reason: "Nhầm" } };
    await expectRefusal(() => server.asInspector("an").submits(other), 409, "replaces-unknown");
  });

  test("when the id holds other content, or belongs to somebody else", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const first = makeSheet(at);
    await server.asInspector("an").submits(first);
    const values = await expectRefusal(
      () => server.asInspector("an").submits({ ...first, startedAt: "2026-10-05T01:00:00Z" }),
      409,
      "id-taken",
    );
    expect(values["stored"]).not.toBe(values["sent"]);
    await expectRefusal(() => server.asInspector("binh").submits(first), 404, "not-found");
    await expectRefusal(() => server.asInspector("binh").fetch(`/api/submissions/${first.id}`), 404, "not-found");
    await expectRefusal(() => server.asInspector("binh").withdraws(first.id), 404, "not-found");
    const list = await (await server.asInspector("binh").fetch("/api/submissions")).json();
    expect(list.submissions).toEqual([]);
  });

  test("with a token that expired or was revoked", async () => {
    const today = new Date();
    let clock = today;
    const later = await startTestServer({ now: () => clock });
    try {
      const own = makeSheet(await later.opens());
      const an = later.asInspector("an");
      clock = new Date(today.getTime() + 181 * 86_400_000);
      expect((await an.submits(own)).status).toBe(401);
      clock = today;
      expect((await an.fetch("/api/me")).status).toBe(200);
      expect((await an.fetch("/api/device/revoke", { method: "POST" })).status).toBe(204);
      expect((await an.submits(own)).status).toBe(401);
      const again = await makeDevice(later, later.app, an.personId, "inspector");
      expect((await again.submits(own)).status).toBe(201);
    } finally {
      await later.remove();
    }
  });
});

describe("a sheet sent from a surprise inspection", () => {
  const surprise = (unitId = server.unitIds[3] ?? "", planId = server.planId) => {
    const sheet = makeSheet({ inspectionId: newId(), unitId, form: "remote" });
    return { ...sheet, surprise: { planId, unitId, form: sheet.form, visitedOn: sheet.visitedOn, openedAt: sheet.startedAt } };
  };

  test("is refused for an unknown plan, unit, or a unit that has closed", async () => {
    const submit = (sheet: Submission) => () => server.asInspector("chi").submits(sheet);
    await expectRefusal(submit(surprise(undefined, newId())), 422, "plan-unknown");
    await expectRefusal(submit(surprise(newId())), 422, "unit-unknown");
    const twisted = surprise();
    await expectRefusal(submit({ ...twisted, surprise: { ...twisted.surprise, form: "both" } }), 422, "form-differs");
    const closes = (day: string | null) =>
      server.context.database.write.transaction().execute(async (transaction) => {
        await transaction
          .updateTable("units")
          .set({ closed_on: day })
          .where("id", "=", server.unitIds[3] ?? "")
          .execute();
        await unitsChanged(transaction);
      });
    await closes("2026-07-01");
    expect(await expectRefusal(submit(surprise()), 422, "unit-closed")).toEqual({ closedOn: "2026-07-01" });
    await closes(null);
  });

  test("opens it once, with its sender as head, and is counted", async () => {
    const sheet = surprise();
    expect((await server.asInspector("chi").submits(sheet)).status).toBe(201);
    const field = await (await server.asInspector("chi").fetch("/api/field")).json();
    const own = field.inspections.filter((inspection: { id: string }) => inspection.id === sheet.inspectionId);
    expect(own).toMatchObject([{ kind: "surprise", position: "head", form: "remote", state: "submitted", unit: { name: "Xã Suối Ngàn" } }]);
    const again = { ...sheet, id: newId(), replaces: { id: sheet.id, reason: "Xem lại" } };
    expect((await server.asInspector("chi").submits(again)).status).toBe(201);
    await expectRefusal(() => server.asInspector("binh").submits({ ...sheet, id: newId() }), 422, "inspection-unknown");
  });
});

describe("a submission that stands", () => {
  test("gets a receipt signed with the published key, and the same receipt ever after", async () => {
    const at = await server.opens();
    const sheet = makeSheet({ ...at, seed: 3 });
    const first = await server.asInspector("an").submits(sheet);
    expect(first.status).toBe(201);
    const { receipt } = await first.json();
    expect(receipt).toMatchObject({ submissionId: sheet.id, status: "accepted", flags: [] });

    const { keys } = await (await server.anonymous("/api/keys")).json();
    const { signature, ...claims } = receipt;
    const key = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x: keys[0].publicKey }, "Ed25519", false, ["verify"]);
    const verifies = (content: unknown) =>
      crypto.subtle.verify("Ed25519", key, Buffer.from(signature, "base64url"), new TextEncoder().encode(canonicalJson(content)));
    expect(claims.keyId).toBe(keys[0].keyId);
    expect(await verifies(claims)).toBe(true);
    expect(await verifies({ ...claims, position: claims.position + 1 })).toBe(false);

    const before = server.counts();
    const again = await server.asInspector("an").submits(sheet);
    expect([again.status, await again.json()]).toEqual([200, { receipt }]);
    // The same content in other bytes: members in another order, text in decomposed Unicode.
    const shuffled = Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(sheet).normalize("NFD"))).reverse()) as Submission;
    expect((await server.asInspector("an").submits(shuffled)).status).toBe(200);
    expect(server.counts()).toEqual(before);
    await concludeInspection(server.context.database, at.inspectionId, "lan", new Date(), { waiveMinutes: "Biên bản giấy nộp sau" });
    const concluded = server.counts();
    const later = await server.asInspector("an").submits(sheet);
    expect([later.status, await later.json()]).toEqual([200, { receipt }]);
    expect(server.counts()).toEqual(concluded);
  });

  test("is accepted and flagged when the device's clock is a year off, and not when it waited in the outbox", async () => {
    const year = 365 * 86_400_000;
    const send = async (sentAt: Date, headers?: Record<string, string>) => {
      const answer = await server
        .asInspector("an")
        .submits(makeSheet({ ...(await server.opens()), sentAt: sentAt.toISOString() }), headers);
      expect(answer.status).toBe(201);
      return (await answer.json()).receipt.flags;
    };
    expect(await send(new Date(Date.now() + year))).toEqual(["clockFarOff"]);
    expect(await send(new Date(Date.now() - year))).toEqual(["clockFarOff"]);
    expect(await send(new Date(), { "x-device-time": new Date(Date.now() + year).toISOString() })).toEqual(["clockFarOff"]);
    expect(await send(new Date(Date.now() - 20 * 86_400_000), { "x-device-time": new Date().toISOString() })).toEqual([]);
    const stored = await server.context.database.read
      .selectFrom("submissions")
      .select("clock_offset_ms")
      .orderBy("position", "desc")
      .limit(2)
      .execute();
    expect(Math.abs(Number(stored[0]?.clock_offset_ms))).toBeLessThan(60_000);
    expect(Number(stored[1]?.clock_offset_ms)).toBeGreaterThan(year - 60_000);
  });

  test("is flagged where a part is larger than its whole with a reason, and where the lead has to decide", async () => {
    const answers = {
      "DDCV-05": { type: "ratio", numerator: 11, denominator: 10, contradictionReason: "Có đơn năm trước chuyển sang" },
      "NYTT-10": { type: "notApplicable", reason: "Không có biểu mẫu" },
    } as const;
    const answer = await server.asInspector("an").submits(makeSheet({ ...(await server.opens()), answers }));
    expect((await answer.json()).receipt.flags).toEqual(["contradiction", "notApplicablePending"]);
  });

  test("with a number check of its checklist that fails needs a reason, is flagged, and the lead reads both numbers", async () => {
    const at = await server.opens({ unit: 2 });
    const figures = { resolved: 98, carriedOver: 10, received: 80 };
    const answer = (reason?: string): Answer => ({
      ...{ type: "ratio", numerator: 95, denominator: 100, figures },
      ...(reason !== undefined && { contradictionReason: reason }),
    });
    await expectRefusal(
      () => server.asInspector("an").submits(makeSheet({ ...at, answers: { "NYTT-12": answer() } })),
      422,
      "contradiction",
    );
    const taken = await server.asInspector("an").submits(makeSheet({ ...at, answers: { "NYTT-12": answer("theo báo cáo công bố") } }));
    expect((await taken.json()).receipt.flags).toEqual(["contradiction"]);
    const lead = await signedIn(server, (await makeAccount(server, "Check", ["lead"])).email);
    const page = await (await lead.visits(`/units/${at.unitId}`)).text();
    expect(page).toContain(
      "Đã giải quyết không nhiều hơn chuyển sang cộng tiếp nhận: 98 lớn hơn 90. Lý do của người chấm: theo báo cáo công bố",
    );
  });

  test("sent 64 times at once is stored once, and answered 201 once", async () => {
    const before = server.counts();
    const sheet = makeSheet(await server.opens());
    const answers = await Promise.all(Array.from({ length: 64 }, () => server.asInspector("an").submits(sheet)));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([...Array.from({ length: 63 }, () => 200), 201]);
    const receipts = new Set(await Promise.all(answers.map((answer) => answer.text())));
    expect(receipts.size).toBe(1);
    expect(server.counts()["submissions"]).toBe((before["submissions"] ?? 0) + 1);
  });

  test("is not lost to a bad neighbour in its batch", async () => {
    const good = await Promise.all(Array.from({ length: 6 }, async () => makeSheet(await server.opens())));
    const bad = makeSheet(await server.opens());
    const [poison, cure] = poisonFor(server.stored.kind, bad.id);
    server.tampers((file) => file.exec(poison));
    const statuses = await Promise.all(
      [...good.slice(0, 3), bad, ...good.slice(3)].map(async (sheet) => (await server.asInspector("an").submits(sheet)).status),
    );
    expect(statuses).toEqual([201, 201, 201, 500, 201, 201, 201]);
    server.tampers((file) => file.exec(cure));
    expect((await server.asInspector("an").submits(bad)).status).toBe(201);
    expect(await findBreak(server.context.database.read)).toBeUndefined();
  });

  test("replaced by another gives the results as if it had never been sent", async () => {
    const clean = await startTestServer();
    const twice = await startTestServer();
    try {
      const rows = async (own: TestServer, seeds: readonly number[]) => {
        const at = await own.opens();
        let before: Submission | undefined;
        for (const seed of seeds) {
          const sheet = { ...makeSheet({ ...at, seed }), ...(before && { replaces: { id: before.id, reason: "Đếm lại" } }) };
          const answer = await own.asInspector("an").submits(sheet);
          expect([answer.status, (await answer.json()).receipt.flags]).toEqual([201, before ? ["replacesRevealed"] : []]);
          before = sheet;
        }
        const { rows } = await keptResultsOf(own.context.database.read).load({}, new Date());
        return rows.map(({ unitId: _, inspection, ...row }) => ({ ...row, inspection: inspection && { ...inspection, id: "" } }));
      };
      expect(await rows(twice, [5, 9, 2])).toEqual(await rows(clean, [2]));
      const states = await twice.context.database.read.selectFrom("submissions").select("status").orderBy("position").execute();
      expect(states.map(({ status }) => status)).toEqual(["replaced", "replaced", "current"]);
    } finally {
      await clean.remove();
      await twice.remove();
    }
  });

  test("is listed with as many others as one answer holds, and the rest follow", async () => {
    const binh = server.asInspector("binh");
    const at = await server.opens({ team: ["binh"] });
    const sent: string[] = [];
    const notes = "x".repeat(3_900);
    const ids = Object.keys(makeSheet(at).entries);
    for (let n = 0; n < 52; n += 1) {
      const sheet = { ...makeSheet(at), ...(sent.length > 0 && { replaces: { id: sent.at(-1) ?? "", reason: "Sửa ghi chú" } }) };
      for (const id of ids) Object.assign(sheet.entries[id] ?? {}, { note: notes });
      expect((await binh.submits(sheet)).status).toBe(201);
      sent.push(sheet.id);
    }
    const seen: string[] = [];
    const pages: number[] = [];
    for (let next: string | null = "", asked = ""; next !== null; asked = `?before=${next}`) {
      const answer = await (await binh.fetch(`/api/submissions${asked}`)).json();
      pages.push(JSON.stringify(answer).length);
      seen.push(...answer.submissions.map((one: { receipt: { submissionId: string } }) => one.receipt.submissionId));
      next = answer.next;
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(Math.max(...pages)).toBeLessThan(7_000_000);
    expect(seen.slice(0, 52)).toEqual(sent.toReversed());
    expect(new Set(seen).size).toBe(seen.length);
    expect((await binh.fetch(`/api/submissions?before=${newId()}`)).status).toBe(404);
  });

  test("and its successor in the same moment leave one current", async () => {
    const at = await server.opens();
    const first = makeSheet(at);
    const second = { ...makeSheet(at), replaces: { id: first.id, reason: "Sửa ghi chú" } };
    const answers = await Promise.all([server.asInspector("an").submits(first), server.asInspector("an").submits(second)]);
    const mine = await (await server.asInspector("an").fetch("/api/submissions")).json();
    const current = mine.submissions.filter(
      (one: { inspectionId: string; status: string }) => one.inspectionId === at.inspectionId && one.status === "current",
    );
    expect(current.map((one: { receipt: { submissionId: string } }) => one.receipt.submissionId)).toEqual([second.id]);
    // On PostgreSQL the successor may come in first; then the old sheet is refused, and the new one stands all the same.
    const statuses = answers.map(({ status }) => status);
    if (server.stored.kind === "postgres" && statuses[0] === 409) return;
    expect(statuses).toEqual([201, 201]);
    const own = await (await server.asInspector("an").fetch(`/api/submissions/${first.id}`)).json();
    expect([own.status, own.replacedBy]).toEqual(["replaced", second.id]);
  });

  test("after the conclusion is kept as late and counts nowhere", async () => {
    const at = await server.opens({ unit: 2 });
    const first = makeSheet({ ...at, seed: 4 });
    await server.asInspector("an").submits(first);
    await concludeInspection(server.context.database, at.inspectionId, "lan", new Date(), { waiveMinutes: "Biên bản giấy nộp sau" });
    const before = await keptResultsOf(server.context.database.read).load({}, new Date(0));
    await expectRefusal(() => server.asInspector("an").submits(makeSheet(at)), 409, "already-scored");
    const late = { ...makeSheet(at), replaces: { id: first.id, reason: "Bổ sung" } };
    const answer = await server.asInspector("an").submits(late);
    expect([answer.status, (await answer.json()).receipt.status]).toEqual([201, "late"]);
    expect(await keptResultsOf(server.context.database.read).load({}, new Date(0))).toEqual(before);
    await expectRefusal(() => server.asInspector("an").withdraws(late.id), 409, "inspection-concluded");
  });

  test("can be withdrawn by its author, again without effect, and then scored anew", async () => {
    const at = await server.opens();
    const sheet = makeSheet(at);
    await server.asInspector("an").submits(sheet);
    await expectRefusal(() => server.asInspector("an").withdraws(sheet.id, ""), 400, "out-of-bounds");
    const withdrawn = await server.asInspector("an").withdraws(sheet.id);
    expect([withdrawn.status, (await withdrawn.json()).status]).toEqual([200, "withdrawn"]);
    const before = server.counts();
    expect((await server.asInspector("an").withdraws(sheet.id)).status).toBe(200);
    expect((await server.asInspector("an").submits(sheet)).status).toBe(200);
    expect(server.counts()).toEqual(before);
    expect((await server.asInspector("an").submits(makeSheet(at))).status).toBe(201);
  });
});
