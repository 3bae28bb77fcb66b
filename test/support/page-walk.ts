import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { loadDocuments } from "../../server/documents/documents.ts";
import { templatePath } from "../../server/documents/templates/make.ts";
import { loadTemplateVersions } from "../../server/documents/templates/templates.ts";
import { routes } from "../../server/http/may.ts";
import { islandNames } from "../../server/web/islands.ts";
import { newId } from "../../shared/id.ts";
import { next } from "./contract-example.ts";
import type { World } from "./contract-world.ts";
import { sendJson } from "./decided.ts";
import { typedMinutes } from "./documents.ts";
import { quoteOf, sendsPicture, withEvidence } from "./evidence.ts";
import { makeSheet } from "./sheets.ts";
import { makeAccount, makeOffice, makeVisitor, password, signedIn, type Visitor } from "./visitor.ts";

interface Step {
  readonly visitor: Visitor;
  readonly path: string;
  readonly form?: Record<string, string | string[]>;
  /** Sent with the form, whose fields are one each then. */
  readonly file?: File;
}

/** Every page and form, by its route as the table of permissions names it: a request that is answered 2xx or 3xx, on something new. */
export type PageWalk = Readonly<Record<string, () => Promise<Step> | Step>>;

/** The routes that are pages. */
export const pageRoutes = Object.keys(routes).filter((route) => !route.includes(" /api/"));

export async function walkOf(world: World): Promise<PageWalk> {
  const { email } = await makeAccount(world.server, "Walker", ["admin", "lead", "inspector"]);
  const visitor = await signedIn(world.server, email);
  const at = (path: string, form?: Step["form"]) => () => ({ visitor, path, ...(form && { form }) });
  return {
    ...Object.fromEntries(
      ["/healthz", "/readyz", "/assets/style.css", "/assets/icon.svg", "/extension", "/sign-in"].map((path) => [`GET ${path}`, at(path)]),
    ),
    ...Object.fromEntries(islandNames.map((name) => `/assets/${name}.js`).map((path) => [`GET ${path}`, at(path)])),
    ...Object.fromEntries(
      ["/openapi.json", "/", "/device", "/account", "/admin", "/admin/checklist", "/admin/units"].map((path) => [`GET ${path}`, at(path)]),
    ),
    "GET /admin/people": at("/admin/people"),
    "GET /admin/plan": at("/admin/plan"),
    "GET /admin/limits": at(`/admin/limits?plan=${world.server.planId}`),
    "GET /admin/calendar": at("/admin/calendar?year=2026"),
    "GET /inspections": at(`/inspections?plan=${world.server.planId}`),
    "GET /inspections.xlsx": at(`/inspections.xlsx?plan=${world.server.planId}`),
    "GET /admin/inspections": at(`/admin/inspections?plan=${world.server.planId}`),
    "GET /results": at(`/results?plan=${world.server.planId}`),
    "GET /units/:unitId": at(`/units/${world.server.unitIds[2]}?plan=${world.server.planId}`),
    ...accountSteps(world, visitor),
    ...linkSteps(world),
    ...registrySteps(world, visitor),
    ...inspectionSteps(world, visitor),
    ...documentSteps(world, visitor),
    ...(await unitSteps(world, visitor)),
  };
}

