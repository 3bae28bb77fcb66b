import type { Hono } from "hono";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { showPage, type WebVariables } from "../web/web.ts";
import { ChecklistPage } from "./checklist-page.tsx";

/** The default checklist, to read. */
export function addChecklist(web: Hono<WebVariables>): void {
  web.get("/admin/checklist", (c) => showPage(c, ChecklistPage, { checklist: defaultChecklist }));
}
