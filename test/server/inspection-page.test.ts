import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deeds } from "../../server/ledger/deeds.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { historyWords } from "../../shared/words/inspection/inspection-page.ts";
import { quoteOf, sendsPicture, withEvidence } from "../support/evidence.ts";
import { leadVerbs } from "../support/lead-verbs.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeOffice, signedIn, type Visitor } from "../support/visitor.ts";

const now = new Date("2026-11-22T03:00:00Z");
let clock = now;
let server: TestServer;
let visitors: Record<"lead" | "an" | "binh" | "chi" | "office", Visitor>;
beforeAll(async () => {
  server = await startTestServer({ now: () => clock });
  const office = await makeOffice(server, "Office", server.unitIds[0] ?? "");
  visitors = {
    lead: await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email),
    an: await signedInAs("an"),
    binh: await signedInAs("binh"),
    chi: await signedInAs("chi"),
    office: await signedIn(server, office.email),
  };
});
afterAll(() => server.remove());

const { conclude, settle, giveBack } = leadVerbs(() => server);
const textOf = async (answer: Promise<Response>) => await (await answer).text();

async function signedInAs(name: "an" | "binh" | "chi"): Promise<Visitor> {
  const { email } = await server.context.database.read
    .selectFrom("people")
    .select("email")
    .where("id", "=", server.asInspector(name).personId)
    .executeTakeFirstOrThrow();
  return await signedIn(server, email);
}

/** A sheet that says its author's name everywhere. */
function marked(sheet: Submission, mark: string): Submission {
  for (const entry of Object.values(sheet.entries)) {
    entry.note = `${mark} đã ghi`;
    entry.evidence = [quoteOf(`${mark} đã trích`)];
  }
  return sheet;
}

describe("before the reveal", () => {
  test("a lead sees who has sent and when; what was sent changes nothing, byte by byte", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const path = `/inspections/${at.inspectionId}`;
    const nobody = await textOf(visitors.lead.visits(path));
    expect(nobody.match(/chưa gửi/g)).toHaveLength(2);
    const first = marked(makeSheet({ ...at, seed: 3 }), "Bí mật");
    expect((await server.asInspector("an").submits(first)).status).toBe(201);
    const before = await textOf(visitors.lead.visits(path));
    const beforeSettling = await textOf(visitors.lead.visits(`${path}/settle`));
    expect(before).toContain("đã gửi 22/11/2026 10:00");
    expect(beforeSettling).toContain("đã gửi 22/11/2026 10:00");
    expect(before).toContain("Điểm chỉ mở khi mọi người chấm đã gửi");
    expect(before).not.toContain("Bí mật");
    clock = new Date("2026-11-23T03:00:00Z");
    const again = { ...marked(makeSheet({ ...at, seed: 11 }), "Bí mật hơn"), replaces: { id: first.id, reason: "Bí mật" } };
    expect((await server.asInspector("an").submits(again)).status).toBe(201);
    expect(await textOf(visitors.lead.visits(path))).toBe(before);
    expect(await textOf(visitors.lead.visits(`${path}/settle`))).toBe(beforeSettling);
    for (const more of ["?criterion=DDCV-01", "?order=area", "?history=all", `?criterion=DDCV-01&evidence=${first.id}`])
      expect((await textOf(visitors.lead.visits(path + more))).replaceAll(more.replaceAll("&", "&amp;"), "")).not.toMatch(
        /Bí mật|criteria/,
      );
    clock = now;
  });

  test("an inspector sees their own state alone, whatever the other does; nobody else finds the page", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const path = `/inspections/${at.inspectionId}`;
    const before = await textOf(visitors.binh.visits(path));
    expect(before).toContain("chưa gửi");
    expect((await server.asInspector("an").submits(makeSheet({ ...at, seed: 3 }))).status).toBe(201);
    expect(await textOf(visitors.binh.visits(path))).toBe(before);
    expect(await textOf(visitors.an.visits(path))).toContain("đã gửi 22/11/2026");
    expect((await visitors.chi.visits(path)).status).toBe(404);
    expect((await visitors.office.visits(path)).status).toBe(403);
    expect((await visitors.lead.visits(`/inspections/${newId()}`)).status).toBe(404);
  });
});

test("everything that an inspection's history tells has words of its own", () => {
  const elsewhere = /^(finding|plan|calendar|unit|account|device|evidence|template|checklist|catalogue|link|server)\./;
  // That a sheet came is told by whose it is.
  const told = Object.keys(deeds).filter((name) => !elsewhere.test(name) && name !== "submission.received");
  const names = [...told, "inspection.submitted", "appraisal.dropped"];
  expect(names.filter((name) => !Object.hasOwn(historyWords, name))).toEqual([]);
});

