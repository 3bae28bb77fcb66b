import { canonicalJson } from "../../shared/canonical.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import { officialYear, yearPeriod } from "../../shared/plans/official-periods.ts";
import { type Draft, toSubmission } from "../../shared/sheets/draft.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { vietnamDay } from "../../shared/text.ts";
import type { Unit } from "../../shared/units/unit.ts";
import type { Context } from "../app.ts";
import { publishChecklist } from "../checklists/checklists.ts";
import { concludeInspection } from "../decisions/conclude.ts";
import { settleInspection } from "../decisions/settle.ts";
import { openEvidenceStore } from "../evidence/evidence-store.ts";
import { keepFormFile } from "../evidence/form-upload.ts";
import { UploadQuota } from "../evidence/upload-quota.ts";
import { sha256 } from "../host/hash.ts";
import { openInspections } from "../inspections/inspections.ts";
import type { Who } from "../ledger/who.ts";
import { setUnit } from "../people/people.ts";
import { createPlan, type NewPlan } from "../plans/plans.ts";
import { importUnits } from "../units/new-units.ts";
import { loadUnits } from "../units/units.ts";
import { noticeBoard } from "./notice-board.ts";
import { type Office, offices, province } from "./offices.ts";
import { type DemoPerson, demoPassword, demoPeople } from "./people.ts";
import { quotesFor } from "./quotes.ts";
import { makeEntries } from "./sheets.ts";
import { type Happened, tellStory } from "./story.ts";
import { type Sheet, type Visit, visits } from "./visits.ts";

type Server = Pick<Context, "database" | "env" | "identity" | "instance" | "keys" | "recorder">;

export interface Demo extends Happened {
  readonly planId: string;
  /** By the office's slug. */
  readonly units: ReadonlyMap<string, Unit>;
}

const day = 86_400_000;

/**
 * Fills an empty server through the same functions that its pages and its API use: people, twenty offices with websites on `portal`,
 * this year's plan, and inspections in every state. The same scores every time; days count back from `now`.
 */
export async function fillDemo(server: Server, { portal, now }: { portal: string; now: Date }): Promise<Demo> {
  const people = await makePeople(server);
  const admin = whoIn(people, "admin");
  await publishChecklist(server.database, defaultChecklist, admin.personId, now);
  const unitIds = await importUnits(
    server.database,
    offices.map((office) => ({ ...office, websites: [{ origin: portal, path: `/${office.slug}/` }] })),
    admin.personId,
    now,
  );
  const year = officialYear(vietnamDay(now));
  const period = yearPeriod(year);
  const plan = planOf(year, people, unitIds);
  const planId = await createPlan(server.database, plan, admin.personId, now);
  const loaded = await loadUnits(server.database.read, { planId }, vietnamDay(now));
  const units = new Map(offices.map((office) => [office.slug, found(loaded, ({ name }) => name === office.name)]));
  for (const { key, office } of demoPeople)
    if (office !== undefined)
      await setUnit(server.database.write, whoIn(people, key).personId, inMap(units, office).id, admin.personId, now);
  const inspections = new Map<string, string[]>();
  const earliest = Date.parse(`${period.from}T02:00:00Z`);
  for (const visit of [...visits].sort((a, b) => b.daysAgo - a.daysAgo)) {
    const at = new Date(Math.max(earliest, workday(now.getTime() - visit.daysAgo * day)));
    const made = await makeVisit(server, {
      portal,
      visit,
      at,
      now,
      planId,
      people,
      office: found(offices, ({ slug }) => slug === visit.slug),
      unit: inMap(units, visit.slug),
    });
    inspections.set(visit.slug, [...(inspections.get(visit.slug) ?? []), made]);
  }
  const demo = { planId, people, units, inspections };
  await tellStory(server, demo, now);
  return demo;
}

function planOf(year: number, people: Demo["people"], unitIds: readonly string[]): NewPlan {
  const { id, version } = defaultChecklist;
  return {
    year,
    title: `Kế hoạch kiểm tra năm ${year} của tỉnh ${province}`,
    targetPercent: 30,
    checklist: { id, version },
    periods: [yearPeriod(year)],
    team: [
      { personId: whoIn(people, "lead").personId, position: "head", scores: false },
      { personId: whoIn(people, "first").personId, position: "secretary", scores: true },
    ],
    unitIds,
  };
}

async function makePeople({ identity }: Server): Promise<Demo["people"]> {
  const people = new Map<DemoPerson["key"], Who>();
  for (const { key, name, email, roles } of demoPeople) {
    const personId = await identity.makePerson({ name, email, password: demoPassword, roles });
    people.set(key, { personId, name, email, roles, via: "device", scope: roles.includes("unit") ? "unit" : "inspector" });
  }
  return people;
}

interface Making {
  readonly portal: string;
  readonly visit: Visit;
  readonly office: Office;
  readonly unit: Unit;
  readonly at: Date;
  readonly now: Date;
  readonly planId: string;
  readonly people: Demo["people"];
}

