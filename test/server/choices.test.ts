import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Choices } from "../../shared/decisions/settling.ts";
import { newId } from "../../shared/id.ts";
import { leadVerbs, notApplicable, refusalOf, send } from "../support/lead-verbs.ts";
import { type Device, makeDevice, type PersonName, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
/** Quân, who leads as well. */
let other: Device;
beforeAll(async () => {
  server = await startTestServer();
  other = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
});
afterAll(() => server.remove());

const { as, post, sentByBoth, history, stages, giveBack, decide } = leadVerbs(() => server);
const take = (name: PersonName, reason?: string) => ({ by: "inspector", personId: as(name).personId, ...(reason && { reason }) });
const mean = { by: "mean", reason: "Cả hai đều có lý" };
const choose = (id: string, criterion: string, decision: object, seen = 0, device = server.asLead()) =>
  send(device, "PUT", `/api/inspections/${id}/choices/${criterion}`, { seen, decision });
const reopen = (id: string, criterion: string, seen: number, reason = "Có thêm ảnh", device = server.asLead()) =>
  send(device, "POST", `/api/inspections/${id}/choices/${criterion}/reopen`, { seen, reason });
const finish = (id: string, sheet = newId(), device = server.asLead()) =>
  send(device, "POST", `/api/inspections/${id}/choices`, { id: sheet });
const load = async (id: string): Promise<Choices> => await (await server.asLead().fetch(`/api/inspections/${id}/choices`)).json();
const of = (choices: Choices, criterion: string) => choices.criteria.find((one) => one.criterion === criterion);
const open = ({ criteria }: Choices) =>
  criteria.filter(({ state }) => state !== "agreed" && state !== "decided").map((one) => one.criterion);

/** Two sheets that differ, what differs first. */
async function differing(an: object = { seed: 3 }, binh: object = { seed: 8 }) {
  const at = await sentByBoth(an, binh);
  const left = open(await load(at.inspectionId));
  const [first = "", second = ""] = left;
  return { ...at, left, first, second };
}

/** Quân prepares its minutes. */
async function asSecretary(inspectionId: string): Promise<void> {
  const quan = { inspection_id: inspectionId, person_id: other.personId, position: "secretary" as const, scores: 0 };
  await server.context.database.write
    .insertInto("positions")
    .values({ ...quan, excused_at: null, excused_by: null, excuse_reason: null })
    .execute();
}

describe("a decision of settling", () => {
  test("is refused before the reveal, to everybody but leads, for what is not judged, and after the conclusion", async () => {
    const blind = await server.opens({ team: ["an", "binh"] });
    await as("an").submits(makeSheet({ ...blind, seed: 3 }));
    expect(await refusalOf(choose(blind.inspectionId, "NYTT-01", take("an")))).toEqual([409, "not-all-sent"]);
    expect(await refusalOf(server.asLead().fetch(`/api/inspections/${blind.inspectionId}/choices`))).toEqual([409, "not-all-sent"]);
    expect(await refusalOf(finish(blind.inspectionId))).toEqual([409, "not-all-sent"]);
    const { inspectionId, first } = await differing();
    for (const device of [as("an"), as("binh")])
      expect(await refusalOf(choose(inspectionId, first, take("an"), 0, device))).toEqual([403, "not-allowed"]);
    expect(await refusalOf(choose(inspectionId, "XYZ-1", take("an")))).toEqual([422, "unknown-criterion"]);
    expect(await refusalOf(choose(inspectionId, first, take("chi")))).toEqual([404, "not-found"]);
    expect(await refusalOf(choose(newId(), first, take("an")))).toEqual([404, "not-found"]);
    expect(await refusalOf(choose(inspectionId, first, { by: "lead", points: 99_900, reason: "Theo sổ" }))).toEqual([
      422,
      "impossible-answer",
    ]);
    const settling = { id: newId(), decisions: {}, rest: { by: "mean", reason: "Lấy trung bình" } };
    expect((await post(inspectionId, "appraisal", settling)).status).toBe(201);
    expect((await post(inspectionId, "conclusion", { waiveMinutes: "Biên bản giấy nộp sau" })).status).toBe(200);
    expect(await refusalOf(choose(inspectionId, first, take("an")))).toEqual([409, "inspection-concluded"]);
  });

  test("needs a reason but where an answer is taken of what differs", async () => {
    const { inspectionId, first, second } = await differing();
    expect((await choose(inspectionId, first, { by: "mean" })).status).toBe(400);
    expect((await choose(inspectionId, first, { by: "lead", points: 0 })).status).toBe(400);
    expect((await choose(inspectionId, first, take("an"))).status).toBe(200);
    expect(await refusalOf(choose(inspectionId, first, take("binh"), 1))).toEqual([422, "settling-reason"]);
    const agreed = (await load(inspectionId)).criteria.find(({ state }) => state === "agreed")?.criterion ?? "";
    expect(await refusalOf(choose(inspectionId, agreed, take("an")))).toEqual([422, "settling-reason"]);
    expect((await choose(inspectionId, agreed, { by: "lead", points: 0, reason: "Ảnh là của năm trước" })).status).toBe(200);
    expect(await refusalOf(reopen(inspectionId, second, 0))).toEqual([409, "not-decided"]);
    expect((await reopen(inspectionId, first, 1, " ")).status).toBe(400);
  });

  test("is stored as it is made, again changes nothing, and stands in the history with who and why", async () => {
    const { inspectionId, first, left } = await differing();
    const before = await load(inspectionId);
    expect(before.left).toBe(left.length);
    expect(await (await choose(inspectionId, first, mean)).json()).toEqual({ revision: 1 });
    expect(await (await choose(inspectionId, first, mean)).json()).toEqual({ revision: 1 });
    const after = await load(inspectionId);
    expect(after.left).toBe(left.length - 1);
    expect(of(after, first)).toMatchObject({
      state: "decided",
      choice: { how: "mean", revision: 1, reason: mean.reason, byName: "Phạm Ngọc Lan" },
    });
    expect((await history(inspectionId)).filter(({ action }) => action === "criterion.chosen")).toMatchObject([
      { reason: mean.reason, changes: [{ field: `${first}.choice`, from: null, to: { how: "mean" } }] },
    ]);
    expect(await (await reopen(inspectionId, first, 1)).json()).toEqual({ revision: 2 });
    expect(of(await load(inspectionId), first)).toMatchObject({ state: "reopened", points: null, choice: { how: "reopened" } });
  });

  test("never takes the place of another lead's unseen: it is refused with both values", async () => {
    const { inspectionId, first } = await differing();
    expect((await choose(inspectionId, first, take("an"), 0, other)).status).toBe(200);
    const answer = await choose(inspectionId, first, { by: "lead", points: 50, reason: "Theo sổ" });
    const said = await answer.json();
    const theirs = String(of(await load(inspectionId), first)?.points);
    expect([answer.status, said.code, said.values]).toEqual([
      409,
      "settled-meanwhile",
      { criterion: first, name: "Đỗ Minh Quân", theirs, yours: "50" },
    ]);
    expect(said.detail).toContain("Đỗ Minh Quân");
    expect(said.detail).toContain("0,5");
    expect((await choose(inspectionId, first, { by: "lead", points: 50, reason: "Theo sổ" }, 1)).status).toBe(200);
    expect(await refusalOf(reopen(inspectionId, first, 1, "Xem lại", other))).toEqual([409, "settled-meanwhile"]);
  });

  test("is no figure anywhere before settling is finished", async () => {
    const { inspectionId, unitId } = await server.opens({ unit: 3, team: ["an", "binh"] });
    for (const [name, seed] of [
      ["an", 3],
      ["binh", 8],
    ] as const)
      await as(name).submits(makeSheet({ inspectionId, unitId, seed }));
    const figures = async () => {
      const paths = ["results", "results/criteria", "results/trace", "deviations", "indicators", "results/sensitivity"];
      const query = `?plan=${server.planId}&basis=live&unit=${unitId}`;
      const answers = await Promise.all(paths.map((path) => server.asLead().fetch(`/api/${path}${query}`)));
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      return [...texts.map((text) => text.replace(/"computedAt":"[^"]*"/, "")), JSON.stringify(await stages(inspectionId))];
    };
    const before = await figures();
    for (const criterion of open(await load(inspectionId))) expect((await choose(inspectionId, criterion, take("binh"))).status).toBe(200);
    expect(await figures()).toEqual(before);
    expect((await finish(inspectionId)).status).toBe(201);
    expect(await figures()).not.toEqual(before);
  });

  test("is left to others by who scored the inspection, and made by no secretary of it", async () => {
    const at = await server.opens({ team: ["an", "lan"] });
    await as("an").submits(makeSheet({ ...at, seed: 3 }));
    await as("lan").submits(makeSheet({ ...at, seed: 8 }));
    const [first = ""] = open(await load(at.inspectionId));
    expect(await refusalOf(choose(at.inspectionId, first, take("an")))).toEqual([409, "scorer-settles"]);
    expect((await choose(at.inspectionId, first, take("an"), 0, other)).status).toBe(200);
    await asSecretary(at.inspectionId);
    expect(await refusalOf(choose(at.inspectionId, first, take("lan", "Theo ảnh"), 1, other))).toEqual([403, "not-allowed"]);
    expect(await refusalOf(finish(at.inspectionId, newId(), other))).toEqual([403, "not-allowed"]);
    const all = { id: newId(), decisions: {}, rest: { by: "mean", reason: "Lấy trung bình" } };
    expect(await refusalOf(post(at.inspectionId, "appraisal", all, other))).toEqual([403, "not-allowed"]);
    // Where nobody is left but the secretary, who scored it settles, and that is on record.
    expect((await choose(at.inspectionId, first, take("lan", "Theo ảnh"), 1)).status).toBe(200);
    expect(of(await load(at.inspectionId), first)?.choice).toMatchObject({ byScorer: true });
    expect((await post(at.inspectionId, "appraisal", { ...all, id: newId() })).status).toBe(201);
    expect(await stages(at.inspectionId)).toMatchObject({ settledByScorer: true });
  });

  test("a “not applicable” is decided by no secretary either", async () => {
    const { inspectionId } = await differing({ seed: 3, answers: notApplicable }, { seed: 3 });
    await asSecretary(inspectionId);
    const decision = { personId: as("an").personId, criterion: "NYTT-10", approved: true, reason: "Đã xem hồ sơ" };
    expect(await refusalOf(post(inspectionId, "not-applicable", decision, other))).toEqual([403, "not-allowed"]);
    expect((await post(inspectionId, "not-applicable", decision)).status).toBe(204);
  });
});

describe("finishing", () => {
  test("makes the appraised sheet of what was decided and what all agree on; once, however often it is sent", async () => {
    const { inspectionId, left, first } = await differing();
    expect(await refusalOf(finish(inspectionId))).toEqual([422, "incomplete"]);
    await choose(inspectionId, first, { by: "lead", points: 0, reason: "Không có ảnh" });
    for (const criterion of left.slice(1)) await choose(inspectionId, criterion, take("binh"));
    const { range } = await load(inspectionId);
    const id = newId();
    const settled = await (await finish(inspectionId, id)).json();
    expect([range?.low, range?.high]).toEqual([settled.index, settled.index]);
    expect((await finish(inspectionId, id)).status).toBe(200);
    const shown = await stages(inspectionId);
    const appraised = shown.criteria.find((one) => one.criterion === first)?.given.at(-1);
    expect(appraised).toMatchObject({ points: 0, note: "Không có ảnh", by: "lead" });
    const agreed = shown.criteria.filter(({ criterion }) => !left.includes(criterion)).map(({ given }) => given.at(-1)?.by);
    expect(new Set(agreed)).toEqual(new Set(["agreed"]));
  });

  test("ends where a decision is made anew, with a reason: another one settles again", async () => {
    const { inspectionId, left, first } = await differing();
    for (const criterion of left) await choose(inspectionId, criterion, take("binh"));
    expect((await finish(inspectionId)).status).toBe(201);
    expect((await reopen(inspectionId, first, 1)).status).toBe(200);
    expect(await stages(inspectionId)).toMatchObject({ state: "submitted", settledByScorer: null });
    expect((await history(inspectionId)).map(({ action }) => action)).toContain("appraisal.dropped");
    expect(await refusalOf(finish(inspectionId))).toEqual([422, "incomplete"]);
    expect((await choose(inspectionId, first, take("an"), 2)).status).toBe(200);
    expect((await finish(inspectionId)).status).toBe(201);
  });
});

describe("where a sheet changes", () => {
  test("only what was decided about changed criteria is open again", async () => {
    const { inspectionId, unitId, left, sheets } = await differing();
    for (const criterion of left) await choose(inspectionId, criterion, take("binh"));
    await giveBack(inspectionId, "an");
    expect((await load(inspectionId)).left).toBe(0);
    expect(await refusalOf(finish(inspectionId))).toEqual([409, "sheets-returned"]);
    const best = makeSheet({ inspectionId, unitId }).entries;
    const first = left.find((one) => JSON.stringify(best[one]?.answer) !== JSON.stringify(sheets.an.entries[one]?.answer)) ?? "";
    const answer = best[first]?.answer;
    if (!answer) throw new Error("An gave every point there is");
    const again = makeSheet({ inspectionId, unitId, seed: 3, answers: { [first]: answer } });
    expect((await as("an").submits({ ...again, replaces: { id: sheets.an.id, reason: "Đếm lại" } })).status).toBe(201);
    const after = await load(inspectionId);
    // Unless they agree on it now.
    expect(["changed", "agreed"]).toContain(of(after, first)?.state);
    expect(after.criteria.filter(({ state }) => state === "decided").map((one) => one.criterion)).toEqual(
      left.filter((one) => one !== first),
    );
  });

  test("and what waited as not applicable is approved, refused by another's answer in place, or goes back", async () => {
    const { inspectionId, left } = await differing({ seed: 3, answers: notApplicable }, { seed: 3 });
    expect(left).toEqual(["NYTT-10"]);
    expect(await refusalOf(choose(inspectionId, "NYTT-10", take("an")))).toEqual([409, "not-applicable-pending"]);
    const { range } = await load(inspectionId);
    expect((range?.high ?? 0) > (range?.low ?? 0)).toBe(true);
    expect((await choose(inspectionId, "NYTT-10", take("binh"))).status).toBe(200);
    expect((await load(inspectionId)).left).toBe(0);
    // What the lead says of the sheet itself comes later, and so is decided anew.
    expect((await decide(inspectionId, "an", true)).status).toBe(204);
    expect(of(await load(inspectionId), "NYTT-10")).toMatchObject({ state: "changed" });
    expect((await choose(inspectionId, "NYTT-10", take("an"), 1)).status).toBe(200);
    expect(of(await load(inspectionId), "NYTT-10")).toMatchObject({ state: "decided", points: null });
    expect((await finish(inspectionId)).status).toBe(201);
  });
});
