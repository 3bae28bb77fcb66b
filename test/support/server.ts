import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { createApp } from "../../server/app.ts";
import { openInspections } from "../../server/database/inspections.ts";
import { addDevice, addPerson } from "../../server/database/people.ts";
import { createPlan, type TeamMember } from "../../server/database/plans.ts";
import { importUnits, type NewUnit } from "../../server/database/units.ts";
import { readEnv } from "../../server/env.ts";
import { sha256 } from "../../server/hash.ts";
import { type Opened, openContext } from "../../server/serve.ts";
import type { Role } from "../../shared/api.ts";
import type { InspectionForm } from "../../shared/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/submission.ts";
import { newDatabase, type StoredData } from "./stored-data.ts";

/** Who appears in the tests. Bình and An inspect, Lan leads, Quân administers. */
const people = {
  an: { name: "Lê Thị An", roles: ["inspector"] },
  binh: { name: "Trần Văn Bình", roles: ["inspector"] },
  chi: { name: "Hoàng Kim Chi", roles: ["inspector"] },
  lan: { name: "Phạm Ngọc Lan", roles: ["lead", "inspector"] },
  quan: { name: "Đỗ Minh Quân", roles: ["admin"] },
} as const satisfies Record<string, { name: string; roles: readonly Role[] }>;
export type PersonName = keyof typeof people;

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
}

/** A clock that stands after every visit of the tests' years to come: a visit after the day of receipt is refused. */
export const longAfter = () => new Date("2099-06-01T03:00:00Z");

const counted = ["submissions", "summaries", "audit", "inspections", "positions", "not_applicable_decisions"] as const;

/** A server on a folder of its own: real files, the whole HTTP stack, named people, five units, one plan. */
export async function startTestServer({ now = () => new Date(), env = {}, socket, log = pino({ level: "silent" }) }: Surroundings = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-"));
  const stored = newDatabase(dataDir, socket);
  const opened = await openContext(readEnv({ DATA_DIR: dataDir, LOG_LEVEL: "silent", ...stored.env, ...env }), { log, now });
  const { context } = opened;
  const app = createApp(context);
  const ids = Object.fromEntries(Object.keys(people).map((name) => [name, newId()])) as Record<PersonName, string>;
  for (const [name, person] of Object.entries(people) as [PersonName, (typeof people)[PersonName]][]) {
    await addPerson(context.database.write, { id: ids[name], email: `${name}@cham.test`, unitId: null, ...person }, null, now());
  }
  const devices = Object.fromEntries(
    await Promise.all((Object.keys(people) as PersonName[]).map(async (name) => [name, await makeDevice(opened, app, ids[name], "inspector", now())])),
  ) as Record<PersonName, Device>;
  const lead = await makeDevice(opened, app, ids.lan, "lead", now());
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
        { planId, unitIds: [unitId], kind: "planned", form, visitedOn, announced: true, again: true, team: names.map((name) => member(ids[name])) },
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

function member(personId: string): TeamMember {
  return { personId, position: "member", scores: true };
}

/** A device that is signed in already, without the way there. */
export async function makeDevice(
  { context }: Opened,
  app: ReturnType<typeof createApp>,
  personId: string,
  scope: "inspector" | "lead" | "unit",
  now: Date,
): Promise<Device> {
  const token = `pc_${randomBytes(32).toString("base64url")}`;
  const device = { id: newId(), person_id: personId, token_hash: sha256(token), scope, name: "Máy thử", place: "127.0.0.1" };
  const dates = { created_at: now.toISOString(), expires_at: new Date(now.getTime() + 86_400_000).toISOString(), last_used_on: null, revoked_at: null };
  await addDevice(context.database.write, { ...device, ...dates });
  const fetch = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    // As every client does: a key of its own for each request; who tries a retry names it.
    if (init.method === "POST" && !headers.has("idempotency-key")) headers.set("idempotency-key", newId());
    // And it changes only what it has read.
    const changes = init.method === "PATCH" || (init.method === "PUT" && path.endsWith("/adjustments"));
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
