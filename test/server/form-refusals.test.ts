import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type FieldError, type parseForm, refilled } from "../../server/web/forms.ts";
import { Refusal } from "../../shared/problem.ts";
import { linkOn } from "../support/newcomers.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeVisitor, signedIn, type Visitor } from "../support/visitor.ts";

/** Longer than any field takes, and nothing that a person means. */
const long = "dài ".repeat(600).trim();
const values = { "too long": long, wrong: "–", empty: "" };

interface Form {
  readonly from: string;
  readonly action: string;
  readonly texts: readonly string[];
  readonly secrets: readonly string[];
  readonly others: Readonly<Record<string, string>>;
}

let server: TestServer;
let visitors: { readonly by: Visitor; readonly pages: readonly string[] }[];
let unit: string;
let excused: { readonly inspectionId: string; readonly person: string };
let undecided: { readonly inspectionId: string; readonly person: string; readonly at: string };
let lead: Visitor;
let inspector: Visitor;

beforeAll(async () => {
  server = await startTestServer();
  lead = await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email);
  const admin = await signedIn(server, (await makeAccount(server, "Root", ["admin"])).email);
  inspector = await signedIn(server, (await makeAccount(server, "Inspector", ["inspector"])).email);
  const office = await signedIn(server, (await makeAccount(server, "Office", ["unit"])).email);
  const at = (place: number, inspection: string) =>
    `/units/${server.unitIds[place]}?plan=${server.planId}&period=${server.periodId}&form=onsite&inspection=${inspection}`;
  const open = await server.opens({ team: ["an", "binh"] });
  unit = at(0, open.inspectionId);
  excused = { inspectionId: open.inspectionId, person: server.asInspector("binh").personId };
  const sent = await server.opens({ unit: 1 });
  const answers = { "DDCV-06": { type: "notApplicable", reason: "Không có hồ sơ quá hạn" } } as const;
  await server.asInspector("an").submits(makeSheet({ ...sent, answers }));
  undecided = { inspectionId: sent.inspectionId, person: server.asInspector("an").personId, at: at(1, sent.inspectionId) };
  const invited = await admin.sends("/admin/people/invitation", { name: "Mới", email: "moi@tinh.test", roles: "inspector" });
  const device = await (
    await server.app.request("/api/device/code", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ deviceName: "Firefox" }),
    })
  ).json();
  const asked = new URL(device.verificationUriComplete);
  visitors = [
    { by: makeVisitor(server.app), pages: ["/sign-in", await linkOn(invited, "invitation")] },
    { by: office, pages: ["/account", "/device"] },
    { by: lead, pages: ["/account", "/admin/plan", "/admin/inspections", unit, undecided.at] },
    { by: admin, pages: ["/admin/people", "/admin/units"] },
    { by: inspector, pages: [asked.pathname + asked.search] },
  ];
});
afterAll(() => server.remove());

const plain = (markup: string) => markup.replaceAll("&amp;", "&").replaceAll("&quot;", '"');

/** The forms of a page that take text. */
function formsIn(body: string, from: string): Form[] {
  return [...body.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].flatMap(([, head = "", inside = ""]) => {
    const found = [...inside.matchAll(/<(input|textarea)\b([^>]*)>/g)].map(([, tag, given = ""]) => ({
      name: /\bname="([^"]*)"/.exec(given)?.[1] ?? "",
      type: tag === "textarea" ? "text" : (/\btype="(\w+)"/.exec(given)?.[1] ?? "text"),
      value: plain(/\bvalue="([^"]*)"/.exec(given)?.[1] ?? ""),
    }));
    const named = (...types: string[]) => found.filter(({ type }) => types.includes(type)).map(({ name }) => name);
    const texts = named("text", "email", "number", "url");
    const secrets = named("password");
    const hidden = found.filter(({ type }) => type === "hidden").map(({ name, value }) => [name, value]);
    const chosen = [...inside.matchAll(/<select\b[^>]*\bname="(\w+)"[^>]*>\s*<option value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      plain(value ?? ""),
    ]);
    const post = head.includes('method="post"');
    return post && texts.length + secrets.length > 0
      ? [{ from, action: /\baction="([^"]*)"/.exec(head)?.[1] ?? "", texts, secrets, others: Object.fromEntries([...hidden, ...chosen]) }]
      : [];
  });
}

