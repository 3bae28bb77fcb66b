import "./fake-extension.ts";
import { describe, expect, it } from "vitest";
import { formatWhen } from "../../extension/desk/formats.ts";
import { itemStory } from "../../extension/desk/item-story.ts";
import { inspectionRows } from "../../extension/desk/lists/inspection-rows.ts";
import { todosOf } from "../../extension/desk/review/ToDo.tsx";
import { parseRoute } from "../../extension/desk/route.ts";
import { ownerOf } from "../../extension/drafts/field.ts";
import type { OutboxItem } from "../../extension/drafts/outbox-item.ts";
import type { SignIn } from "../../extension/messages.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Entry } from "../../shared/sheets/answer.ts";
import { contextOf, type Draft } from "../../shared/sheets/draft.ts";
import { scoreSheet } from "../../shared/sheets/scoring.ts";
import { formatSize, say } from "../../shared/text.ts";
import { answerInWords, toInspector } from "../../shared/ui/answer-in-words.ts";
import { bytesOf, draft, field, fullDraft, inspection, me, server, unit } from "./sample-sheets.ts";

const now = new Date("2026-11-22T03:00:00Z");
const vi: Parameters<typeof itemStory>[3] = { language: "vi", t: (words, values) => say(words, "vi", values) };
const signedIn: SignIn = { state: "signedIn", server: "https://cham.example", identity: server, accountId: me.accountId, name: me.name };
const owner = { accountId: me.accountId, instanceId: server.instanceId };

function item(more: Partial<OutboxItem> = {}, sheet: Draft = fullDraft(inspection(unit("UBND xã Suối Ngàn")))): OutboxItem {
  const id = newId();
  const untried = { attempts: 0, lastTriedAt: null, nextTryAt: null, lastProblem: null, maybeArrived: false };
  const unanswered = { receipt: null, earlierIds: [], replacedBy: null, withdrawn: null, epoch: null };
  const queued = { queuedAt: "2026-11-22T02:00:00.000Z", ...untried, ...unanswered };
  return { format: 1, id, owner: sheet.owner, state: "waiting", bytes: bytesOf(sheet, id), draft: sheet, ...queued, ...more };
}

function story(one: OutboxItem, signIn: SignIn = signedIn) {
  const { label, ...rest } = itemStory(one, { owner, signIn }, now, vi);
  return { label: label.vi, ...rest };
}

function problem(code: string, values: Record<string, string> = {}) {
  return { code, detail: "của máy chủ", values, at: "2026-11-22T02:59:00.000Z" };
}

