import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { readEnv } from "../../server/host/env.ts";
import { sha256 } from "../../server/host/hash.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { addDevice, addPerson } from "../../server/people/people.ts";
import { createPlan } from "../../server/plans/plans.ts";
import { type Opened, openContext } from "../../server/serve.ts";
import { importUnits } from "../../server/units/new-units.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";

/** A province's data as the benches need them: 600 units in 12 blocks, inspectors with device tokens, a plan for each year. */
export interface Province extends Opened {
  readonly unitIds: readonly string[];
  readonly inspectors: readonly { readonly personId: string; readonly token: string }[];
  /** Of a lead, for `GET /api/results`. */
  readonly readToken: string;
  /** The plan of a year, the last one being what results show. */
  plan(year: number): Promise<string>;
  /** Opens an inspection of each unit, with two inspectors each; their ids in the units' order. */
  opens(planId: string, visitedOn: string, team: readonly string[]): Promise<string[]>;
}

export const unitCount = 600;

/** Where a bench's server keeps what it is given: a folder of its own, or with `DATABASE_URL` a database of its own. */
export type BenchEnv = { readonly DATA_DIR: string; readonly DATABASE_URL?: string; readonly AUTH_SECRET?: string };

export async function makeProvince(env: BenchEnv, inspectorCount = 20): Promise<Province> {
  const opened = await openContext(readEnv({ ...env, LOG_LEVEL: "silent" }), { log: pino({ level: "silent" }) });
  const { database } = opened.context;
  const now = new Date();
  const join = async (name: string, roles: readonly ("inspector" | "lead")[], scope: "inspector" | "lead") => {
    const personId = newId();
    const token = `pc_${randomBytes(32).toString("base64url")}`;
    await addPerson(database.write, { id: personId, email: `${name}@bench.test`, name, roles, unitId: null }, null, now);
    const dates = {
      created_at: now.toISOString(),
      expires_at: new Date(now.getTime() + 86_400_000).toISOString(),
      last_used_on: null,
      revoked_at: null,
    };
    await addDevice(database.write, {
      id: newId(),
      person_id: personId,
      token_hash: sha256(token),
      scope,
      name,
      place: "127.0.0.1",
      ...dates,
    });
    return { personId, token };
  };
  const inspectors = [];
  for (let i = 0; i < inspectorCount; i += 1) inspectors.push(await join(`thanh-tra-${i}`, ["inspector"], "inspector"));
  const lead = await join("truong-doan", ["lead"], "lead");
  const units = Array.from({ length: unitCount }, (_, i) => ({
    name: `Xã Số ${i + 1}`,
    kind: "commune" as const,
    block: `Khối ${(i % 12) + 1}`,
    websites: [{ origin: "https://tinh.test", path: `/xa-${i + 1}/` }],
  }));
  const unitIds = await importUnits(database, units, lead.personId, now);
  return {
    ...opened,
    unitIds,
    inspectors,
    readToken: lead.token,
    plan: (year) =>
      createPlan(
        database,
        {
          year,
          title: `Kiểm tra năm ${year}`,
          targetPercent: 30,
          checklist: { id: defaultChecklist.id, version: defaultChecklist.version },
          periods: [{ kind: "year", from: `${year - 1}-12-15`, to: `${year}-12-14` }],
          team: [],
          unitIds,
        },
        lead.personId,
        now,
      ),
    opens: (planId, visitedOn, team) =>
      openInspections(
        database,
        {
          planId,
          unitIds,
          kind: "planned",
          form: "both",
          visitedOn,
          announced: true,
          again: true,
          team: team.map((personId) => ({ personId, position: "member", scores: true })),
        },
        lead.personId,
        now,
      ),
  };
}
