import { demoPassword } from "../../server/demo/people.ts";
import { newId } from "../../shared/id.ts";
import { vietnamDay } from "../../shared/text.ts";
import { makeSheet } from "./sheets.ts";

/** What the demo's unit has before it: a visit to come, with its self-score, one revealed, one concluded; all by the demo's people. */
export async function tellUnitStory(server: string, signIn: (email: string) => Promise<string>): Promise<{ readonly objections: string }> {
  const as = async (email: string) => {
    const cookie = await signIn(`${email}@lamgiang.example`);
    return async (path: string, form: Record<string, string>) => {
      const init = { method: "POST", body: new URLSearchParams(form), headers: { cookie, origin: server }, redirect: "manual" } as const;
      const answer = await fetch(`${server}${path}`, init);
      if (answer.status >= 400) throw new Error(`${path} answered ${answer.status}`);
      return await answer.text();
    };
  };
  const page = await (await as("truongdoan"))("/account/token", {
    purpose: "Chuyện của đơn vị",
    scope: "lead",
    tokenPassword: demoPassword,
  });
  const lead = asProgram(server, /\bpc_[\w-]{43}/.exec(page)?.[0] ?? "");
  const { plans } = await lead("GET", "/api/plans");
  const { units } = await lead("GET", "/api/units");
  const { people } = await lead("GET", "/api/people");
  const idOf = (list: readonly { id: string; name: string }[], name: string) => list.find((one) => one.name === name)?.id ?? "";
  const [planId, unitId] = [plans[0].id, idOf(units, "UBND xã Đông Bãi")];
  const khoa = idOf(people, "Nguyễn Văn Khoa");
  const inspector = asProgram(server, await signsIn(server, await as("khoa")));
  const team = [{ personId: khoa, position: "head", scores: true }];
  const day = (days: number) => vietnamDay(new Date(Date.now() + days * 86_400_000));
  await lead("PATCH", `/api/plans/${planId}`, { addPeriods: [{ kind: "custom", from: day(-2), to: day(40) }] });
  const opens = async (visitedOn: string) => {
    const asked = { planId, unitIds: [unitId], kind: "thematic", form: "both", visitedOn, announced: true, team, again: true };
    const { inspectionIds } = await lead("POST", "/api/inspections", asked);
    return inspectionIds[0] as string;
  };
  const sent = async (visitedOn: string) => {
    const inspectionId = await opens(visitedOn);
    const sheet = makeSheet({ inspectionId, unitId, visitedOn, seed: 3 });
    await inspector("PUT", `/api/submissions/${sheet.id}`, sheet);
    return inspectionId;
  };
  const coming = await opens(day(30));
  const office = asProgram(server, await signsIn(server, await as("dongbai")));
  const self = { ...makeSheet({ inspectionId: coming, unitId, visitedOn: day(30), seed: 5 }), stage: "self" };
  await office("PUT", `/api/submissions/${self.id}`, self);
  const revealed = await sent(day(0));
  const question = { criterion: "NYTT-01", text: "Gửi thêm ảnh bảng niêm yết", dueOn: day(5) };
  await lead("PUT", `/api/inspections/${revealed}/explanations/${newId()}`, question);
  const concluded = await sent(day(-1));
  await lead("PUT", `/api/findings/${newId()}`, { inspectionId: concluded, criterion: "NYTT-01", text: "Bảng niêm yết cũ" });
  await lead("POST", `/api/inspections/${concluded}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
  const decisions = { "NYTT-01": { by: "lead", points: 125, reason: "Ghi nhầm cột" } };
  await lead("PUT", `/api/inspections/${concluded}/corrections/${newId()}`, { decisions, reason: "Ghi nhầm cột khi chốt" });
  const waiting = await opens(day(0));
  const listed = makeSheet({ inspectionId: waiting, unitId, visitedOn: day(0), seed: 3 });
  const absent = { type: "file", id: newId(), sha256: "a".repeat(64), mediaType: "image/jpeg", size: 10, name: "anh.jpg" };
  for (const entry of Object.values(listed.entries).slice(0, 1))
    Object.assign(entry, { evidence: [{ ...absent, capturedAt: listed.sentAt }] });
  await inspector("PUT", `/api/submissions/${listed.id}`, listed);
  const objection = { key: newId(), criterion: "NYTT-01", objection: "Bảng đã thay từ tháng trước" };
  await (await as("dongbai"))(`/unit/inspections/${concluded}/objections`, objection);
  return { objections: `/inspections/${concluded}/objections` };
}

function asProgram(server: string, token: string) {
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is looked at by its own tests
  return async (method: string, path: string, body?: unknown): Promise<any> => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    if (method === "POST") headers["idempotency-key"] = newId();
    if (method === "PATCH") headers["if-match"] = (await fetch(`${server}${path}`, { headers })).headers.get("etag") ?? "";
    const answer = await fetch(`${server}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status} ${said}`);
    return said === "" ? undefined : JSON.parse(said);
  };
}

/** A device of theirs, let in on their own page. */
async function signsIn(server: string, owner: (path: string, form: Record<string, string>) => Promise<string>): Promise<string> {
  const asks = async (path: string, body: object) =>
    await (
      await fetch(`${server}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
    ).json();
  const { deviceCode, userCode } = await asks("/api/device/code", { deviceName: "Máy thử" });
  await owner("/device", { code: userCode, decision: "approve", password: demoPassword });
  return (await asks("/api/device/token", { deviceCode })).token;
}