describe("after the reveal", () => {
  test("every stage stands side by side, what differs first, with notes, evidence and history", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const path = `/inspections/${at.inspectionId}`;
    const file = await sendsPicture(server.asInspector("an"));
    const an = withEvidence(marked(makeSheet({ ...at, seed: 3 }), "An"), "DDCV-01", [file, quoteOf("Nội quy cũ")]);
    expect((await server.asInspector("an").submits(an)).status).toBe(201);
    expect((await server.asInspector("binh").submits(marked(makeSheet({ ...at, seed: 8 }), "Bình"))).status).toBe(201);
    const page = await textOf(visitors.lead.visits(path));
    expect(page).toContain("Các phiếu khác nhau");
    expect(page).toContain(`src="${path}/evidence/${file.sha256}/file"`);
    expect(page).toContain(`href="${path}/settle"`);
    expect(page).toContain("chờ chốt");
    expect(page.indexOf("Các phiếu khác nhau")).toBeLessThan(page.indexOf(">Đạo đức công vụ"));
    const byArea = await textOf(visitors.an.visits(`${path}?order=area`));
    expect(byArea).not.toContain(">Các phiếu khác nhau <");
    const open = await textOf(visitors.binh.visits(`${path}?criterion=DDCV-01`));
    for (const said of ["An đã ghi", "Bình đã ghi", "Nội quy cũ", "bang-niem-yet.png"]) expect(open).toContain(said);
    expect((await visitors.chi.visits(path)).status).toBe(404);
    expect((await visitors.office.visits(path)).status).toBe(403);

    const [different] = [...page.matchAll(/class="num d"/g)];
    expect(different).toBeDefined();
    const rest = { by: "inspector", personId: server.asInspector("an").personId } as const;
    expect((await settle(at.inspectionId, { rest })).status).toBe(201);
    const settled = await textOf(visitors.lead.visits(path));
    expect(settled).toContain("lấy của");
    expect(settled).not.toContain("chờ chốt");
    expect(settled).toContain(`href="${path}/conclude"`);
    expect((await conclude(at.inspectionId)).status).toBe(200);
    expect(await textOf(visitors.lead.visits(path))).toContain(`href="${path}/documents"`);
  });

  test("a sheet that was given back and replaced says so, and no longer counts as blind", async () => {
    const at = await server.opens({ team: ["an"] });
    const path = `/inspections/${at.inspectionId}`;
    const first = makeSheet({ ...at, seed: 3 });
    await server.asInspector("an").submits(first);
    expect((await giveBack(at.inspectionId, "an")).status).toBe(204);
    expect(await textOf(visitors.lead.visits(path))).toContain("Đã trả lại 22/11/2026");
    const again = { ...makeSheet({ ...at, seed: 5 }), replaces: { id: first.id, reason: "Đếm lại" } };
    expect((await server.asInspector("an").submits(again)).status).toBe(201);
    const page = await textOf(visitors.lead.visits(path));
    expect(page).toContain("không còn độc lập");
    expect(page).toContain("Phiếu thay: Đếm lại");
    expect(page).not.toContain("Đã trả lại 22/11/2026 10:00: Xem lại số liệu");
  });

  test("what people wrote is text, however long and odd, and lists of evidence stay short", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const path = `/inspections/${at.inspectionId}`;
    const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>\u202e`;
    const full = (seed: number) => {
      const sheet = makeSheet({ ...at, seed });
      for (const [id, entry] of Object.entries(sheet.entries)) {
        entry.note = `${evil} ${id} ${"dài ".repeat(900)}`;
        entry.evidence = Array.from({ length: 25 }, (_, i) => quoteOf(`${evil} ${id} ${i}`, { title: evil }));
      }
      return sheet;
    };
    for (const [name, seed] of [
      ["an", 3],
      ["binh", 8],
    ] as const)
      expect((await server.asInspector(name).submits(full(seed))).status).toBe(201);
    const page = await textOf(visitors.lead.visits(path));
    expect(page.match(/<script|<img|onerror=alert\(1\)>"/g)).toBeNull();
    expect(page).toContain("&lt;script>");
    const sent = await visitors.lead.visits(path, { "accept-encoding": "gzip" });
    expect([sent.headers.get("content-encoding"), (await sent.arrayBuffer()).byteLength < 60_000]).toEqual(["gzip", true]);
    const open = await textOf(visitors.lead.visits(`${path}?criterion=DDCV-01`));
    expect(open.match(/<ul class="pieces".*?<\/ul>/gs)?.map((list) => list.match(/<li/g)?.length)).toEqual([8, 8]);
    expect(open).toContain("Xem thêm 17 bằng chứng");
    const [, submission = ""] = /evidence=([0-9a-f-]{36})/.exec(open) ?? [];
    const all = await textOf(visitors.lead.visits(`${path}?criterion=DDCV-01&evidence=${submission}`));
    expect(all.match(/<ul class="pieces".*?<\/ul>/gs)?.map((list) => list.match(/<li/g)?.length)).toEqual([25, 8]);
  });
});
