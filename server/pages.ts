import type { Hono } from "hono";
import { addChecklist } from "./checklists/checklist-web.ts";
import type { Needs } from "./database/needs.ts";
import { addOverview } from "./desks/admin-web.ts";
import { addInspectionDesk } from "./desks/inspection-web.ts";
import { addStart } from "./desks/start-web.ts";
import { addCheck } from "./documents/check-web.ts";
import { addDocumentPages } from "./documents/documents-web.ts";
import { addMinutes } from "./documents/minutes-web.ts";
import { addTemplates } from "./documents/templates/templates-web.ts";
import { openEvidenceStore } from "./evidence/evidence-store.ts";
import type { Env } from "./host/env.ts";
import { addInspections } from "./inspections/inspections-web.ts";
import { addExtensionPages } from "./packages/extension-web.ts";
import { addAccount } from "./people/account-web.ts";
import { addDevice } from "./people/device-web.ts";
import type { Identity } from "./people/identity.ts";
import { addLink } from "./people/link-web.ts";
import { addPeople } from "./people/people-web.ts";
import { addSignIn } from "./people/sign-in-web.ts";
import { addPlan } from "./plans/plan-web.ts";
import { addResults } from "./results/results-web.ts";
import { addUnits } from "./units/units-web.ts";
import { addAssets } from "./web/assets.ts";
import { createWeb, type WebNeeds, type WebVariables } from "./web/web.ts";

type PageNeeds = WebNeeds & Needs & { readonly identity: Identity; readonly env: Env };

/** Every web page. Mounted at the root; `/api` is not touched. */
export function pageRoutes(context: PageNeeds): Hono<WebVariables> {
  const web = createWeb(context);
  addAssets(web);
  addStart(web, context);
  addSignIn(web, context);
  for (const purpose of ["setup", "invitation", "password"] as const) addLink(web, context, purpose);
  addDevice(web, context);
  addAccount(web, context);
  addResults(web, context);
  addInspectionDesk(web, context);
  addOverview(web, context);
  addUnits(web, context);
  addPeople(web, context);
  addPlan(web, context);
  addInspections(web, context);
  addChecklist(web);
  const documents = { ...context, store: openEvidenceStore(context.env.dataDir), publicUrl: context.env.publicUrl };
  addMinutes(web, documents);
  addDocumentPages(web, documents);
  addTemplates(web, context);
  addCheck(web, context);
  addExtensionPages(web, context);
  return web;
}