/** What a unit does on its own desk, and what leads answer to it. */
async function unitSteps({ server }: World, lead: Visitor): Promise<PageWalk> {
  const unitId = server.unitIds[4] ?? "";
  const { email } = await makeOffice(server, "Desk", unitId);
  const visitor = await signedIn(server, email);
  const at = (path: string, form?: Step["form"]) => ({ visitor, path, ...(form && { form }) });
  const api = (path: string, body: object, method = "POST") => sendJson(server.asLead(), method, path, body);
  await api(`/api/plans/${server.planId}`, { addPeriods: [{ kind: "custom", from: "2099-12-01", to: "2099-12-31" }] }, "PATCH");
  const coming = async () => (await server.opens({ unit: 4, visitedOn: "2099-12-01" })).inspectionId;
  const proved = async () => {
    const self = `/unit/inspections/${await coming()}/self-score`;
    await visitor.sends(`${self}/proof/pages`, { criterion: "NYTT-01", proofUrl: "https://bende.test/", proofText: "Thủ tục" });
    return self;
  };
  const revealed = async () => {
    const { inspectionId } = await server.opens({ unit: 4 });
    const sheet = makeSheet({ inspectionId, unitId, unitTraits: ["noDesk"], seed: next() });
    expect((await server.asInspector("an").submits(sheet)).status).toBe(201);
    return inspectionId;
  };
  const concluded = async () => {
    const id = await revealed();
    await api(`/api/inspections/${id}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    return id;
  };
  const objection = async () => {
    const [id, key] = [await concluded(), newId()];
    await visitor.sends(`/unit/inspections/${id}/objections`, { key, criterion: "NYTT-01", objection: "Đã niêm yết" });
    return `/inspections/${id}/objections/${key}`;
  };
  const finding = async () => {
    const id = newId();
    await api(`/api/findings/${id}`, { inspectionId: await concluded(), criterion: "NYTT-01", text: "Bảng cũ" }, "PUT");
    return id;
  };
  const asked = async () => {
    const [of, id] = [await revealed(), newId()];
    const question = { criterion: "NYTT-01", text: "Gửi thêm ảnh", dueOn: "2099-12-31" };
    await api(`/api/inspections/${of}/explanations/${id}`, question, "PUT");
    return { of, id };
  };
  return {
    "GET /unit": () => at("/unit"),
    "GET /unit/inspections/:id": async () => at(`/unit/inspections/${await concluded()}`),
    "POST /unit/inspections/:id/objections": async () =>
      at(`/unit/inspections/${await concluded()}/objections`, { criterion: "NYTT-02", objection: "Có ảnh chụp" }),
    "GET /unit/inspections/:id/self-score": async () => at(`${await proved()}?criterion=NYTT-01`),
    "POST /unit/inspections/:id/self-score": async () =>
      at(await proved(), { criterion: "NYTT-01", revision: "0", note: "Đã niêm yết", go: "next" }),
    "POST /unit/inspections/:id/self-score/proof/files": async () => at(`${await proved()}/proof/files`, { criterion: "NYTT-01" }),
    "POST /unit/inspections/:id/self-score/proof/pages": async () =>
      at(`${await proved()}/proof/pages`, { criterion: "NYTT-02", proofUrl: "https://bende.test/2", proofText: "" }),
    "POST /unit/inspections/:id/self-score/proof/removal": async () =>
      at(`${await proved()}/proof/removal`, { criterion: "NYTT-01", proof: newId() }),
    "POST /unit/inspections/:id/self-score/sending": async () => at(`${await proved()}/sending`, { key: newId() }),
    "GET /unit/findings/:id": async () => at(`/unit/findings/${await finding()}`),
    "POST /unit/findings/:id/answer": async () => at(`/unit/findings/${await finding()}/answer`, { says: "part", reply: "Đang thay" }),
    "GET /unit/explanations/:id": async () => {
      const { of, id } = await asked();
      return at(`/unit/explanations/${id}?of=${of}`);
    },
    "POST /unit/explanations/:id/answer": async () => {
      const { of, id } = await asked();
      return at(`/unit/explanations/${id}/answer`, { of, explanation: "Ảnh chụp ngày 05/10" });
    },
    "GET /unit/evidence/:sha256": async () => {
      const bytes = Buffer.concat([Buffer.from("ffd8ffe000044a46ffda000401", "hex"), Buffer.from(newId()), Buffer.from("ffd9", "hex")]);
      const self = `/unit/inspections/${await coming()}/self-score`;
      await visitor.uploads(`${self}/proof/files`, { criterion: "NYTT-01", files: new File([bytes], "anh.jpg") });
      const found = /\/unit\/evidence\/\w+/.exec(await (await visitor.visits(`${self}?criterion=NYTT-01`)).text());
      return at(found?.[0] ?? "");
    },
    "GET /inspections/:id/objections": async () => ({ visitor: lead, path: (await objection()).replace(/\/[^/]+$/, "") }),
    "POST /inspections/:id/objections/:objectionId": async () => ({
      visitor: lead,
      path: await objection(),
      form: { decision: "accept", answer: "Ảnh rõ ngày" },
    }),
  };
}

function accountSteps({ server }: World, visitor: Visitor): PageWalk {
  const token = { purpose: "Bảng tính", scope: "read", tokenPassword: password };
  const another = async () => {
    const { email } = await makeAccount(server, `Another ${next()}`, ["lead", "inspector"]);
    return { email, visitor: await signedIn(server, email, `198.19.1.${next() % 250}`) };
  };
  return {
    "POST /sign-in": async () => ({
      visitor: makeVisitor(server.app),
      path: "/sign-in",
      form: { email: (await another()).email, password, next: "/" },
    }),
    "POST /sign-out": async () => ({ visitor: (await another()).visitor, path: "/sign-out" }),
    "POST /account/password": async () => ({
      visitor: (await another()).visitor,
      path: "/account/password",
      form: { current: password, password: `${password} nữa`, again: `${password} nữa` },
    }),
    "POST /account/sign-out-everywhere": async () => ({ visitor: (await another()).visitor, path: "/account/sign-out-everywhere" }),
    "POST /account/token": () => ({ visitor, path: "/account/token", form: token }),
    "POST /account/devices/:id/revoke": async () => {
      await visitor.sends("/account/token", token);
      const device = await server.context.database.read
        .selectFrom("devices")
        .select("id")
        .where("scope", "=", "read")
        .orderBy("id", "desc")
        .executeTakeFirstOrThrow();
      return { visitor, path: `/account/devices/${device.id}/revoke` };
    },
    "POST /device": async () => {
      const { userCode } = await server.context.identity.startDevice("Máy của An", {
        place: `198.19.0.${next() % 250}`,
        before: undefined,
      });
      return { visitor, path: "/device", form: { code: userCode, decision: "approve", password } };
    },
  };
}

/** Links that an administrator hands over. */
function linkSteps(world: World): PageWalk {
  const { identity } = world.server.context;
  const by = {
    personId: world.server.asInspector("quan").personId,
    name: "",
    email: "",
    roles: ["admin"],
    via: "session",
    scope: "roles",
  } as const;
  const visitor = makeVisitor(world.server.app);
  const pathOf = (address: string) => new URL(address).pathname;
  const invitation = async () =>
    pathOf(await identity.makeInvitation(by, { name: "Mới", email: `moi${next()}@tinh.test`, roles: ["inspector"], unitId: null }));
  const reset = async () => pathOf(await identity.makePasswordLink(by, (await makeAccount(world.server, `Quên ${next()}`, ["lead"])).id));
  return {
    "GET /invitation/:token": async () => ({ visitor, path: await invitation() }),
    "POST /invitation/:token": async () => ({ visitor, path: await invitation(), form: { name: "Mới", password, again: password } }),
    "GET /password/:token": async () => ({ visitor, path: await reset() }),
    "POST /password/:token": async () => ({ visitor, path: await reset(), form: { password, again: password } }),
  };
}

function registrySteps({ server }: World, visitor: Visitor): PageWalk {
  const an = server.asInspector("an").personId;
  const team = { [`position-${an}`]: "head", [`scores-${an}`]: "yes" };
  const of = async (deed: string, form?: Step["form"]) => {
    const { id } = await makeAccount(server, `Of ${next()}`, ["inspector"]);
    return { visitor, path: `/admin/people/${id}/${deed}`, ...(form && { form }) };
  };
  return {
    "POST /admin/units": () => ({
      visitor,
      path: "/admin/units",
      form: { text: `name,kind,block\nSở Mới ${next()},sở,Khối Mới`, step: "import" },
    }),
    "POST /admin/plan": () => ({
      visitor,
      path: "/admin/plan",
      form: {
        title: `Kế hoạch ${next()}`,
        year: "2027",
        targetPercent: "30",
        from: "2026-12-15",
        to: "2027-12-14",
        blocks: "Cấp xã",
        cuts: "yes",
        ...team,
      },
    }),
    "POST /admin/limits": () => {
      const days = { selfScore: "3", sheets: "4", settling: "5", conclusion: "10", objection: "5", remedies: "15" };
      return { visitor, path: "/admin/limits", form: { plan: server.planId, seen: "*", ...days } };
    },
    "POST /admin/calendar": () => ({
      visitor,
      path: "/admin/calendar",
      form: { year: "2026", seen: "*", holidays: "02/09/2026 Quốc khánh", workingDays: "22/08/2026 Làm bù" },
    }),
    "POST /admin/inspections": () => ({
      visitor,
      path: "/admin/inspections",
      form: { plan: server.planId, kind: "planned", form: "both", visitedOn: "2026-03-01", units: [server.unitIds[3] ?? ""], ...team },
    }),
    "POST /admin/people/invitation": () => ({
      visitor,
      path: "/admin/people/invitation",
      form: { name: "Mai", email: `mai${next()}@tinh.test`, roles: ["inspector"] },
    }),
    "POST /admin/people/links/:id/cancellation": async () => {
      const who = { personId: an } as never;
      await server.context.identity.makeInvitation(who, { name: "Mai", email: `mai${next()}@tinh.test`, roles: ["lead"], unitId: null });
      const [link] = await server.context.identity.loadLinks();
      return { visitor, path: `/admin/people/links/${link?.id}/cancellation` };
    },
    "POST /admin/people/:id/disabled": () => of("disabled"),
    "POST /admin/people/:id/roles": () => of("roles", { roles: ["lead"] }),
    "POST /admin/people/:id/unit": async () => ({
      visitor,
      path: `/admin/people/${(await makeAccount(server, `Office ${next()}`, ["unit"])).id}/unit`,
      form: { unit: "Sở Xây dựng" },
    }),
    "POST /admin/people/:id/password-link": () => of("password-link"),
  };
}

function inspectionSteps({ server }: World, visitor: Visitor): PageWalk {
  const person = server.asInspector("an").personId;
  const back = "/results";
  const sent = async (answers: Parameters<typeof makeSheet>[0]["answers"] = {}) => {
    const at = await server.opens({ unit: 3 });
    await server.asInspector("an").submits(makeSheet({ ...at, seed: next(), answers }));
    return at.inspectionId;
  };
  const at = (path: string) => () => ({ visitor, path });
  const corrected = async () => {
    const id = await sent();
    await server.asLead().fetch(`/api/inspections/${id}/conclusion`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ waiveMinutes: "Biên bản giấy nộp sau" }),
    });
    return id;
  };
  const found = async () => {
    const [inspectionId, id] = [await sent(), newId()];
    const raised = { inspectionId, criterion: "NYTT-01", text: "Thiếu biểu mẫu" };
    const body = JSON.stringify(raised);
    await server.asLead().fetch(`/api/findings/${id}`, { method: "PUT", headers: { "content-type": "application/json" }, body });
    return id;
  };
  return {
    "GET /inspections/:id/settle": async () => ({ visitor, path: `/inspections/${await sent()}/settle` }),
    "GET /inspections/:id/settle/pulse": async () => ({ visitor, path: `/inspections/${await sent()}/settle/pulse` }),
    "POST /inspections/:id/settle": async () => {
      const id = await sent();
      const form = { do: "decide", criterion: "DDCV-06", seen: "0", decision: "lead", points: "0", reason: "Ảnh là của năm trước" };
      return { visitor, path: `/inspections/${id}/settle`, form };
    },
    ...evidenceSteps(server, visitor),
    "GET /findings": at(`/findings?plan=${server.planId}`),
    "GET /findings.csv": at(`/findings.csv?plan=${server.planId}`),
    "GET /findings.xlsx": at(`/findings.xlsx?plan=${server.planId}`),
    "GET /findings/:id": async () => ({ visitor, path: `/findings/${await found()}` }),
    "POST /findings/:id/verdict": async () => ({
      visitor,
      path: `/findings/${await found()}/verdict`,
      form: { step: newId(), verdict: "notFixed", reason: "Còn thiếu", dueOn: "", visit: "" },
    }),
    "POST /findings/:id/responsible": async () => ({ visitor, path: `/findings/${await found()}/responsible`, form: { person } }),
    "GET /inspections/:id/findings": async () => ({ visitor, path: `/inspections/${await sent()}/findings` }),
    "POST /inspections/:id/findings": async () => ({
      visitor,
      path: `/inspections/${await sent()}/findings`,
      form: { "id-DDCV-01": newId(), "tick-DDCV-01": "yes", "text-DDCV-01": "Thiếu biểu mẫu", "due-DDCV-01": "" },
    }),
    "GET /inspections/:id/correct": async () => ({ visitor, path: `/inspections/${await corrected()}/correct` }),
    "POST /inspections/:id/correct": async () => ({
      visitor,
      path: `/inspections/${await corrected()}/correct`,
      form: { correction: newId(), "points-NYTT-01": "0,01", "why-NYTT-01": "", reason: "Cộng nhầm", objection: "" },
    }),
    "POST /corrections/:id/answer": async () => {
      const inspectionId = await corrected();
      const correction = newId();
      const form = { correction, "points-NYTT-01": "0,01", "why-NYTT-01": "", reason: "Cộng nhầm", objection: "" };
      await visitor.sends(`/inspections/${inspectionId}/correct`, form);
      return {
        visitor,
        path: `/corrections/${correction}/answer`,
        form: { inspection: inspectionId, sheet: newId(), decline: "", answer: "approve" },
      };
    },
    "GET /inspections/:id/conclude": async () => ({ visitor, path: `/inspections/${await sent()}/conclude` }),
    "POST /inspections/:id/conclude": async () => ({ visitor, path: `/inspections/${await sent()}/conclude`, form: { back } }),
    "POST /inspections/:id/reminder": async () => {
      const { inspectionId } = await server.opens({ unit: 3 });
      return { visitor, path: `/inspections/${inspectionId}/reminder`, form: { person, plan: server.planId } };
    },
    "GET /inspections/:id/change": async () => ({ visitor, path: `/inspections/${(await server.opens({ unit: 3 })).inspectionId}/change` }),
    "POST /inspections/:id/change": async () => {
      const { inspectionId } = await server.opens({ unit: 3 });
      return { visitor, path: `/inspections/${inspectionId}/change`, form: { what: "cancel", seen: "*", reason: newId() } };
    },
    "POST /inspections/:id/excuse": async () => {
      const { inspectionId } = await server.opens({ unit: 3, team: ["an", "binh"] });
      return { visitor, path: `/inspections/${inspectionId}/excuse`, form: { person, reason: "Nghỉ ốm", back } };
    },
    "POST /inspections/:id/not-applicable": async () => {
      const id = await sent({ "DDCV-06": { type: "notApplicable", reason: "Không phát sinh hồ sơ" } });
      return {
        visitor,
        path: `/inspections/${id}/not-applicable`,
        form: { person, criterion: "DDCV-06", decision: "approve", reason: newId(), back },
      };
    },
  };
}

/** Minutes, templates and what is issued. */
function documentSteps({ server }: World, visitor: Visitor): PageWalk {
  const opened = async () => (await server.opens({ unit: 3 })).inspectionId;
  const template = () => new File([readFileSync(templatePath("minutes"))], "bien-ban.docx");
  const issued = async () => {
    const id = await opened();
    const { headers } = await visitor.sends(`/inspections/${id}/documents`, { kind: "minutes", key: newId() });
    return { id, code: new URL(headers.get("location") ?? "", "http://here.invalid").searchParams.get("issued") ?? "" };
  };
  const scan = () => new File(["%PDF-1.7 bản ký"], "bien-ban.pdf");
  const signed = async () => {
    const id = await opened();
    await visitor.uploads(`/inspections/${id}/minutes/stand`, { stand: "signed", key: newId(), file: scan() });
    return id;
  };
  return {
    "GET /inspections/:id/minutes": async () => ({ visitor, path: `/inspections/${await opened()}/minutes` }),
    "POST /inspections/:id/minutes": async () => ({ visitor, path: `/inspections/${await opened()}/minutes`, form: typedMinutes }),
    "POST /inspections/:id/minutes/stand": async () => ({
      visitor,
      path: `/inspections/${await opened()}/minutes/stand`,
      form: { stand: "signed", key: newId() },
      file: scan(),
    }),
    "GET /inspections/:id/minutes/scan": async () => ({ visitor, path: `/inspections/${await signed()}/minutes/scan` }),
    "GET /inspections/:id/documents": async () => ({ visitor, path: `/inspections/${(await issued()).id}/documents` }),
    "POST /inspections/:id/documents": async () => ({
      visitor,
      path: `/inspections/${(await issued()).id}/documents`,
      form: { kind: "minutes", key: newId() },
    }),
    "GET /inspections/:id/documents/draft/:kind": async () => ({ visitor, path: `/inspections/${await opened()}/documents/draft/minutes` }),
    "POST /inspections/:id/documents/trial": async () => ({
      visitor,
      path: `/inspections/${await opened()}/documents/trial`,
      form: { kind: "minutes" },
      file: template(),
    }),
    "GET /inspections/:id/documents/:documentId/file": async () => {
      const { id } = await issued();
      const [document] = await loadDocuments(server.context.database.read, id);
      return { visitor, path: `/inspections/${id}/documents/${document?.id}/file` };
    },
    "GET /verify": () => ({ visitor, path: "/verify" }),
    "POST /verify": async () => ({ visitor, path: "/verify", form: { code: (await issued()).code } }),
    "GET /verify/:code": async () => ({ visitor, path: `/verify/${(await issued()).code}` }),
    "GET /admin/templates": () => ({ visitor, path: "/admin/templates" }),
    "POST /admin/templates": () => ({ visitor, path: "/admin/templates", form: { kind: "minutes" }, file: template() }),
    "GET /admin/templates/default/:kind": () => ({ visitor, path: "/admin/templates/default/scoreAnnex" }),
    "GET /admin/templates/:id/file": async () => {
      await visitor.sends("/admin/templates", { kind: "scoreSheet", step: "default" });
      const version = (await loadTemplateVersions(server.context.database.read)).find(({ kind }) => kind === "scoreSheet");
      return { visitor, path: `/admin/templates/${version?.id}/file` };
    },
  };
}

/** The step as it is asked. */
export async function takes({ visitor, path, form = {}, file }: Step, route: string): Promise<Response> {
  if (route.startsWith("GET")) return await visitor.visits(path);
  return file ? await visitor.uploads(path, { ...(form as Record<string, string>), file }) : await visitor.sends(path, form);
}
/** The walker leads and administrates: a revealed inspection's evidence is theirs to see, and a file to delete. */
function evidenceSteps({ opens, asInspector }: World["server"], visitor: Visitor): PageWalk {
  const listed = async () => {
    const at = await opens({ unit: 3 });
    const file = await sendsPicture(asInspector("an"));
    const sheet = withEvidence(makeSheet({ ...at, seed: next() }), "DDCV-01", [file, quoteOf("Phòng Tài nguyên và Môi trường cấp huyện")]);
    await asInspector("an").submits(sheet);
    return { own: `/inspections/${at.inspectionId}/evidence`, sheet, file };
  };
  const ofFile = async (more = "", form?: Step["form"]) => {
    const { own, file } = await listed();
    return { visitor, path: `${own}/${file.sha256}${more}`, ...(form && { form }) };
  };
  return {
    "GET /inspections/:id": async () => {
      const { own } = await listed();
      return { visitor, path: `${own.replace("/evidence", "")}?criterion=DDCV-01` };
    },
    "GET /inspections/:id/evidence/:sha256": () => ofFile(),
    "GET /inspections/:id/evidence/:sha256/file": () => ofFile("/file"),
    "GET /inspections/:id/evidence/:submission/:criterion/:at": async () => {
      const { own, sheet } = await listed();
      return { visitor, path: `${own}/${sheet.id}/DDCV-01/1` };
    },
    "POST /inspections/:id/evidence/:sha256/deletion": () => ofFile("/deletion", { reason: "Ảnh có mặt người dân" }),
  };
}