describe("a form that is refused", () => {
  test("shows no unfilled place on any page, and keeps every text that was typed", async () => {
    const seen = new Set<string>();
    for (const { by, pages } of visitors) {
      for (const page of pages) {
        const body = await (await by.visits(page)).text();
        expect(body, page).not.toMatch(/\{\w+\}/);
        for (const form of formsIn(body, page)) {
          const kind = form.action.replace(/[\w-]{20,}/g, "*");
          if (seen.has(kind)) continue;
          seen.add(kind);
          for (const [what, value] of Object.entries(values)) {
            for (const language of ["en", "vi"]) {
              const given = Object.fromEntries([...form.texts, ...form.secrets].map((name) => [name, value]));
              const answer = await by.sends(`${form.action}?lang=${language}`, { ...form.others, ...given });
              const said = `${form.action}, ${what}`;
              expect(answer.status, said).toBeLessThan(500);
              const shown = await answer.text();
              expect(shown, said).not.toMatch(/\{\w+\}/);
              // A unit in an account's row is chosen from a list; nothing was written there.
              const written = form.texts.filter((name) => name !== "unit" || form.action.endsWith("invitation"));
              if (what === "too long" && answer.status !== 303)
                for (const name of written) expect(shown, `${said}: ${name}`).toContain(long);
            }
          }
        }
      }
    }
    for (const kind of [
      "/sign-in",
      "/account/password",
      "/account/token",
      "/admin/plan",
      "/admin/inspections",
      "/admin/units",
      "/admin/people/invitation",
      "/device",
    ]) {
      expect([...seen]).toContain(kind);
    }
    expect([...seen].filter((kind) => /excuse|not-applicable|invitation\/\*|unit$/.test(kind)).length).toBeGreaterThanOrEqual(4);
  });

  test("names the bound of each field: a plan's title, the reason of an excuse and of a decision, a code", async () => {
    const title = await (await lead.sends("/admin/plan", { title: "x".repeat(301) })).text();
    expect(title).toContain("Quá dài: nhận nhiều nhất 300 ký tự.");
    const reason = "vắng ".repeat(401).trim();
    for (const back of [unit, `${unit}&said=excused`]) {
      const answer = await lead.sends(`/inspections/${excused.inspectionId}/excuse`, { person: excused.person, reason, back });
      const body = await answer.text();
      expect(answer.status).toBe(400);
      expect(body).toContain("Lý do: Quá dài: nhận nhiều nhất 2.000 ký tự.");
      expect(body).toContain(`value="${reason}"`);
      expect(body).toContain(`<option value="${excused.person}" selected>`);
      expect(body).not.toContain("Đã miễn chấm.");
      // The other language is another look at the unit, not at the form's own address.
      expect(body).toMatch(/href="\/units\/[^"]*lang=en/);
    }
    for (const decision of ["refuse", "approve"]) {
      const asked = { person: undecided.person, criterion: "DDCV-06", decision, reason, back: undecided.at };
      const body = await (await lead.sends(`/inspections/${undecided.inspectionId}/not-applicable`, asked)).text();
      expect(body).toContain("Lý do: Quá dài: nhận nhiều nhất 2.000 ký tự.");
      expect(body).toContain(`<input id="reason" name="reason" value="${reason}" aria-invalid="true"`);
    }
    const code = await inspector.sends("/device", { code: "x".repeat(41), decision: "approve" });
    expect([code.status, (await code.text()).includes("Mã: Quá dài: nhận nhiều nhất 40 ký tự.")]).toEqual([400, true]);
  });

  test("keeps what parsing found when more is found besides", () => {
    const read: ReturnType<typeof parseForm> = { ok: false, filled: { values: {}, errors: { title: "tooLong" }, limits: { title: 300 } } };
    const more: Record<string, FieldError> = { team: "noScorer" };
    expect(refilled({ title: "x" }, read, more)).toEqual({
      values: { title: "x" },
      errors: { title: "tooLong", team: "noScorer" },
      limits: { title: 300 },
    });
  });

  test("says a year's bound as a year", () => {
    const told = (where: string) =>
      new Refusal("out-of-bounds", { where, bound: "most", of: "number", limit: "2100" }).toProblem("vi").detail;
    expect(told("year")).toContain("là 2100.");
    expect(told("targetPercent")).toContain("là 2.100.");
  });
});