describe("the truth about a sheet that has left", () => {
  it("is never “accepted” without a receipt, however often it was tried", () => {
    const tried = { attempts: 9, maybeArrived: true, lastProblem: problem("timed-out") };
    expect(story(item(tried))).toMatchObject({ label: "Đang gửi", why: expect.stringContaining("Chưa có biên nhận") });
    expect(story(item({ ...tried, state: "sending" }))).toMatchObject({ label: "Đang gửi", actions: ["export"] });
  });

  it("says why it was refused, from the code and in the screen's language, and offers to edit and delete it", () => {
    const refused = story(item({ state: "refused", lastProblem: problem("unit-closed", { closedOn: "2026-07-01" }) }));
    expect(refused).toMatchObject({ label: "Bị từ chối", actions: ["edit", "export", "delete"], order: 0 });
    expect(refused.why).toContain("ngừng hoạt động từ 01/07/2026");
  });

  it("shows a refusal that this version does not know in the server's own words", () => {
    expect(story(item({ state: "refused", lastProblem: problem("from-the-future") })).why).toBe("của máy chủ");
  });

  it("tells no network, a server that is away, and a Wi-Fi page apart", () => {
    const why = (code: string, values = {}) => story(item({ attempts: 1, lastProblem: problem(code, values) })).why;
    expect(why("no-network", { offline: "yes" })).toContain("Chưa có mạng");
    expect(why("no-network")).toContain("Chưa gặp được máy chủ");
    expect(why("unreadable-answer")).toContain("Wi-Fi");
  });

  it("says when it is tried again", () => {
    const waits = item({ attempts: 4, lastProblem: problem("no-network"), nextTryAt: "2026-11-22T03:02:00.000Z" });
    expect(story(waits)).toMatchObject({ label: "Chờ gửi", since: "đã thử 4 lần, thử lại sau 2 phút" });
  });

  it("waits for a sign-in when nobody is signed in", () => {
    expect(story(item(), { state: "signedOut" })).toMatchObject({ label: "Chờ đăng nhập", actions: ["signIn", "edit", "export"] });
  });

  it("is not sent, edited or deleted where it is another account's", () => {
    const other = item({ owner: { accountId: "minh", instanceId: server.instanceId } });
    expect(story(other)).toMatchObject({ label: "Của tài khoản khác", actions: ["export"] });
  });

  it("after a restore says that it was received and is sent again, and does not let go of it", () => {
    const claims = {
      submissionId: newId(),
      contentHash: "a".repeat(64),
      position: 7,
      receivedAt: "2026-11-21T02:00:00.000Z",
      instanceId: server.instanceId,
    };
    const receipt = { ...claims, status: "accepted" as const, flags: [], keyId: "k1", signature: "s" };
    const offered = { receipt, epoch: 1, maybeArrived: true };
    expect(story(item({ ...offered, state: "waiting" }))).toMatchObject({
      label: "Đang gửi lại",
      actions: ["receipt", "export"],
      order: 1,
    });
    expect(story(item({ ...offered, state: "sending" })).why).toContain("khôi phục từ một bản sao lưu");
    const away = story(item({ ...offered, attempts: 1, nextTryAt: "2026-11-22T03:02:00.000Z", lastProblem: problem("no-network") }));
    expect(away.why).toMatch(/Chưa gặp được máy chủ.*thử lại sau 2 phút/);
    expect(story(item({ ...offered, state: "signInNeeded" }))).toMatchObject({
      label: "Chờ đăng nhập",
      actions: ["signIn", "receipt", "export"],
    });
    expect(story(item(offered), { state: "signedOut" })).toMatchObject({ label: "Chờ đăng nhập" });
    const refused = story(item({ ...offered, state: "refused", lastProblem: problem("inspection-unknown") }));
    expect(refused).toMatchObject({ label: "Bị từ chối", actions: ["edit", "receipt", "export", "delete"], order: 0 });
    expect(refused.why).toMatch(/đã nhận phiếu này.*không có cuộc kiểm tra này.*bấm Sửa/);
    expect(story(item({ ...offered, state: "refused", replacedBy: newId() }))).toMatchObject({
      label: "Đã được thay",
      actions: ["receipt", "export"],
    });
  });

  it("puts refused first, then sending, waiting, accepted, and what no longer counts", () => {
    const states = [
      item({ state: "refused", lastProblem: problem("incomplete") }),
      item({ state: "sending" }),
      item(),
      item({ state: "signInNeeded" }),
      item({ state: "accepted" }),
      item({ state: "accepted", withdrawn: { at: now.toISOString(), reason: "Nhầm" } }),
    ].map((one) => story(one).order);
    expect(states).toEqual([...states].sort());
  });
});

describe("my inspections", () => {
  const today = "2026-11-22";
  const noonOf = (day: string) => new Date(`${day}T05:00:00Z`);

  it("are overdue once their day is over and nothing has left", () => {
    const late = inspection(unit("A"), { visitedOn: "2026-11-21" });
    const onTime = inspection(unit("B"), { visitedOn: today });
    const sent = inspection(unit("C"), { visitedOn: "2026-11-01" });
    const elsewhere = inspection(unit("D"), { visitedOn: "2026-11-01" });
    const all = field([onTime, late, sent, elsewhere], { current: [{ inspectionId: elsewhere.id, submissionId: newId() }] });
    const rows = inspectionRows(all, owner, [], [item({}, fullDraft(sent))], noonOf(today));
    expect(rows.map((row) => [row.inspection.unit.name, row.state, row.overdue])).toEqual([
      ["A", "notStarted", true],
      ["B", "notStarted", false],
      ["C", "queued", false],
      ["D", "sentElsewhere", false],
    ]);
  });

  it("count what is scored in my own draft only", () => {
    const visit = inspection(unit("A"));
    const other = fullDraft(visit, { owner: { accountId: "minh", instanceId: server.instanceId } });
    const own = draft(visit, { entries: { "DDCV-01": { answer: { type: "levels", level: 0 }, note: "", evidence: [] } } });
    const all = field([visit]);
    expect(inspectionRows(all, ownerOf(all), [other], [], noonOf(today))[0]).toMatchObject({ state: "notStarted" });
    expect(inspectionRows(all, ownerOf(all), [other, own], [], noonOf(today))[0]).toMatchObject({
      state: "scoring",
      progress: { done: 1, all: 35 },
      ready: false,
    });
  });

  it("are free again where the sheet was withdrawn", () => {
    const visit = inspection(unit("A"), { visitedOn: today });
    const withdrawn = item({ state: "accepted", withdrawn: { at: now.toISOString(), reason: "Nhầm" } }, fullDraft(visit));
    expect(inspectionRows(field([visit]), owner, [], [withdrawn], noonOf(today))[0]).toMatchObject({
      state: "notStarted",
      item: undefined,
    });
  });

  it("whose visit is still to come is complete, and is sent from that day on", () => {
    const visit = inspection(unit("Ngày mai"), { visitedOn: "2026-11-23" });
    const own = fullDraft(visit);
    const all = field([visit]);
    const at = (day: string) => inspectionRows(all, ownerOf(all), [own], [], noonOf(day))[0];
    expect(at("2026-11-22")).toMatchObject({ state: "scoring", ready: false, sendableFrom: "2026-11-23" });
    expect(at("2026-11-23")).toMatchObject({ state: "scoring", ready: true, sendableFrom: undefined });
  });
});

