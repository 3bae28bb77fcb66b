import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { publishChecklist } from "../../server/checklists/checklists.ts";
import { createLog } from "../../server/host/log.ts";
import { createPlan } from "../../server/plans/plans.ts";
import { importUnits, type NewUnit } from "../../server/units/new-units.ts";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { fields } from "./contract-fields.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "./server.ts";
import { makeSheet } from "./sheets.ts";
import { makeAccount, makeOffice, signedIn, type Visitor } from "./visitor.ts";

/** Who sends: each of them meets every operation. */
export const callers = ["nobody", "inspector", "colleague", "lead", "unit", "administrator", "revoked", "reader"] as const;
export type Caller = (typeof callers)[number];

/** Stands in every note and reason that is stored, and so in no log. */
export const noteMark = "ghi-chú-kín-5b1d";

/** A server with a small province on it, listening, and everything in it that requests can name. */
export interface World {
  readonly server: TestServer;
  readonly port: number;
  readonly devices: Readonly<Record<Exclude<Caller, "nobody" | "reader" | "revoked">, Device>>;
  readonly office: Device;
  /** An account of the role “unit” whose unit may be any or none. */
  readonly clerkId: string;
  readonly reader: Visitor;
  /** What proves who sends; new where it is used up by being used. */
  credentials(caller: Caller, spent?: boolean): Promise<Record<string, string>>;
  /** Ids and names by the field they stand in. */
  known(field: string): readonly string[];
  learn(field: string, value: string): void;
  /** All that was logged, one JSON line each. */
  readonly logged: readonly string[];
  /** Every token that was given out. */
  readonly tokens: readonly string[];
  close(): Promise<void>;
}

/** A checklist with bonus and penalty, and criteria of the default one. */
export const withAdjustments: Checklist = {
  ...defaultChecklist,
  version: "2027",
  adjustments: {
    cap: { bonus: 300, penalty: 500 },
    list: [
      { id: "initiative", kind: "bonus", points: 150, title: { vi: "Sáng kiến", en: "Initiative" } },
      { id: "late-report", kind: "penalty", points: 200, title: { vi: "Báo cáo muộn", en: "Late report" } },
    ],
  },
};

