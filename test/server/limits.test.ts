import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadCalendar } from "../../server/plans/calendar.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { defaultLimits } from "../../shared/plans/limits.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ now: () => new Date("2026-10-20T00:00:00Z") });
});
afterEach(() => server.remove());

const sends = (method: string, path: string, body: unknown, seen = "*") =>
  server.asLead().fetch(path, {
    method,
    headers: { "content-type": "application/json", "if-match": seen },
    body: JSON.stringify(body),
  });
const codeOf = async (answer: Response) => [answer.status, (await answer.json()).code];
const plan = () => server.asLead().fetch(`/api/plans/${server.planId}`);
const tagOf = (answer: Response) => answer.headers.get("etag") ?? "";

describe("a plan's limits", () => {
  test("are the defaults until a lead says otherwise, and change one by one", async () => {
    const path = `/api/plans/${server.planId}`;
    expect((await (await plan()).json()).limits).toEqual(defaultLimits);
    const changed = await sends("PATCH", path, { limits: { sheets: 0, remedies: 30 } });
    expect((await changed.json()).limits).toEqual({ ...defaultLimits, sheets: 0, remedies: 30 });
    await sends("PATCH", path, { limits: { settling: 7 } });
    expect((await (await plan()).json()).limits).toEqual({ ...defaultLimits, sheets: 0, remedies: 30, settling: 7 });
    expect(await codeOf(await sends("PATCH", path, { limits: { sheets: 366 } }))).toEqual([400, "out-of-bounds"]);
    expect(await codeOf(await sends("PATCH", path, { limits: { sheets: 1.5 } }))).toEqual([400, "malformed"]);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("are not changed over what another lead has changed meanwhile", async () => {
    const path = `/api/plans/${server.planId}`;
    const seen = tagOf(await plan());
    await sends("PATCH", path, { limits: { sheets: 4 } }, seen);
    const late = await sends("PATCH", path, { limits: { sheets: 9 } }, seen);
    expect(await late.json()).toMatchObject({ status: 412, code: "changed-meanwhile", values: { fields: "limits" } });
  });
});

describe("a year of the calendar", () => {
  const tet = { holidays: [{ day: "2027-02-05", name: "Tết Nguyên đán" }], workingDays: [{ day: "2027-02-20", name: "Làm bù" }] };

  test("is unknown until it is entered, even without any holiday, and rules then ask it", async () => {
    const empty = await (await server.asLead().fetch("/api/calendar/2027")).json();
    expect(empty).toEqual({ year: 2027, holidays: [], workingDays: [], changedBy: null, changedAt: null });
    await sends("PUT", "/api/calendar/2026", { holidays: [], workingDays: [] });
    const entered = await (await sends("PUT", "/api/calendar/2027", tet)).json();
    expect(entered).toMatchObject({ ...tet, changedBy: server.asLead().personId, changedAt: "2026-10-20T00:00:00.000Z" });
    expect(await (await server.asLead().fetch("/api/calendar")).json()).toEqual({ years: [2026, 2027] });
    expect(await loadCalendar(server.context.database.read)).toEqual({
      years: new Set([2026, 2027]),
      holidays: new Set(["2027-02-05"]),
      workingDays: new Set(["2027-02-20"]),
    });
  });

  test("takes other days in the place of those that were there, as long as nobody else did meanwhile", async () => {
    const seen = tagOf(await server.asLead().fetch("/api/calendar/2027"));
    await sends("PUT", "/api/calendar/2027", tet, seen);
    expect(await codeOf(await sends("PUT", "/api/calendar/2027", { ...tet, holidays: [] }, seen))).toEqual([412, "changed-meanwhile"]);
    const answer = await sends("PUT", "/api/calendar/2027", { ...tet, holidays: [] });
    expect(await answer.json()).toMatchObject({ holidays: [], workingDays: tet.workingDays });
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("refuses a day of another year, one that is there twice, and a year that is none", async () => {
    const named = (day: string) => ({ day, name: "Nghỉ" });
    const wrong = [
      { holidays: [named("2026-12-31")], workingDays: [] },
      { holidays: [named("2027-02-20")], workingDays: [named("2027-02-20")] },
    ];
    for (const days of wrong) expect(await codeOf(await sends("PUT", "/api/calendar/2027", days))).toEqual([422, "calendar-day"]);
    const twice = { holidays: [named("2027-01-01"), named("2027-01-01")], workingDays: [] };
    expect(await codeOf(await sends("PUT", "/api/calendar/2027", twice))).toEqual([400, "malformed"]);
    expect((await sends("PUT", "/api/calendar/1999", tet)).status).toBe(400);
    expect(server.stored.counts(["calendar_years", "calendar_days"])).toEqual({ calendar_years: 0, calendar_days: 0 });
  });
});
