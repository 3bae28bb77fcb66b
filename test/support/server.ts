import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { readEnv } from "../../server/host/env.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { createPlan, type TeamMember } from "../../server/plans/plans.ts";
import { createApp, type Opened, openContext } from "../../server/serve.ts";
import { importUnits, type NewUnit } from "../../server/units/new-units.ts";
import type { InspectionForm } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { makeNamedPeople, newPeopledDatabase, type PersonName, people } from "./named-people.ts";
import { browserOf, getsToken, keepsSignedIn, signsDeviceIn } from "./newcomers.ts";
import { newDatabase, projectSocket, type StoredData } from "./stored-data.ts";
import { makeVisitor } from "./visitor.ts";

export type { PersonName };

export const units = [
  { name: "Sở Y tế", kind: "department", block: "Sở, ban, ngành", websites: [{ origin: "https://soyte.test", path: "/" }] },
  { name: "Sở Xây dựng", kind: "department", block: "Sở, ban, ngành", websites: [] },
  { name: "Sở Tài chính", kind: "department", block: "Sở, ban, ngành", websites: [] },
  { name: "Xã Suối Ngàn", kind: "commune", block: "Cấp xã", websites: [{ origin: "https://tinh.test", path: "/suoi-ngan/" }] },
  { name: "Phường Bến Đá", kind: "ward", block: "Cấp xã", websites: [], traits: ["noDesk"] },
] as const satisfies readonly NewUnit[];

/** One person's device: the field's verbs over real HTTP requests. */
export interface Device {
  readonly personId: string;
  readonly token: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends the sheet's bytes. */
  submits(sheet: Submission, headers?: Record<string, string>): Promise<Response>;
  withdraws(id: string, reason?: string): Promise<Response>;
}

interface Opening {
  readonly unit?: number;
  readonly form?: InspectionForm;
  readonly visitedOn?: string;
  readonly team?: readonly PersonName[];
}

export interface TestServer extends Opened {
  readonly dataDir: string;
  readonly stored: StoredData;
  readonly app: ReturnType<typeof createApp>;
  readonly planId: string;
  readonly periodId: string;
  readonly unitIds: readonly string[];
  readonly anonymous: Device["fetch"];
  asInspector(name: PersonName): Device;
  /** Reads results with a token of the scope `lead`. */
  asLead(): Device;
  /** Opens an inspection of the n-th unit, by An alone unless a team is named. */
  opens(inspection?: {
    unit?: number;
    form?: InspectionForm;
    visitedOn?: string;
    team?: readonly PersonName[];
  }): Promise<{ inspectionId: string; unitId: string }>;
  /** What is stored: rows of every table that a submission could touch. */
  counts(): Record<string, number>;
  /** A second handle on the same database, as an intruder or an administrator with a shell would have. */
  tampers(change: (database: Pick<StoredData, "exec">) => void): void;
  /** Closes everything and removes the folder. */
  remove(): Promise<void>;
}

interface Surroundings {
  readonly now?: () => Date;
  readonly env?: Readonly<Record<string, string>>;
  /** A PostgreSQL of the test's own; `null`: SQLite, whatever the project. */
  readonly socket?: string | null | undefined;
  /** Absent: nothing is said. */
  readonly log?: Logger;
  /** A server of its own from its first start, as a second one is: another instance with other keys. Otherwise one of the run's copies. */
  readonly fresh?: boolean;
}

/** A clock that stands after every visit of the tests' years to come: a visit after the day of receipt is refused. */
export const longAfter = () => new Date("2099-06-01T03:00:00Z");

const counted = ["submissions", "summaries", "audit", "inspections", "positions", "not_applicable_decisions"] as const;

