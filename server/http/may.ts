import type { Role } from "../../shared/people/sign-in.ts";
import type { TokenScope, Who } from "../ledger/who.ts";

/**
 * Who may call a route: anybody; a token of one of these scopes (and, where named, of somebody with one of these roles); or a web session
 * with one of these roles. What a `lead` token may GET, a `read` token may too, and nothing else.
 */
export type Rule =
  | "anyone"
  | { readonly token: readonly TokenScope[]; readonly roles?: readonly Role[] }
  | { readonly session: readonly Role[] };

const everybody: readonly Role[] = ["inspector", "lead", "unit", "admin"];
const leads: readonly Role[] = ["lead", "admin"];
/** Head or secretary of an inspection may be nothing but an inspector; which inspection it is, the route asks. */
const writers: readonly Role[] = ["inspector", "lead", "admin"];
const units: readonly Role[] = ["unit"];
const administrators: readonly Role[] = ["admin"];

/**
 * Who may do what: one row per route, as it is registered. A route without a row answers nobody, and a test walks every route × every
 * role. What depends on a position in an inspection, or on whose submission it is, the route asks on top of this.
 */
export const routes: Readonly<Record<string, Rule>> = {
  "GET /healthz": "anyone",
  "GET /readyz": "anyone",
  "GET /openapi.json": "anyone",

  "GET /api/keys": "anyone",
  "POST /api/device/code": "anyone",
  "POST /api/device/token": "anyone",
  "POST /api/device/revoke": { token: ["inspector", "lead", "unit", "read"] },
  "GET /api/server": { token: ["inspector", "lead", "unit"] },
  "GET /api/me": { token: ["inspector", "lead", "unit"] },
  "GET /api/field": { token: ["inspector"] },
  "GET /api/submissions": { token: ["inspector", "unit"] },
  "GET /api/submissions/:id": { token: ["inspector", "unit"] },
  "PUT /api/submissions/:id": { token: ["inspector", "unit"] },
  "PUT /api/submissions/:id/withdrawal": { token: ["inspector", "unit"] },
  "GET /api/self-scores": { token: ["unit"] },
  "GET /api/people/links": { token: ["lead"], roles: administrators },
  "PUT /api/people/links/:linkId/cancellation": { token: ["lead"], roles: administrators },
  "PUT /api/people/:id/unit": { token: ["lead"], roles: administrators },
  "GET /api/inspections/:id/stages": { token: ["inspector", "lead", "unit"] },
  "GET /api/inspections/:id/history": { token: ["lead"] },
  "POST /api/inspections/:id/appraisal": { token: ["lead"] },
  "GET /api/inspections/:id/choices": { token: ["lead"] },
  "PUT /api/inspections/:id/choices/:criterion": { token: ["lead"] },
  "POST /api/inspections/:id/choices/:criterion/reopen": { token: ["lead"] },
  "POST /api/inspections/:id/choices": { token: ["lead"] },
  "POST /api/inspections/:id/return": { token: ["lead"] },
  "POST /api/inspections/:id/return/undo": { token: ["lead"] },
  "GET /api/inspections/:id/evidence": { token: ["lead"] },
  "PUT /api/evidence/:sha256": { token: ["inspector", "lead", "unit"] },
  "GET /api/evidence/:sha256": { token: ["inspector", "lead", "unit"] },
  "POST /api/evidence/:sha256/deletion": { token: ["lead"], roles: administrators },
  "GET /api/inspections/:id/explanations": { token: ["lead", "unit"] },
  "PUT /api/inspections/:id/explanations/:explanationId": { token: ["lead"] },
  "PUT /api/explanations/:id/answers/:answerId": { token: ["unit"] },
  "GET /api/inspections/:id/objections": { token: ["lead", "unit"] },
  "PUT /api/inspections/:id/objections/:objectionId": { token: ["unit"] },
  "PUT /api/objections/:id/answer": { token: ["lead"] },
  "GET /api/inspections/:id/corrections": { token: ["lead"] },
  "PUT /api/inspections/:id/corrections/:correctionId": { token: ["lead"] },
  "PUT /api/corrections/:id/answer": { token: ["lead"] },
  "GET /api/findings": { token: ["inspector", "lead", "unit"] },
  "GET /api/inspections/:id/findings": { token: ["inspector", "lead", "unit"] },
  "PUT /api/findings/:id": { token: ["lead"] },
  "PUT /api/findings/:id/responsible": { token: ["lead"] },
  "PUT /api/findings/:id/answers/:stepId": { token: ["unit"] },
  "PUT /api/findings/:id/verdicts/:stepId": { token: ["lead"] },
  "GET /api/deviations": { token: ["lead"] },
  "GET /api/not-applicable": { token: ["lead"] },
  "POST /api/inspections/:id/not-applicable": { token: ["lead"] },
  "POST /api/inspections/:id/excuse": { token: ["lead"] },
  "POST /api/inspections/:id/excuse/undo": { token: ["lead"] },
  "GET /api/late": { token: ["lead"] },
  "POST /api/inspections/:id/late": { token: ["lead"] },
  "POST /api/inspections/:id/conclusion": { token: ["lead"] },
  "GET /api/results": { token: ["lead"] },
  "GET /api/results.csv": { token: ["lead"] },
  "GET /api/results.xlsx": { token: ["lead"] },
  "GET /api/answers.csv": { token: ["lead"] },
  "GET /api/results/criteria": { token: ["lead"] },
  "GET /api/results/ranking": { token: ["lead"] },
  "GET /api/results/change": { token: ["lead"] },
  "GET /api/results/trace": { token: ["lead"] },
  "GET /api/results/sensitivity": { token: ["lead"] },
  "GET /api/inspections/:id/agreement": { token: ["lead"] },
  "GET /api/agreement": { token: ["lead"] },
  "GET /api/indicators": { token: ["lead"] },
  "GET /api/coverage": { token: ["lead"] },
  "GET /api/units": { token: ["inspector", "lead"] },
  "GET /api/units/by-address": { token: ["inspector", "lead"] },
  "GET /api/units/:id": { token: ["inspector", "lead"] },
  "POST /api/units": { token: ["lead"], roles: administrators },
  "POST /api/units/events": { token: ["lead"], roles: administrators },
  "POST /api/units/import": { token: ["lead"], roles: administrators },
  "POST /api/units/:id/changes": { token: ["lead"], roles: administrators },
  "GET /api/catalogue": { token: ["inspector", "lead"] },
  "GET /api/catalogue/versions": { token: ["lead"] },
  "POST /api/catalogue/import": { token: ["lead"] },
  "POST /api/catalogue/ends": { token: ["lead"] },
  "GET /api/checklists": { token: ["lead"] },
  "GET /api/checklists/:id/:version": { token: ["lead"] },
  "PUT /api/checklists/:id/:version": { token: ["lead"] },
  "POST /api/checklists/:id/:version/publication": { token: ["lead"] },
  "GET /api/checklists/:id/:version/changes": { token: ["lead"] },
  "GET /api/people": { token: ["lead"] },
  "GET /api/people/units": { token: ["lead"], roles: administrators },
  "POST /api/people/invitations": { token: ["lead"], roles: administrators },
  "GET /api/plans": { token: ["lead"] },
  "GET /api/plans/:id": { token: ["lead"] },
  "POST /api/plans": { token: ["lead"] },
  "PATCH /api/plans/:id": { token: ["lead"] },
  "GET /api/calendar": { token: ["lead"] },
  "GET /api/calendar/:year": { token: ["lead"] },
  "PUT /api/calendar/:year": { token: ["lead"] },
  "GET /api/inspections": { token: ["lead"] },
  "GET /api/inspections/:id": { token: ["lead"] },
  "POST /api/inspections": { token: ["lead"] },
  "PATCH /api/inspections/:id": { token: ["lead"] },
  "POST /api/inspections/:id/cancellation": { token: ["lead"] },
  "POST /api/inspections/:id/handover": { token: ["lead"] },
  "GET /api/inspections/:id/adjustments": { token: ["lead"] },
  "PUT /api/inspections/:id/adjustments": { token: ["lead"] },

  "GET /api/inspections/:id/documents": { token: ["lead"] },
  "PUT /api/inspections/:id/documents/:documentId": { token: ["lead"] },
  "GET /api/inspections/:id/documents/:documentId/file": { token: ["lead"] },

  "GET /assets/style.css": "anyone",
  "GET /assets/icon.svg": "anyone",
  "GET /assets/board.js": "anyone",
  "GET /assets/copy.js": "anyone",
  "GET /assets/evidence.js": "anyone",
  "GET /assets/findings.js": "anyone",
  "GET /assets/verdict.js": "anyone",
  "GET /assets/ranking.js": "anyone",
  "GET /assets/settle.js": "anyone",
  "GET /assets/self-score.js": "anyone",
  "GET /assets/upload.js": "anyone",
  "GET /extension": "anyone",
  "GET /extension/:file": "anyone",
  "GET /sign-in": "anyone",
  "POST /sign-in": "anyone",
  "GET /setup/:token": "anyone",
  "POST /setup/:token": "anyone",
  "GET /invitation/:token": "anyone",
  "POST /invitation/:token": "anyone",
  "GET /password/:token": "anyone",
  "POST /password/:token": "anyone",

  "GET /verify": "anyone",
  "POST /verify": "anyone",
  "GET /verify/:code": "anyone",

  "GET /": { session: everybody },
  "POST /sign-out": { session: everybody },
  "GET /device": { session: ["inspector", "unit"] },
  "POST /device": { session: ["inspector", "unit"] },
  "GET /account": { session: everybody },
  "POST /account/password": { session: everybody },
  "POST /account/devices/:id/revoke": { session: everybody },
  "POST /account/sign-out-everywhere": { session: everybody },
  "POST /account/token": { session: leads },

  "GET /results": { session: leads },
  "GET /units/:unitId": { session: leads },
  "GET /inspections": { session: ["inspector", "lead", "admin"] },
  "GET /inspections.xlsx": { session: ["inspector", "lead", "admin"] },
  "POST /inspections/:id/reminder": { session: leads },
  "GET /inspections/:id/change": { session: leads },
  "POST /inspections/:id/change": { session: leads },
  "GET /inspections/:id/settle": { session: ["inspector", "lead", "admin"] },
  "POST /inspections/:id/settle": { session: leads },
  "GET /inspections/:id/settle/pulse": { session: ["inspector", "lead", "admin"] },
  "GET /inspections/:id": { session: writers },
  "GET /inspections/:id/evidence/:sha256": { session: writers },
  "GET /inspections/:id/evidence/:submission/:criterion/:at": { session: writers },
  "GET /inspections/:id/evidence/:sha256/file": { session: writers },
  "POST /inspections/:id/evidence/:sha256/deletion": { session: administrators },
  "GET /findings": { session: leads },
  "GET /findings.csv": { session: leads },
  "GET /findings.xlsx": { session: leads },
  "GET /findings/:id": { session: leads },
  "POST /findings/:id/verdict": { session: leads },
  "POST /findings/:id/responsible": { session: leads },
  "GET /inspections/:id/findings": { session: leads },
  "POST /inspections/:id/findings": { session: leads },
  "GET /inspections/:id/correct": { session: leads },
  "POST /inspections/:id/correct": { session: leads },
  "POST /corrections/:id/answer": { session: leads },
  "GET /inspections/:id/conclude": { session: leads },
  "POST /inspections/:id/conclude": { session: leads },
  "POST /inspections/:id/excuse": { session: leads },
  "POST /inspections/:id/not-applicable": { session: leads },
  "GET /inspections/:id/minutes": { session: writers },
  "POST /inspections/:id/minutes": { session: writers },
  "POST /inspections/:id/minutes/stand": { session: writers },
  "GET /inspections/:id/minutes/scan": { session: writers },
  "GET /inspections/:id/documents": { session: writers },
  "POST /inspections/:id/documents": { session: writers },
  "GET /inspections/:id/documents/draft/:kind": { session: writers },
  "GET /inspections/:id/documents/:documentId/file": { session: writers },
  "POST /inspections/:id/documents/trial": { session: leads },

  "GET /inspections/:id/objections": { session: leads },
  "POST /inspections/:id/objections/:objectionId": { session: leads },

  "GET /unit": { session: units },
  "GET /unit/inspections/:id": { session: units },
  "POST /unit/inspections/:id/objections": { session: units },
  "GET /unit/inspections/:id/self-score": { session: units },
  "POST /unit/inspections/:id/self-score": { session: units },
  "POST /unit/inspections/:id/self-score/proof/files": { session: units },
  "POST /unit/inspections/:id/self-score/proof/pages": { session: units },
  "POST /unit/inspections/:id/self-score/proof/removal": { session: units },
  "POST /unit/inspections/:id/self-score/sending": { session: units },
  "GET /unit/findings/:id": { session: units },
  "POST /unit/findings/:id/answer": { session: units },
  "GET /unit/explanations/:id": { session: units },
  "POST /unit/explanations/:id/answer": { session: units },
  "GET /unit/evidence/:sha256": { session: units },

  "GET /admin": { session: leads },
  "GET /admin/checklist": { session: leads },
  "GET /admin/templates": { session: leads },
  "POST /admin/templates": { session: leads },
  "GET /admin/templates/default/:kind": { session: leads },
  "GET /admin/templates/:id/file": { session: leads },
  "GET /admin/units": { session: administrators },
  "POST /admin/units": { session: administrators },
  "GET /admin/plan": { session: leads },
  "POST /admin/plan": { session: leads },
  "GET /admin/limits": { session: leads },
  "POST /admin/limits": { session: leads },
  "GET /admin/calendar": { session: leads },
  "POST /admin/calendar": { session: leads },
  "GET /admin/inspections": { session: leads },
  "POST /admin/inspections": { session: leads },
  "GET /admin/people": { session: administrators },
  "POST /admin/people/invitation": { session: administrators },
  "POST /admin/people/links/:id/cancellation": { session: administrators },
  "POST /admin/people/:id/disabled": { session: administrators },
  "POST /admin/people/:id/roles": { session: administrators },
  "POST /admin/people/:id/unit": { session: administrators },
  "POST /admin/people/:id/password-link": { session: administrators },
};

/** What the table says to this sender. `no-row` never lets anybody in. */
export function mayCall(route: string, who: Who | undefined): "yes" | "not-signed-in" | "not-allowed" | "no-row" {
  const rule = Object.hasOwn(routes, route) ? routes[route] : undefined;
  if (!rule) return "no-row";
  if (rule === "anyone") return "yes";
  if ("token" in rule) {
    if (who?.via !== "device" || who.scope === "roles") return "not-signed-in";
    const reaches = rule.token.includes(who.scope) || (who.scope === "read" && route.startsWith("GET ") && rule.token.includes("lead"));
    return reaches && (rule.roles ?? rolesBehind[who.scope]).some((role) => who.roles.includes(role)) ? "yes" : "not-allowed";
  }
  if (who?.via !== "session") return "not-signed-in";
  return rule.session.some((role) => who.roles.includes(role)) ? "yes" : "not-allowed";
}

/** A token reaches no further than its owner still does: one of these roles must be left to them. */
const rolesBehind = { inspector: ["inspector"], lead: leads, unit: ["unit"], read: leads } as const satisfies Record<
  TokenScope,
  readonly Role[]
>;
