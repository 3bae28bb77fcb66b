import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { routes } from "../../server/http/may.ts";
import { recordStand } from "../../server/inspections/minutes-stand.ts";
import { recordUnitEvent } from "../../server/units/unit-events.ts";
import { newId } from "../../shared/id.ts";
import { seen } from "../support/seen.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { concludes, makeAccount, makeVisitor, password, signedIn, type Visitor } from "../support/visitor.ts";

const evil = `<script>alert("x")</script>"'><img src=x onerror=alert(1)>`;
let server: TestServer;
let lead: Visitor;
let admin: Visitor;
beforeEach(async () => {
  server = await startTestServer();
  lead = await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email);
  admin = await signedIn(server, (await makeAccount(server, "Root", ["admin"])).email);
});
afterEach(() => server.remove());

const textOf = async (answer: Promise<Response>) => (await answer).text();
const unitPath = (unit: number) => `/units/${server.unitIds[unit]}?plan=${server.planId}&period=${server.periodId}&form=onsite`;

/** What a page's markup holds that is not ours. */
function foreign(body: string): string[] {
  return (
    body.replace(/<script type="module" src="\/assets\/[a-z-]+\.js"><\/script>/g, "").match(/<script|<img|href="javascript:|style="/gi) ??
    []
  );
}

/** The lead says why there is no paper. */
async function waivesMinutes(inspectionId: string): Promise<void> {
  const actor = { actorId: server.asLead().personId, now: new Date() };
  const stand = { id: newId(), stand: "waived", reason: "Đơn vị mất điện, ký bù sau" } as const;
  await recordStand(server.context.database, inspectionId, stand, actor);
}