/** A server on a folder of its own: real files, the whole HTTP stack, named people, five units, one plan. */
export async function startTestServer({
  now = () => new Date(),
  env = {},
  socket = projectSocket() ?? null,
  log = pino({ level: "silent" }),
  fresh,
}: Surroundings = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-"));
  const { stored, named } = fresh
    ? { stored: newDatabase(dataDir, socket), named: undefined }
    : await newPeopledDatabase({ dataDir, socket, now: now() });
  const opened = await openContext(readEnv({ DATA_DIR: dataDir, LOG_LEVEL: "silent", ...stored.env, ...env }), { log, now });
  const { context } = opened;
  const app = createApp(context);
  const who = named ?? (await makeNamedPeople(opened));
  for (const name of personNames) keepsSignedIn(app, who[name].id, makeVisitor(app, undefined, { cookies: who[name].cookies }));
  const ids = byName((name) => who[name].id);
  const devices = byName((name) => deviceOf(app, ids[name], who[name].token));
  const lead = deviceOf(app, ids.lan, who.lead);
  const unitIds = await importUnits(context.database, units, ids.quan, now());
  const team = [member(ids.an)];
  const planId = await createPlan(context.database, { ...plan, team, unitIds }, ids.quan, now());
  const period = await context.database.read.selectFrom("periods").select("id").where("plan_id", "=", planId).executeTakeFirstOrThrow();
  return {
    ...opened,
    dataDir,
    app,
    planId,
    periodId: period.id,
    unitIds,
    anonymous: async (path, init) => app.request(path, init),
    asInspector: (name) => devices[name],
    asLead: () => lead,
    async opens({ unit = 0, form = "both", visitedOn = "2026-10-05", team: names = ["an"] as const }: Opening = {}) {
      const unitId = unitIds[unit] ?? "";
      const [inspectionId = ""] = await openInspections(
        context.database,
        {
          planId,
          unitIds: [unitId],
          kind: "planned",
          form,
          visitedOn,
          announced: true,
          again: true,
          team: names.map((name) => member(ids[name])),
        },
        ids.lan,
        now(),
      );
      return { inspectionId, unitId };
    },
    stored,
    counts: () => stored.counts(counted),
    tampers: (change) => change(stored),
    async remove() {
      await opened.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const plan = {
  year: 2026,
  title: "Kiểm tra năm 2026",
  targetPercent: 30,
  checklist: { id: defaultChecklist.id, version: defaultChecklist.version },
  periods: [{ kind: "year" as const, from: "2025-12-15", to: "2026-12-14" }],
};

const personNames = Object.keys(people) as PersonName[];

function byName<T>(make: (name: PersonName) => T): Record<PersonName, T> {
  return Object.fromEntries(personNames.map((name) => [name, make(name)])) as Record<PersonName, T>;
}

function member(personId: string): TeamMember {
  return { personId, position: "member", scores: true };
}

/**
 * A device, or a program with a token, signed in by its owner as everybody does it: a device is an inspector's or a unit's by what its
 * owner is; `lead` is a token that leads and administrators make on their page.
 */
export async function makeDevice(
  { context }: Opened,
  app: ReturnType<typeof createApp>,
  personId: string,
  scope: "inspector" | "lead" | "unit",
): Promise<Device> {
  const owner = await browserOf({ context, app }, personId);
  return deviceOf(app, personId, scope === "lead" ? await getsToken(owner) : await signsDeviceIn(app, owner));
}

/** Whoever has this token. */
export function deviceOf(app: ReturnType<typeof createApp>, personId: string, token: string): Device {
  const fetch = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    // As every client does: a key of its own for each request; who tries a retry names it.
    if (init.method === "POST" && !headers.has("idempotency-key")) headers.set("idempotency-key", newId());
    // And it changes only what it has read.
    const changes = init.method === "PATCH" || (init.method === "PUT" && /\/adjustments$|^\/api\/calendar\//.test(path));
    if (changes && !headers.has("if-match")) headers.set("if-match", (await fetch(path)).headers.get("etag") ?? "");
    return await app.request(path, { ...init, headers });
  };
  const put = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(path, { method: "PUT", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  return {
    personId,
    token,
    fetch,
    submits: (sheet, headers) => put(`/api/submissions/${sheet.id}`, sheet, headers),
    withdraws: (id, reason = "Chọn nhầm đơn vị") => put(`/api/submissions/${id}/withdrawal`, { reason, at: new Date().toISOString() }),
  };
}