describe("a form of more fields than any page has", () => {
  const post = async (by: Visitor, path: string, body: BodyInit, type?: string, lang = "en") => {
    const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { origin: "http://localhost:8787", cookie, ...(type && { "content-type": type }) };
    const answer = await server.app.request(`${path}?lang=${lang}`, { method: "POST", body, headers });
    return { status: answer.status, said: await answer.text() };
  };
  const urlencoded = "application/x-www-form-urlencoded";

  test("is refused before it is parsed, and that of every unit of a province is taken", async () => {
    const admin = await signedIn(server, (await makeAccount(server, "Root 2", ["admin"])).email);
    // The platform's own, where the server's library has put another before it.
    const beneath = Object.getPrototypeOf(Response.prototype) as Response;
    const parsing = vi.spyOn("formData" in beneath ? beneath : Response.prototype, "formData");
    for (const [by, path, fields] of [
      [admin, "/admin/units", 2_500_000],
      [makeVisitor(server.app), "/sign-in", 30_000],
    ] as const) {
      const { status, said } = await post(by, path, "a&".repeat(fields), urlencoded);
      expect([status, said.includes("at most 10,000 items are taken")]).toEqual([400, true]);
      const inVietnamese = await post(by, path, "a&".repeat(fields), urlencoded, "vi");
      expect(inVietnamese.said).toContain("nhận nhiều nhất 10.000 mục");
    }
    const parts = new FormData();
    for (let n = 0; n < 1_100; n += 1) parts.append("a", "");
    const inParts = await post(makeVisitor(server.app), "/sign-in", "--", "multipart/form-data");
    expect(inParts.status).toBe(400);
    const many = new Response(parts);
    const type = many.headers.get("content-type") ?? "";
    expect(await post(makeVisitor(server.app), "/sign-in", (await many.text()).slice(0, 60_000), type)).toMatchObject({ status: 400 });
    expect(parsing).not.toHaveBeenCalled();
    const all = new URLSearchParams([["plan", server.planId], ...Array.from({ length: 3_400 }, () => ["u", "x"])]);
    const taken = await post(lead, "/admin/inspections", all);
    expect([taken.status, taken.said.includes("at most 10,000")]).not.toContain(true);
    parsing.mockRestore();
  });

  test("is counted as it is parsed: what names two types or boundaries, or is no form, is refused at once", async () => {
    const stranger = makeVisitor(server.app);
    const many = "a&".repeat(2_400_000);
    const part = '--x\r\ncontent-disposition: form-data; name="code"\r\n\r\nA\r\n';
    for (const [type, body] of [
      ["multipart/form-data; boundary=z, application/x-www-form-urlencoded", many],
      ["multipart/form-data; boundary=z,application/x-www-form-urlencoded", many],
      ["application/x-www-form-urlencoded, multipart/form-data; boundary=x", many],
      ["multipart/form-data; boundary=zzz, multipart/form-data; boundary=x", part.repeat(60_000)],
      ["multipart/form-data; boundary=z; boundary=x", part.repeat(60_000)],
      ["multipart/form-data; boundary =x", part],
      ['multipart/form-data; boundary="x', part],
      ["multipart/form-data", part],
      ["multipart/form-data; boundary=x", `--x\r\n${"a: b\r\n".repeat(600_000)}`],
      ["multipart/form-data; boundary=x", part],
      ["multipart/form-data; boundary=x", "nothing of the kind"],
    ] as const) {
      const began = process.cpuUsage();
      const { status } = await post(stranger, "/verify", body, type);
      const { user, system } = process.cpuUsage(began);
      // Seconds to a minute where it was parsed: what it may cost at all is the bench's to say.
      expect([type, status, (user + system) / 1_000_000 < 2]).toEqual([type, 400, true]);
    }
    const whole = await post(stranger, "/verify", `${part}--x--\r\n`, "multipart/form-data; boundary=x");
    expect(whole.status).not.toBe(400);
  });

  test("what an address says was done is one of the page's own words, whatever else every object has", async () => {
    for (const { by, pages } of [
      ...visitors,
      { by: lead, pages: [`/inspections/${undecided.inspectionId}/settle`, `/inspections/${undecided.inspectionId}/minutes`] },
    ])
      for (const page of pages)
        for (const said of ["constructor", "__proto__", "toString"])
          expect([page, (await by.visits(`${page}${page.includes("?") ? "&" : "?"}said=${said}`)).status]).toEqual([page, 200]);
  });
});