describe("every page", () => {
  test("refuses to be framed, scripted or styled by others, and keeps the origin of its own forms", async () => {
    for (const path of ["/sign-in", "/extension", "/results", "/nothing-here"]) {
      const { headers } = await lead.visits(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).not.toMatch(/unsafe/);
      expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe("'self'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  test("has no script but our own, no inline style, one heading of the first level and a language", async () => {
    const { unitId } = await server.opens();
    for (const path of [
      "/results",
      `/units/${unitId}?plan=${server.planId}`,
      "/account",
      "/admin",
      "/admin/plan",
      "/admin/inspections",
      "/admin/checklist",
      "/extension",
    ]) {
      const body = await textOf(lead.visits(path));
      expect(foreign(body)).toEqual([]);
      expect(body.match(/<h1/g)).toHaveLength(1);
      expect(body).toContain('<html lang="vi">');
      expect(body).not.toMatch(/\[object |undefined|NaN|\{\w+\}/);
    }
  });

  test("tells of each criterion how its points come about, and how far each source was checked", async () => {
    const body = await textOf(lead.visits("/admin/checklist"));
    for (const said of [
      "3 điểm: Có văn bản; công khai cả tại trụ sở và trên trang TTĐT",
      "−0,5 điểm mỗi người đi muộn, về sớm hoặc làm việc riêng",
      "từ 95 % đến dưới 98 %: 3 điểm",
      "dưới 85 %: 0 điểm",
      "100 %: 5 điểm",
      "4 điểm × tử số ÷ mẫu số",
      "đã đối chiếu văn bản",
      "chưa đối chiếu",
    ]) {
      expect(body).toContain(said);
    }
    expect(await textOf(lead.visits("/admin/checklist?lang=en"))).toContain("Decree 118/2025/NĐ-CP, Article 5");
  });

  test("answers HEAD as it answers GET, without a body", async () => {
    const answer = await server.app.request("/extension", { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
  });

  test("speaks English when asked, remembers it, and knows no third language", async () => {
    expect(await textOf(lead.visits("/results?lang=en"))).toContain("Rank within the block");
    expect(await textOf(lead.visits("/results"))).toContain("Rank within the block");
    expect(await textOf(lead.visits("/results?lang=xx"))).toContain("Rank within the block");
    expect(await textOf(lead.visits("/results?lang=vi"))).toContain("Xếp hạng trong khối");
  });

  test("what is not there is a page that says so, to everybody", async () => {
    for (const path of [
      "/nothing",
      "/units/not-a-unit",
      `/units/${server.planId}`,
      "/results?plan=x",
      "/admin/inspections?plan=x",
      "/extension/other.zip",
    ]) {
      const answer = await lead.visits(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.text()).toContain("Không có trang này");
    }
  });

  test("whoever is not signed in gets the form in place, and then what was asked for", async () => {
    const visitor = makeVisitor(server.app);
    expect((await visitor.visits("/")).headers.get("location")).toBe("/sign-in");
    const answer = await visitor.visits(`/results?plan=${server.planId}`);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain(`name="next" value="/results?plan=${server.planId}"`);
  });
});

describe("packing", () => {
  const gzip = { "accept-encoding": "gzip, deflate, br" };
  /** How it comes to a browser, unpacked, and whether it came packed. */
  const asked = async (answer: Response) => {
    const bytes = Buffer.from(await answer.arrayBuffer());
    const isPacked = answer.headers.get("content-encoding") === "gzip";
    const text = (isPacked ? gunzipSync(bytes) : bytes).toString().replaceAll(/name="key" value="[\w-]+"/g, "");
    return { isPacked, size: bytes.byteLength, text, varies: answer.headers.get("vary") === "Accept-Encoding" };
  };

  test("pages and their assets come gzipped to whoever takes that, and hold the same; what is short, a file or for programs does not", async () => {
    await server.opens();
    const { email } = await makeAccount(server, "Everything", ["admin", "lead", "inspector"]);
    const visitor = await signedIn(server, email);
    const found: Record<string, boolean> = {};
    for (const path of Object.keys(routes).flatMap((route) => /^GET ([^:]+)$/.exec(route)?.[1] ?? [])) {
      const first = await visitor.visits(path, gzip);
      const type = first.headers.get("content-type") ?? "";
      const [packed, plain] = [await asked(first), await asked(await visitor.visits(path))];
      expect([path, plain.isPacked]).toEqual([path, false]);
      if (/^text\/(html|css|javascript)|^image\/svg/.test(type)) expect([path, packed.text]).toEqual([path, plain.text]);
      if (packed.isPacked) expect([path, packed.size < plain.size, packed.varies, plain.varies]).toEqual([path, true, true, true]);
      if (plain.size < 1_024) expect([path, packed.isPacked]).toEqual([path, false]);
      found[path] = packed.isPacked;
    }
    const kept = Object.keys(found).filter((path) => !found[path]);
    const secrets = ["/account", "/admin/people", "/device", "/sign-in"];
    const files = ["/findings.csv", "/findings.xlsx", "/inspections.xlsx", "/openapi.json", "/healthz", "/readyz"];
    const pages = kept.filter((path) => !path.startsWith("/api/") && !path.startsWith("/assets/") && path !== "/unit");
    // The front page only leads them on.
    expect(pages.sort()).toEqual(["/", ...secrets, ...files].sort());
    expect([found["/results"], found["/inspections"], found["/assets/style.css"]]).toEqual([true, true, true]);
    expect(Object.keys(found).filter((path) => path.startsWith("/api/") && found[path])).toEqual([]);
  });

  test("an asset that came packed is asked for again with its ETag, and is not sent again", async () => {
    const answer = await server.app.request("/assets/style.css", { headers: gzip });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    const again = { ...gzip, "if-none-match": answer.headers.get("etag") ?? "" };
    const same = await server.app.request("/assets/style.css", { headers: again });
    expect([same.status, await same.text(), same.headers.get("vary")]).toEqual([304, "", "Accept-Encoding"]);
  });

  test("no page that shows a secret once, or has one in its address, is packed", async () => {
    const form = { purpose: "Bảng tính", scope: "read", tokenPassword: password };
    const token = await lead.sends("/account/token", form, gzip);
    const invited = await admin.sends("/admin/people/invitation", { name: "Mai", email: "mai@tinh.test", roles: ["lead"] }, gzip);
    const link = /\/invitation\/[\w-]+/.exec(await invited.clone().text())?.[0] ?? "";
    const opened = await makeVisitor(server.app).visits(link, gzip);
    expect([token.status, invited.status, opened.status]).toEqual([200, 200, 200]);
    for (const answer of [token, invited, opened]) expect((await asked(answer)).isPacked).toBe(false);
  });
});

describe("forms", () => {
  test("larger than their bound are refused", async () => {
    const answer = await admin.sends("/admin/people/invitation", { name: "x".repeat(70_000), email: "a@b.vn", roles: "lead" });
    expect(answer.status).toBe(413);
    const file = await admin.sends("/admin/units", { text: "x".repeat(6 * 1024 * 1024), step: "import" });
    expect(file.status).toBe(413);
  });

  test("of another kind than a form are refused", async () => {
    const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, origin: "http://localhost:8787", "content-type": "application/json" };
    const answer = await server.app.request("/admin/people/invitation", { method: "POST", headers, body: "{}" });
    expect(answer.status).toBe(400);
  });

  test("from another origin import nothing and invite nobody", async () => {
    const text = "name,kind,block\nSở Mới,sở,Khối Mới";
    expect((await admin.sends("/admin/units", { text, step: "import" }, { origin: "https://evil.test" })).status).toBe(403);
    expect(
      (await admin.sends("/admin/people/invitation", { name: "A", email: "a@b.vn", roles: "admin" }, { origin: "https://evil.test" }))
        .status,
    ).toBe(403);
    const { units } = await unitCount();
    expect(units).toBe(5);
  });
});

describe("importing units", () => {
  test("a list with bad rows imports nothing and names every bad row", async () => {
    const text = [
      "Danh sách đơn vị của tỉnh",
      "Tên;Loại;Khối;Trang",
      "Sở Mới;sở;Khối Mới;https://moi.test",
      ";sở;Khối Mới;",
      "Phòng Lạ;phòng;Khối Mới;",
      "Sở Web;sở;Khối Mới;không phải địa chỉ",
      "SỞ MỚI;sở;khối mới;",
      "Sở Y tế;sở;Sở, ban, ngành;",
      "Xã Không Khối;xã;;",
    ].join("\n");
    const answer = await admin.sends("/admin/units", { text, step: "import" });
    expect(answer.status).toBe(422);
    const rows = [...(await answer.text()).matchAll(/data-l="Dòng">(\d+)</g)].map((match) => Number(match[1]));
    expect([...new Set(rows)]).toEqual([4, 5, 6, 7, 8, 9]);
    expect((await unitCount()).units).toBe(5);
  });

  test("text that is no list, has no columns or no rows, or quotes that do not match says so", async () => {
    const first = async (text: string) => {
      const answer = await admin.sends("/admin/units?lang=en", { text, step: "import" });
      expect(answer.status).toBe(422);
      return (await answer.text())
        .match(/data-l="Row">(\d+)<.*?data-l="Problem">([^<]+)</)
        ?.slice(1)
        .join(" ");
    };
    expect(await first("   ")).toMatch(/^1 There is nothing/);
    expect(await first("name,kind,block")).toMatch(/^1 There are only column names/);
    expect(await first("a,b,c\n1,2,3")).toMatch(/^1 There is no row of column names. Needed columns: name, kind, block/);
    expect(await first('name,kind,block\n"Sở,sở,Khối')).toMatch(/^2 The quotes/);
    expect(await first("PK,kind,block")).toMatch(/^1 There is no row of column names/);
  });

  test("a workbook is looked at and then imported as it was, or says which of its rows are wrong", async () => {
    const workbook = async (...rows: (string | null)[][]) => {
      const sheet = rows.map((row) => row.map((value) => ({ value, type: String })));
      return new Uint8Array(await writeXlsxFile(sheet as never).toBuffer());
    };
    const title = ["Danh sách đơn vị, năm 2026, của tỉnh, bản 1, nháp", null, null, null];
    const head = ["Tên đơn vị", "Loại", "Khối", "Mã"];
    const wrong = await upload(
      await workbook(title, head, ["Sở Một", "sở", "Sở, ban, ngành", "007"], [null, null, null, null], ["Sở Hai", "phòng", "", "007"]),
    );
    expect(wrong.status).toBe(422);
    const problems = [...(await wrong.text()).matchAll(/data-l="Dòng">(\d+)<.*?data-l="Chỗ sai">([^<]+)</g)].map((match) =>
      match.slice(1).join(" "),
    );
    expect(problems).toEqual(["5 Khối: Khối còn trống.", "5 Loại: Không có loại “phòng”.", "5 Mã: Mã “007” đã có ở dòng 3."]);

    const name = 'Xã "Suối;\n Mới", A';
    const checked = await upload(await workbook(title, head, [name, "xã", "Cấp xã", "00012"]));
    expect(checked.status).toBe(200);
    const shown = await checked.text();
    expect(shown).toContain("Nhập 1 đơn vị");
    expect((await unitCount()).units).toBe(5);
    const text = decodeEntities(shown.match(/<textarea[^>]*>([^<]*)</)?.[1] ?? "");
    expect((await admin.sends("/admin/units", { text, step: "import" })).status).toBe(303);
    const { facts } = await unitCount();
    expect(facts).toEqual(expect.arrayContaining(['Xã "Suối; Mới", A', "00012"]));

    const broken = await upload(new Uint8Array([0x50, 0x4b, 3, 4, 5]), "import");
    expect(broken.status).toBe(422);
    expect(await broken.text()).toContain("Không đọc được bảng tính");
  });

  test("a file that is neither UTF-8 nor UTF-16 is refused, not guessed at", async () => {
    const answer = await upload(new Uint8Array([0x54, 0xea, 0x6e, 0x2c, 0x80]));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("UTF-8");
  });

  test("Excel's UTF-16 with semicolons, quotes and Vietnamese headers is read", async () => {
    const text =
      '\ufeffTên đơn vị;Loại;Khối;Trang thông tin điện tử\r\n"Xã ""Suối"" Mới";Xã;Cấp xã;http://moi.test/xa http://www.hai.test\r\n';
    const answer = await upload(new Uint8Array(Buffer.from(text, "utf16le")), "import");
    expect(answer.status).toBe(303);
    const { facts } = await unitCount();
    expect(facts).toContain('Xã "Suối" Mới');
    expect(facts).toContain('{"origin":"http://moi.test","path":"/xa/"}');
    expect(facts).toContain('{"origin":"http://www.hai.test","path":"/"}');
  });

  test("checking first imports nothing; importing twice imports once", async () => {
    const text = "name,kind,block,website\nSở Mới,department,Khối Mới,moi.test";
    const checked = await textOf(admin.sends("/admin/units", { text, step: "check" }));
    expect(checked).toContain("Nhập 1 đơn vị");
    expect((await unitCount()).units).toBe(5);
    expect((await admin.sends("/admin/units", { text, step: "import" })).status).toBe(303);
    expect((await admin.sends("/admin/units", { text, step: "import" })).status).toBe(422);
    expect((await unitCount()).units).toBe(6);
  });

  test("names and blocks that look like markup stay text on every page", async () => {
    const quoted = `"${evil.replaceAll('"', '""')}"`;
    expect((await admin.sends("/admin/units", { text: `name,kind,block\n${quoted},sở,${quoted}`, step: "import" })).status).toBe(303);
    for (const path of ["/admin/plan", "/admin/units"]) {
      const body = await textOf(admin.visits(path));
      expect(foreign(body)).toEqual([]);
    }
    expect(await textOf(lead.visits("/admin/plan"))).toMatch(/&lt;script(>|&gt;)/);
  });
});

describe("plans and inspections", () => {
  test("a plan wants a title, a real period, units and somebody who scores; what was typed stays", async () => {
    const answer = await lead.sends("/admin/plan", {
      title: "",
      year: "1999",
      targetPercent: "x",
      from: "2026-02-30",
      to: "2026-12-14",
      blocks: [],
    });
    expect(answer.status).toBe(400);
    const body = await answer.text();
    for (const name of ["title", "year", "targetPercent", "from", "blocks", "team"]) expect(body).toContain(`id="${name}-error"`);
    expect(body).toContain('value="1999"');
  });

  test("a plan and its inspections are made from the pages, and say what comes next", async () => {
    const an = server.asInspector("an").personId;
    const made = await lead.sends("/admin/plan", {
      ...{ title: "Kế hoạch 2027", year: "2027", targetPercent: "30", from: "15/12/2026", to: "14/12/2027", blocks: "Cấp xã", cuts: "yes" },
      ...{ [`position-${an}`]: "head", [`scores-${an}`]: "yes" },
    });
    expect(made.status).toBe(303);
    const page = await textOf(lead.visits(made.headers.get("location") ?? ""));
    expect(page).toContain("Đã lập kế hoạch “Kế hoạch 2027”.");
    const plan = new URL(made.headers.get("location") ?? "", "http://x").searchParams.get("made") ?? "";
    const team = { [`position-${an}`]: "head", [`scores-${an}`]: "yes" };
    const none = await lead.sends("/admin/inspections", { plan, kind: "planned", form: "both", visitedOn: "2027-03-01", ...team });
    expect(none.status).toBe(400);
    const outside = await lead.sends("/admin/inspections", {
      plan,
      kind: "planned",
      form: "both",
      visitedOn: "2028-03-01",
      all: "yes",
      ...team,
    });
    expect([outside.status, (await outside.text()).includes("Ngày này không thuộc kỳ nào của kế hoạch.")]).toEqual([400, true]);
    const opened = await lead.sends("/admin/inspections", {
      plan,
      kind: "planned",
      form: "both",
      visitedOn: "2027-03-01",
      all: "yes",
      ...team,
    });
    expect(opened.headers.get("location")).toContain("opened=2");
    expect(await textOf(lead.visits(`/admin/inspections?plan=${plan}`))).not.toContain("ngoài các kỳ");
    server.tampers((database) =>
      database.exec(`update periods set from_day = '2026-12-15', to_day = '2027-02-28' where plan_id = '${plan}'`),
    );
    expect(await textOf(lead.visits(`/admin/inspections?plan=${plan}`))).toContain("01/03/2027 · ngoài các kỳ của kế hoạch");
    const field = await (await server.asInspector("an").fetch("/api/field")).json();
    expect(field.inspections.filter((one: { planId: string }) => one.planId === plan)).toHaveLength(2);
  });

  test("a unit that ends on a later day is planned and inspected until then", async () => {
    const [later = "", past = ""] = server.unitIds;
    for (const [unitId, on] of [[later, "2099-01-01"] as const, [past, "2026-01-02"] as const])
      await recordUnitEvent(server.context.database, { kind: "close", on, decision: null, unitIds: [unitId] }, newId(), new Date());
    const list = await textOf(lead.visits(`/admin/inspections?plan=${server.planId}`));
    expect([later, past].map((id) => list.includes(`value="${id}"`))).toEqual([true, false]);
    expect(await textOf(lead.visits("/admin/plan"))).toContain("Sở, ban, ngành (2 đơn vị)");
  });

  test("one who is no inspector is never put down as scoring", async () => {
    const lan = await makeAccount(server, "Only Lead", ["lead"]);
    const answer = await lead.sends("/admin/plan", {
      ...{ title: "K", year: "2027", targetPercent: "30", from: "2026-12-15", to: "2027-12-14", blocks: "Cấp xã" },
      ...{ [`position-${lan.id}`]: "head", [`scores-${lan.id}`]: "yes" },
    });
    expect(answer.status).toBe(400);
  });
});

describe("a unit's page", () => {
  test("before everybody has sent it shows no points and nobody's name as sent, to the lead neither", async () => {
    const { inspectionId, unitId } = await server.opens({ team: ["an", "binh"] });
    await server.asInspector("an").submits(makeSheet({ inspectionId, unitId, seed: 3 }));
    const body = await textOf(lead.visits(unitPath(0)));
    expect(body).toContain("Đã gửi 1 / 2 phiếu");
    expect(body).not.toMatch(/DDCV-01|đã gửi<|class="criteria/);
    expect(body).not.toContain("Đã xem tại chỗ.");
    const results = await textOf(lead.visits("/results"));
    expect(results).toContain("Chờ đủ phiếu: 1 / 2 đã gửi");
    expect((await concludes(lead, inspectionId, { back: unitPath(0) })).status).toBe(409);
  });

  test("an absent inspector is excused with a reason only, and the points open", async () => {
    const { inspectionId, unitId } = await server.opens({ team: ["an", "binh"] });
    await server.asInspector("an").submits(makeSheet({ inspectionId, unitId }));
    const person = server.asInspector("binh").personId;
    const without = await lead.sends(`/inspections/${inspectionId}/excuse`, { person, reason: " ", back: unitPath(0) });
    expect([without.status, (await without.text()).includes("Lý do: Mục này còn trống.")]).toEqual([400, true]);
    expect(await textOf(lead.visits(unitPath(0)))).toContain("Đã gửi 1 / 2 phiếu");
    await lead.sends(`/inspections/${inspectionId}/excuse`, { person, reason: "Nghỉ ốm", back: unitPath(0) });
    const body = await textOf(lead.visits(unitPath(0)));
    expect(body).toContain("Nghỉ ốm");
    expect(body).toContain("DDCV-01");
  });

  test("two sheets stand side by side with answers, notes, the mean and where they differ", async () => {
    const { inspectionId, unitId } = await server.opens({ team: ["an", "binh"] });
    for (const [name, seed] of [
      ["an", 0],
      ["binh", 5],
    ] as const) {
      expect((await server.asInspector(name).submits(makeSheet({ inspectionId, unitId, seed }))).status).toBe(201);
    }
    const body = await textOf(lead.visits(unitPath(0)));
    expect(body).toContain("Lê Thị An");
    expect(body).toContain("Trần Văn Bình");
    expect(body).toContain("Bình quân các phiếu");
    expect(body).toContain("100,00");
    expect(body).toContain("Đã xem tại chỗ.");
    expect(body).toContain('class="num d"');
  });

  test("notes and quotations from hostile pages stay text", async () => {
    const { inspectionId, unitId } = await server.opens();
    const sheet = makeSheet({ inspectionId, unitId });
    const entry = sheet.entries["DDCV-01"];
    if (!entry) throw new Error("the checklist has another first criterion");
    entry.note = evil;
    entry.evidence = [
      {
        ...{
          type: "quote",
          id: sheet.id,
          exact: evil,
          prefix: evil.slice(0, 90),
          suffix: "",
          title: evil,
          capturedAt: "2026-10-05T02:00:00.000Z",
        },
        url: "https://tinh.test/'\"><script>",
      },
    ];
    expect((await server.asInspector("an").submits(sheet)).status).toBe(201);
    const body = await textOf(lead.visits(unitPath(0)));
    expect(body).toMatch(/&lt;script(>|&gt;)alert\(/);
    expect(body).not.toMatch(/<script|<img|href="javascript/i);
  });

  test("“not applicable” is refused only with a reason, blocks the conclusion, and once approved leaves the sum", async () => {
    const { inspectionId, unitId } = await server.opens();
    const answers = { "DDCV-06": { type: "notApplicable", reason: "Không có hồ sơ quá hạn" } } as const;
    expect((await server.asInspector("an").submits(makeSheet({ inspectionId, unitId, answers }))).status).toBe(201);
    const waiting = await textOf(lead.visits(unitPath(0)));
    expect(waiting).toContain("Không có hồ sơ quá hạn");
    expect(waiting).toContain('aria-disabled="true"');
    const decide = { person: server.asInspector("an").personId, criterion: "DDCV-06", back: unitPath(0) };
    const refused = await lead.sends(`/inspections/${inspectionId}/not-applicable`, { ...decide, decision: "refuse", reason: "" });
    expect([refused.status, (await refused.text()).includes("Lý do: Mục này còn trống.")]).toEqual([400, true]);
    const approved = await lead.sends(`/inspections/${inspectionId}/not-applicable`, { ...decide, decision: "approve", reason: "" });
    expect(approved.headers.get("location")).toContain("said=approved");
    await waivesMinutes(inspectionId);
    expect((await concludes(lead, inspectionId, { back: unitPath(0) })).status).toBe(303);
    const body = await textOf(lead.visits(`${unitPath(0)}&said=concluded`));
    expect(body).toContain("Đã kết luận cuộc kiểm tra.");
    expect(body).toContain("Đã duyệt không phát sinh");
  });

  test("concluding asks once, in words that say what it freezes; an older form without the question only asks", async () => {
    const { inspectionId, unitId } = await server.opens({ team: ["an", "binh"] });
    const path = `/inspections/${inspectionId}/conclude`;
    await server.asInspector("an").submits(makeSheet({ inspectionId, unitId }));
    expect((await lead.visits(`${path}?back=${encodeURIComponent(unitPath(0))}`)).status).toBe(303);
    await server.asInspector("binh").submits(makeSheet({ inspectionId, unitId }));
    const state = async () =>
      (await server.context.database.read.selectFrom("inspections").select("state").executeTakeFirstOrThrow()).state;

    expect(await textOf(lead.visits(unitPath(0)))).toContain(`href="${path}?back=`);
    const asked = await textOf(lead.visits(`${path}?back=${encodeURIComponent(unitPath(0))}`));
    // The visit had an onsite part: without paper there is no conclusion.
    for (const said of [
      "theo bình quân các phiếu bằng nhau",
      "2 phiếu và ",
      "phiếu muộn",
      "Biên bản chưa có bản ký",
      'aria-disabled="true"',
    ])
      expect(asked).toContain(said);
    expect((await concludes(lead, inspectionId, { back: unitPath(0) })).status).toBe(409);
    await waivesMinutes(inspectionId);
    const ready = await textOf(lead.visits(`${path}?back=${encodeURIComponent(unitPath(0))}`));
    expect(ready).toContain("gửi 0 tồn tại cho Sở Y tế, đưa 100,00 vào kết quả");
    expect(ready).not.toContain("aria-disabled");
    const older = await lead.sends(path, { back: unitPath(0) });
    expect([older.status, older.headers.get("location")]).toEqual([303, `${path}?back=${encodeURIComponent(unitPath(0))}`]);
    expect(await state()).toBe("submitted");
    expect((await concludes(lead, inspectionId, { back: unitPath(0) })).headers.get("location")).toContain("said=concluded");
    expect(await state()).toBe("concluded");
    expect((await lead.visits(`${path}?back=/results`)).headers.get("location")).toBe("/results");
  });

  test("a concluded inspection is concluded; its unit is ranked and no longer provisional", async () => {
    const { inspectionId, unitId } = await server.opens();
    await server.asInspector("an").submits(makeSheet({ inspectionId, unitId }));
    await waivesMinutes(inspectionId);
    expect(await textOf(lead.visits("/results"))).toContain("Tạm tính, chưa kết luận");
    await concludes(lead, inspectionId, { back: unitPath(0) });
    const results = await textOf(lead.visits("/results"));
    expect(results).not.toContain("Tạm tính, chưa kết luận");
    expect(results).toContain("Xuất sắc");
  });
});

describe("the page of results", () => {
  test("without a plan says what to do next", async () => {
    server.tampers((file) => file.exec("delete from plans"));
    const body = await textOf(lead.visits("/results"));
    expect(body).toContain("Chưa có kế hoạch nào");
    expect(body).toContain('href="/admin"');
  });

  test("keeps remote results apart and labels them", async () => {
    const { inspectionId, unitId } = await server.opens({ form: "remote" });
    await server.asInspector("an").submits(makeSheet({ inspectionId, unitId, form: "remote" }));
    await concludes(lead, inspectionId, { back: "/" });
    expect(await textOf(lead.visits("/results"))).toContain("0 trên 5 đơn vị");
    const remote = await textOf(lead.visits("/results?form=remote"));
    expect(remote).toContain("1 trên 5 đơn vị");
    expect(remote).toContain("56 / 100 điểm");
  });

  test("sorts by any column, says so, and leaves who has no figure last", async () => {
    const { inspectionId, unitId } = await server.opens({ unit: 2 });
    await server.asInspector("an").submits(makeSheet({ inspectionId, unitId }));
    for (const sort of ["index", "-index", "DDCV", "-DDCV", "rank"]) {
      const body = await textOf(lead.visits(`/results?sort=${sort}&block=${encodeURIComponent("Sở, ban, ngành")}`));
      expect(body).toContain(`aria-sort="${sort.startsWith("-") ? "descending" : "ascending"}"`);
      const names = [...seen(body).matchAll(/class="unit"><a[^>]*>([^<]+)</g)].map((match) => match[1]);
      expect(names[0]).toBe("Sở Tài chính");
      expect(names).toHaveLength(3);
    }
  });

  describe("shows the units that are looked for", () => {
    const found = async (query: string) => {
      const body = seen(await textOf(lead.visits(`/results?${query}`)));
      return [...body.matchAll(/class="unit"><a[^>]*>([^<]+)</g)].map((match) => match[1]);
    };
    const all = ["Phường Bến Đá", "Xã Suối Ngàn", "Sở Tài chính", "Sở Xây dựng", "Sở Y tế"];

    test.for<[query: string, names: string[]]>([
      ["q=Sở Y tế", ["Sở Y tế"]],
      ["q=so y te", ["Sở Y tế"]],
      ["q=TẾ  sở", ["Sở Y tế"]],
      ["q=sở", ["Sở Tài chính", "Sở Xây dựng", "Sở Y tế"]],
      ["q=s&block=Cấp xã", ["Xã Suối Ngàn"]],
      ["q=y tế&block=Cấp xã", []],
      ["q=y tế&block=Không có khối này", ["Sở Y tế"]],
      ["q=&block=Cấp xã", ["Phường Bến Đá", "Xã Suối Ngàn"]],
      ["q=%20", all],
      ["q=%00", []],
      ["", all],
    ])("%s", async ([query, names]) => {
      expect(await found(query)).toEqual(names);
      const said = names.length === 0 ? "Không có đơn vị nào khớp" : `Đang hiện ${names.length} / 5 đơn vị`;
      expect(await textOf(lead.visits(`/results?${query}`))).toContain(`${said}</p>`);
    });

    test("with the places, the figures and the words that they have among all", async () => {
      const rows = (body: string) => seen(body).match(/<tr role="row"><td role="cell" class="r".*?<\/tr>/gs) ?? [];
      const whole = rows(await textOf(lead.visits("/results")));
      const few = rows(await textOf(lead.visits("/results?q=xây")));
      expect(few).toEqual(whole.filter((row) => row.includes("Xây dựng")));
      expect(seen(await textOf(lead.visits("/results?q=xây")))).toContain("0 trên 5 đơn vị");
      expect(seen(await textOf(lead.visits(`/results?block=Cấp xã`)))).toContain("0 trên 2 đơn vị");
    });

    test("and what was typed stands in the field as it was typed, in the ways to another order and language too", async () => {
      const typed = ` ${evil} `;
      const body = await textOf(lead.visits(`/results?q=${encodeURIComponent(typed)}`));
      expect(foreign(body)).toEqual([]);
      const [, value = ""] = /name="q" value="([^"]*)"/.exec(body) ?? [];
      expect(decodeEntities(value)).toBe(typed);
      const ways = [...body.matchAll(/href="(\/results\?[^"]*(?:sort|lang)=[^"]*)"/g)].map(([, href = ""]) => decodeEntities(href));
      expect(ways.length).toBeGreaterThan(4);
      for (const way of ways) expect(new URL(way, "http://x").searchParams.get("q")).toBe(typed);
    });
  });

  test("of 3,321 units lists every one of them", async () => {
    const rows = Array.from({ length: 3_321 }, (_, i) => `Xã Số ${i},xã,Khối ${i % 34}`);
    expect((await admin.sends("/admin/units", { text: ["name,kind,block", ...rows].join("\n"), step: "import" })).status).toBe(303);
    const an = server.asInspector("an").personId;
    const blocks = Array.from({ length: 34 }, (_, i) => `Khối ${i}`);
    const made = await lead.sends("/admin/plan", {
      ...{ title: "Lớn", year: "2027", targetPercent: "30", from: "2026-12-15", to: "2027-12-14", blocks },
      ...{ [`position-${an}`]: "head", [`scores-${an}`]: "yes" },
    });
    const plan = new URL(made.headers.get("location") ?? "", "http://x").searchParams.get("made") ?? "";
    const body = await textOf(lead.visits(`/results?plan=${plan}`));
    expect(body.match(/class="unit"/g)).toHaveLength(3_321);
    const filtered = await textOf(lead.visits(`/admin/inspections?plan=${plan}&find=so 77`));
    expect(filtered).toContain("Xã Số 77");
  });
});

async function unitCount(): Promise<{ units: number; facts: string[] }> {
  const { read } = server.context.database;
  const facts = await read.selectFrom("unit_facts").select("value").execute();
  return { units: (await read.selectFrom("units").select("id").execute()).length, facts: facts.map((fact) => fact.value) };
}

function decodeEntities(markup: string): string {
  const signs: Readonly<Record<string, string>> = { "&quot;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  return markup.replaceAll(/&(quot|#39|lt|gt|amp);/g, (entity) => signs[entity] ?? entity);
}

async function upload(bytes: Uint8Array<ArrayBuffer>, step = "check"): Promise<Response> {
  const body = new FormData();
  body.set("file", new Blob([bytes], { type: "text/csv" }), "don-vi.csv");
  body.set("step", step);
  const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return server.app.request("http://localhost:8787/admin/units", {
    method: "POST",
    body,
    headers: { cookie, origin: "http://localhost:8787" },
  });
}