export async function openWorld(
  tamper: (answer: Response, request: Request) => Response | Promise<Response> = (answer) => answer,
): Promise<World> {
  const logged: string[] = [];
  const log = createLog("trace", { write: (line: string) => void logged.push(line) });
  const server = await startTestServer({ log, env: { TRUSTED_PROXY: "127.0.0.1" } });
  const { app } = server;
  const listening = serve({
    fetch: async (request, env) => tamper(await app.fetch(request, env), request),
    port: 0,
    hostname: "127.0.0.1",
  });
  await new Promise((resolve) => listening.once("listening", resolve));
  const administrator = await makeDevice(server, app, server.asInspector("quan").personId, "lead");
  const account = await makeOffice(server, "Office", server.unitIds[0] ?? "");
  const office = await makeDevice(server, app, account.id, "unit");
  const devices = {
    inspector: server.asInspector("an"),
    colleague: server.asInspector("binh"),
    lead: server.asLead(),
    unit: office,
    administrator,
  };
  const reader = await signedIn(server, (await makeAccount(server, "Reader", ["unit"])).email);
  const tokens = Object.values(devices).map(({ token }) => token);
  const learnt = await settle(server);
  const scopes = { inspector: "inspector", colleague: "inspector", lead: "lead", unit: "unit", administrator: "lead" } as const;
  const newToken = async (caller: keyof typeof scopes) => {
    // Of a person of their own: how many devices one lets in within minutes is limited.
    const owner =
      scopes[caller] === "lead" ? devices[caller].personId : (await makeAccount(server, `Owner ${tokens.length}`, [scopes[caller]])).id;
    const { token } = await makeDevice(server, app, owner, scopes[caller]);
    tokens.push(token);
    return token;
  };
  const revoked = await newToken("inspector");
  await app.request("/api/device/revoke", { method: "POST", headers: { authorization: `Bearer ${revoked}` } });
  return {
    server,
    port: (listening.address() as AddressInfo).port,
    devices,
    office,
    clerkId: (await makeAccount(server, "Clerk", ["unit"])).id,
    reader,
    logged,
    tokens,
    async credentials(caller, spent = false) {
      if (caller === "nobody") return {};
      if (caller === "reader") return { cookie: [...reader.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
      if (caller === "revoked") return { authorization: `Bearer ${revoked}` };
      return { authorization: `Bearer ${spent ? await newToken(caller) : devices[caller].token}` };
    },
    known: (field) => learnt.get(fields[field] ?? field) ?? [],
    learn: (field, value) => learnt.set(field, [...(learnt.get(field) ?? []), value]),
    async close() {
      await new Promise((resolve) => listening.close(resolve));
      await server.remove();
    },
  };
}

const moreUnits: readonly NewUnit[] = Array.from({ length: 40 }, (_, i) => ({
  name: `Xã Số ${i + 1}`,
  kind: i % 2 === 0 ? "commune" : "ward",
  block: "Cấp xã",
  websites: [],
  code: `X${i + 1}`,
}));

/** Units, plans, inspections in every state, people, files: what was there before the first request. */
async function settle(server: TestServer): Promise<Map<string, readonly string[]>> {
  const { database } = server.context;
  await publishChecklist(database, withAdjustments, "system", new Date());
  const spareUnits = await importUnits(database, moreUnits, "quan", new Date());
  const member = { personId: server.asInspector("an").personId, position: "member" as const, scores: true };
  const { id, version } = defaultChecklist;
  const periods = [{ kind: "year" as const, from: "2025-12-15", to: "2026-12-14" }];
  const sparePlan = await createPlan(
    database,
    { year: 2026, title: "Kế hoạch để thử", targetPercent: 30, checklist: { id, version }, periods, team: [member], unitIds: spareUnits },
    "quan",
    new Date(),
  );
  const inspections: string[] = [];
  const sheets: string[] = [];
  for (const [unit, sent] of [0, 1, 2, 2, 2, 1].entries()) {
    const at = await server.opens({ unit: unit % 5, team: ["an", "binh"], form: unit === 5 ? "remote" : "both" });
    inspections.push(at.inspectionId);
    for (const name of (["an", "binh"] as const).slice(0, sent)) {
      const sheet = marked(
        makeSheet({ ...at, form: unit === 5 ? "remote" : "both", seed: unit + 3, unitTraits: unit === 4 ? ["noDesk"] : [] }),
      );
      const answer = await server.asInspector(name).submits(sheet);
      if (answer.status !== 201) throw new Error(`a sheet was answered ${answer.status}: ${await answer.text()}`);
      sheets.push(sheet.id);
    }
  }
  const { criteria, areas, unitTraits } = defaultChecklist;
  const people = (["an", "binh", "chi", "lan", "quan"] as const).map((name) => server.asInspector(name).personId);
  return new Map<string, readonly string[]>([
    ["units", [...server.unitIds, ...spareUnits]],
    ["spare units", spareUnits],
    ["plans", [server.planId, sparePlan]],
    ["spare plans", [sparePlan]],
    ["periods", [server.periodId]],
    ["inspections", inspections],
    ["submissions", sheets],
    ["people", people],
    ["criteria", criteria.map(({ id }) => id)],
    ["areas", areas.map(({ id }) => id)],
    ["traits", Object.keys(unitTraits)],
    ["blocks", ["Sở, ban, ngành", "Cấp xã"]],
    ["adjustments", ["initiative", "late-report"]],
    ["checklist names", [defaultChecklist.id]],
    ["checklist versions", [defaultChecklist.version, withAdjustments.version]],
    ["codes", ["1.000001", "1.000002", "X1"]],
    ["reasons", [noteMark]],
  ]);
}

/** The same sheet with a mark in every note. */
export function marked(sheet: Submission): Submission {
  return { ...sheet, entries: Object.fromEntries(Object.entries(sheet.entries).map(([id, entry]) => [id, { ...entry, note: noteMark }])) };
}