describe("answers in words", () => {
  const sheet = draft(inspection(unit("UBND xã Suối Ngàn", { traits: ["noDesk"] })));
  const inWords = (id: string, entry?: Entry) => {
    const score = scoreSheet(entry ? { [id]: entry } : {}, contextOf(sheet, defaultChecklist)).criteria.find(
      ({ criterion }) => criterion.id === id,
    );
    if (!score) throw new Error(`no ${id}`);
    return answerInWords({ ...score, answer: entry?.answer ?? null, knockedOut: entry?.knockedOut ?? false }, toInspector, vi);
  };
  const entry = (answer: Entry["answer"]): Entry => ({ answer, note: "", evidence: [] });

  it("say nothing of what was not answered", () => {
    expect(inWords("DDCV-01")).toBe("");
  });
  it("keep counts, clock time and headcount of deductions", () => {
    const said = inWords("DDCV-02", entry({ type: "deduct", counts: [3, 0], time: "16:30", present: 8, total: 11 }));
    expect(said).toBe("3 × mỗi người vắng mặt không có lý do tại thời điểm kiểm tra · lúc 16:30 · có mặt 8 / 11");
  });
  it("show both numbers of a ratio and the percentage", () => {
    expect(inWords("NYTT-12", entry({ type: "ratio", numerator: 5_033, denominator: 5_783 }))).toBe("5.033 / 5.783 = 87,03 %");
  });
  it("give the reason for not applicable", () => {
    expect(inWords("DDCV-06", entry({ type: "notApplicable", reason: "Không có hồ sơ quá hạn" }))).toBe(
      "Không phát sinh: Không có hồ sơ quá hạn",
    );
  });
});

describe("places in the desk", () => {
  it.each([
    ["", { page: "lists", section: undefined }],
    ["#/outbox", { page: "lists", section: "outbox" }],
    ["#/review/abc", { page: "review", draftId: "abc" }],
    ["#/score/abc/DDCV-01", { page: "score", draftId: "abc", criterionId: "DDCV-01" }],
    ["#/item/abc", { page: "item", id: "abc" }],
    ["#/review", { page: "unknown" }],
    ["#/javascript:alert(1)", { page: "unknown" }],
  ])("%j is %o", (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });
});

it("times are said as people say them, in Việt Nam's time", () => {
  expect(formatWhen("2026-11-22T02:42:00Z", now, vi)).toBe("09:42 hôm nay");
  expect(formatWhen("2026-11-21T09:20:00Z", now, vi)).toBe("16:20 hôm qua");
  expect(formatWhen("2026-11-20T18:00:00Z", now, vi)).toBe("01:00 hôm qua");
  expect(formatWhen("2026-11-20T10:48:00Z", now, vi)).toBe("20/11/2026 17:48");
  expect(formatSize(4_800_000, "vi")).toBe("4,8 MB");
});

describe("what stands between a sheet and sending it", () => {
  const sheet = fullDraft(inspection(unit("UBND xã Suối Ngàn"), { visitedOn: "2026-11-23" }));
  const todos = (at: string) => todosOf(scoreSheet(sheet.entries, contextOf(sheet, defaultChecklist)), sheet, new Date(at));

  it("is a visit that lies after today, with both days, until midnight in Việt Nam", () => {
    expect(todos("2026-11-22T16:59:00Z")).toEqual([{ criterionId: undefined, visit: { visitedOn: "2026-11-23", today: "2026-11-22" } }]);
    expect(todos("2026-11-22T17:01:00Z")).toEqual([]);
  });
});
