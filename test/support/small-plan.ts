import { expect } from "vitest";
import { publishChecklist } from "../../server/checklists/checklists.ts";
import { concludeInspection } from "../../server/decisions/conclude.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { createPlan, type NewPlan } from "../../server/plans/plans.ts";
import { importUnits, type NewUnit } from "../../server/units/new-units.ts";
import type { Checklist, Criterion, InspectionForm, Method } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { InspectionKind } from "../../shared/plans/plan.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { concludeUnsettled } from "./earlier-conclusion.ts";
import type { PersonName, TestServer } from "./server.ts";
import { makeSheet } from "./sheets.ts";

const words = (vi: string) => ({ vi, en: vi });

/** A criterion in one line. */
export function criterion(id: string, area: string, maxPoints: number, method: Method, more: Partial<Criterion> = {}): Criterion {
  return { id, area, title: words(id), maxPoints, method, forms: ["remote", "onsite"], evidence: ["documents"], legal: [], ...more };
}

/** `maxPoints × numerator ÷ denominator`, or by thresholds. */
export function ratio(numerator: string, denominator: string, thresholds: { min: number; points: number }[] | null = null): Method {
  return { type: "ratio", numerator: words(numerator), denominator: words(denominator), formula: "", thresholds };
}

/** A checklist of these criteria, with the default one's bands. */
export function checklistOf(version: string, criteria: readonly Criterion[], more: Partial<Checklist> = {}): Checklist {
  const areas = [...new Set(criteria.map(({ area }) => area))].map((id) => ({ id, title: words(id), short: words(id) }));
  return { ...defaultChecklist, id: "small", version, areas, criteria: [...criteria], ...more };
}

/** A count of a count, as the inspector writes it. */
export function counted(numerator: number, denominator: number, contradictionReason?: string): Answer {
  return { type: "ratio", numerator, denominator, ...(contradictionReason !== undefined && { contradictionReason }) };
}

export interface SmallPlan {
  readonly planId: string;
  readonly unitIds: readonly string[];
  readonly periodIds: readonly string[];
  readonly checklist: Checklist;
  /** Opens an inspection of the n-th unit; each inspector named sends their answers; it is concluded unless said otherwise. */
  visits(unit: number, visit: Visit): Promise<{ inspectionId: string; sheets: Submission[] }>;
}

interface Visit {
  readonly visitedOn: string;
  readonly form?: InspectionForm;
  readonly kind?: InspectionKind;
  /** Absent or empty: nobody has sent. */
  readonly answers?: Partial<Record<PersonName, Readonly<Record<string, Answer>>>>;
  readonly team?: readonly PersonName[];
  readonly concluded?: boolean;
  /** The one that the plan has now, where it is another than at first. */
  readonly checklist?: Checklist;
  /** The unit's on the day, as the device knows them. */
  readonly unitTraits?: readonly string[];
}

interface SmallPlanOf {
  readonly checklist: Checklist;
  /** New units, or the ids of some that are there. */
  readonly units: readonly NewUnit[] | readonly string[];
  readonly year?: number;
  readonly periods?: NewPlan["periods"];
  readonly targetPercent?: number;
  /** When the plan is made. */
  readonly madeAt?: Date;
}

/** A plan of its own on a test server, through the functions that the pages use, with its checklist published. */
export async function makeSmallPlan(server: TestServer, of: SmallPlanOf): Promise<SmallPlan> {
  const { database } = server.context;
  const { checklist, year = 2030, madeAt = new Date() } = of;
  await publishChecklist(database, checklist, "system", madeAt);
  const given = of.units.filter((unit) => typeof unit === "string");
  const unitIds =
    given.length > 0
      ? given
      : await importUnits(
          database,
          of.units.filter((unit) => typeof unit !== "string"),
          "quan",
          madeAt,
        );
  const periods = of.periods ?? [{ kind: "year" as const, from: `${year - 1}-12-15`, to: `${year}-12-14` }];
  const { id, version } = checklist;
  const planId = await createPlan(
    database,
    { year, title: `Kế hoạch ${year}`, targetPercent: of.targetPercent ?? 30, checklist: { id, version }, periods, team: [], unitIds },
    "quan",
    madeAt,
  );
  const stored = await database.read.selectFrom("periods").selectAll().where("plan_id", "=", planId).execute();
  const periodIds = periods.map(({ kind, from }) => stored.find((period) => period.kind === kind && period.from_day === from)?.id ?? "");
  return {
    planId,
    unitIds,
    periodIds,
    checklist,
    async visits(
      unit,
      { visitedOn, form = "both", kind = "planned", answers = {}, team, concluded = true, checklist: own = checklist, unitTraits = [] },
    ) {
      const names = team ?? (Object.keys(answers) as PersonName[]);
      const unitId = unitIds[unit] ?? "";
      const members = names.map((name) => ({ personId: server.asInspector(name).personId, position: "member" as const, scores: true }));
      const [inspectionId = ""] = await openInspections(
        database,
        { planId, unitIds: [unitId], kind, form, visitedOn, announced: true, again: true, team: members },
        "lan",
        madeAt,
      );
      const sheets: Submission[] = [];
      for (const [name, given] of Object.entries(answers) as [PersonName, Readonly<Record<string, Answer>>][]) {
        const sheet = makeSheet({ inspectionId, unitId, form, visitedOn, checklist: own, answers: given, unitTraits });
        const answer = await server.asInspector(name).submits(sheet);
        expect(answer.status, await answer.clone().text()).toBe(201);
        sheets.push(sheet);
      }
      const lan = server.asInspector("lan").personId;
      if (concluded && sheets.length === 1)
        await concludeInspection(database, inspectionId, lan, madeAt, { waiveMinutes: "Biên bản giấy nộp sau" });
      // Nothing is settled here: of several sheets what counts is the mean, whether or not they differ.
      if (concluded && sheets.length > 1) await concludeUnsettled(server, inspectionId, lan, madeAt);
      return { inspectionId, sheets };
    },
  };
}

/** What a lead's token is answered. */
export async function askAsLead(server: TestServer, path: string) {
  const answer = await server.asLead().fetch(path);
  return { status: answer.status, body: await answer.json() };
}