/** Opened when it takes place, or so long before that the unit could score itself; its id. */
async function makeVisit(server: Server, making: Making): Promise<string> {
  const { database } = server;
  const { visit, unit, at, now, planId, people } = making;
  const lead = whoIn(people, "lead").personId;
  const team = visit.inspectors.map(
    (key, i) => ({ personId: whoIn(people, key).personId, position: i === 0 ? "secretary" : "member", scores: true }) as const,
  );
  const [inspectionId = ""] = await openInspections(
    database,
    {
      planId,
      unitIds: [unit.id],
      kind: visit.kind,
      form: visit.form,
      visitedOn: vietnamDay(at),
      announced: visit.kind !== "surprise",
      team: [{ personId: lead, position: "head", scores: false }, ...team],
    },
    lead,
    new Date(visit.self || at > now ? Math.min(now.getTime(), at.getTime() - 12 * day) : at),
  );
  if (visit.self) await scoreItself(server, making, inspectionId, new Date(at.getTime() - 4 * day));
  for (const [i, sheet] of visit.sent.entries()) {
    const sentAt = new Date(Math.min(now.getTime(), at.getTime() + (i + 1) * 45 * 60_000));
    const draft = draftOf(making, sheet, { inspectionId, sentAt });
    await send(server.recorder, draft, whoIn(people, sheet.by), sentAt);
  }
  if (!visit.concluded) return inspectionId;
  const concludedAt = new Date(Math.min(now.getTime(), at.getTime() + 3 * day));
  if (visit.sent.length > 1) {
    const rest = { by: "mean", reason: "Hai phiếu chênh ít, lấy điểm trung bình." } as const;
    const settling = { inspectionId, request: { id: newId(at.getTime()), decisions: {}, rest }, actorId: lead, now: concludedAt };
    await settleInspection(database, server.keys, server.instance.instanceId, settling);
  }
  await concludeInspection(database, inspectionId, lead, concludedAt, { waiveMinutes: "Dữ liệu mẫu không kèm bản giấy." });
  return inspectionId;
}

/** The unit's own sheet, kinder than the inspectors', with a photo of its notice board as proof. */
async function scoreItself({ database, env, recorder }: Server, making: Making, inspectionId: string, at: Date): Promise<void> {
  const { visit, unit, people } = making;
  const { by, care, seed } = visit.self ?? fail("no self-score");
  const who = whoIn(people, by);
  const draft = draftOf(making, { by, care, seed }, { inspectionId, sentAt: at });
  const store = openEvidenceStore(env.dataDir);
  const place = { personId: who.personId, unitId: unit.id };
  const kept = await keepFormFile({ database, store, quota: new UploadQuota(env.uploadLimit) }, noticeBoard(), place, at);
  const proof = { type: "file", id: newId(at.getTime()), ...kept, name: "bang-niem-yet-tang-1.png", capturedAt: at.toISOString() } as const;
  const entries = Object.fromEntries(
    Object.entries(draft.entries).map(([id, entry]) => [id, { ...entry, evidence: id === "NYTT-01" ? [proof] : [] }]),
  );
  await send(recorder, { ...draft, entries }, who, at);
}

/** The sheet as its inspector filled it in, with quotations where they saw the office's website. */
function draftOf(making: Making, sheet: Sheet, { inspectionId, sentAt }: { inspectionId: string; sentAt: Date }): Draft {
  const { portal, visit, office, unit, at, planId, people } = making;
  const made = makeEntries(defaultChecklist, { ...sheet, form: visit.form, traits: office.traits ?? [] });
  const entries = Object.entries(made).map(
    ([id, entry]) => [id, visit.form === "onsite" ? entry : { ...entry, evidence: quotesFor(id, office, portal, at) }] as const,
  );
  return {
    format: 1,
    id: newId(at.getTime()),
    owner: { accountId: whoIn(people, sheet.by).personId, instanceId: "" },
    inspectionId,
    inspection: { kind: visit.kind, form: visit.form, visitedOn: vietnamDay(at), planId },
    unit,
    checklist: { id: defaultChecklist.id, version: defaultChecklist.version },
    entries: Object.fromEntries(entries),
    startedAt: at.toISOString(),
    changedAt: sentAt.toISOString(),
    revision: 1,
  };
}

async function send(recorder: Context["recorder"], draft: Draft, who: Who, at: Date): Promise<void> {
  const complete =
    toSubmission(draft, defaultChecklist, { id: newId(at.getTime()), at }) ?? fail(`the sheet of ${draft.unit.name} is not complete`);
  const submission: Submission = who.scope === "unit" ? { ...complete, stage: "self" } : complete;
  const document = canonicalJson(submission);
  await recorder.record({
    submission,
    document,
    contentHash: sha256(document),
    who,
    receivedAt: at.toISOString(),
    clockOffsetMs: 0,
    clockFarOff: false,
  });
}

const holidays = ["01-01", "04-30", "05-01", "09-02"];

/** 9 o'clock in Việt Nam on that day, or on the last working day before it. */
function workday(time: number): number {
  const today = vietnamDay(new Date(time));
  const morning = Date.parse(`${today}T02:00:00Z`);
  const free = [0, 6].includes(new Date(morning).getUTCDay()) || holidays.includes(today.slice(5));
  return free ? workday(morning - day) : morning;
}

function whoIn(people: Demo["people"], key: DemoPerson["key"]): Who {
  return inMap(people, key);
}

function inMap<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  return value ?? fail(`no ${String(key)}`);
}

function found<T>(list: readonly T[], fits: (one: T) => boolean): T {
  return list.find(fits) ?? fail("tables that do not fit together");
}

function fail(what: string): never {
  throw new Error(`the demo has ${what}`);
}
