import { canonicalJson } from "../../shared/canonical.ts";
import { type Criterion, criteriaOf } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Field } from "../../shared/field.ts";
import { newId } from "../../shared/id.ts";
import type { Inspection, Plan } from "../../shared/plans/plan.ts";
import type { Answer, Entry } from "../../shared/sheets/answer.ts";
import { type Draft, toSubmission } from "../../shared/sheets/draft.ts";
import type { Unit } from "../../shared/units/unit.ts";

export const me = { accountId: "lan", name: "Trần Thị Lan", email: "lan@snv.example", roles: ["inspector" as const] };
export const server = { instanceId: "snv-1", epoch: 1, version: "0.1.0", serverTime: "2026-11-22T01:00:00.000Z" };
export const plan: Plan = {
  id: "01990000-0000-7000-8000-00000000000a",
  year: 2026,
  title: "Kế hoạch kiểm tra năm 2026",
  targetPercent: 30,
  checklist: { id: defaultChecklist.id, version: defaultChecklist.version },
  periods: [{ id: "01990000-0000-7000-8000-00000000000b", kind: "year", from: "2025-12-15", to: "2026-12-14" }],
};

export function unit(name: string, more: Partial<Unit> = {}): Unit {
  return { id: newId(), name, kind: "commune", block: "Khối xã", websites: [], traits: [], closedOn: null, ...more };
}

export function inspection(of: Unit, more: Partial<Inspection> = {}): Inspection {
  const { checklist } = plan;
  const team = { position: "member" as const, otherInspectors: 0, concludedAt: null };
  return {
    id: newId(),
    planId: plan.id,
    kind: "combined",
    form: "both",
    visitedOn: "2026-11-22",
    state: "open",
    checklist,
    unit: of,
    ...team,
    ...more,
  };
}

export function field(inspections: readonly Inspection[], more: Partial<Field> = {}): Field {
  const units = inspections.map((one) => one.unit);
  return { server, me, plans: [plan], units, inspections: [...inspections], checklists: [defaultChecklist], current: [], ...more };
}

export function draft(of: Inspection, more: Partial<Draft> = {}): Draft {
  const { kind, form, visitedOn, planId, checklist } = of;
  return {
    format: 1,
    id: newId(),
    owner: { accountId: me.accountId, instanceId: server.instanceId },
    inspectionId: of.id,
    inspection: { kind, form, visitedOn, planId },
    unit: of.unit,
    checklist,
    entries: {},
    startedAt: "2026-11-22T01:00:00.000Z",
    changedAt: "2026-11-22T01:00:00.000Z",
    revision: 0,
    ...more,
  };
}

/** Every criterion of the form answered with its best answer. */
export function fullEntries(form: Draft["inspection"]["form"] = "both"): Record<string, Entry> {
  return Object.fromEntries(
    criteriaOf(defaultChecklist, form).map((criterion) => [criterion.id, { answer: best(criterion), note: "", evidence: [] }]),
  );
}

export function fullDraft(of: Inspection, more: Partial<Draft> = {}): Draft {
  return draft(of, { entries: fullEntries(of.form), ...more });
}

/** The bytes the desk would queue. */
export function bytesOf(sheet: Draft, id: string): string {
  const submission = toSubmission(sheet, defaultChecklist, { id, at: new Date("2026-11-22T02:00:00Z") });
  if (!submission) throw new Error("the sample sheet is not complete");
  return canonicalJson(submission);
}

function best({ method }: Criterion): Answer {
  switch (method.type) {
    case "boolean":
      return { type: "boolean", yes: method.yes >= method.no };
    case "levels":
      return {
        type: "levels",
        level: method.levels.findIndex(({ points }) => points === Math.max(...method.levels.map((level) => level.points))),
      };
    case "checklist":
      return { type: "checklist", ticked: method.items.map((item) => item.key) };
    case "ratio":
      return { type: "ratio", numerator: 40, denominator: 40 };
    case "deduct":
      return { type: "deduct", counts: method.rules.map(() => 0) };
  }
}
