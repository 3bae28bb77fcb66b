import type { Hono } from "hono";
import type { Needs } from "../database/needs.ts";
import { loadWriting } from "../documents/minutes-access.ts";
import type { Env } from "../host/env.ts";
import { loadReminders } from "../inspections/reminders/reminders.ts";
import type { Identity } from "../people/identity.ts";
import { isLead } from "../web/look.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, showPage, type WebVariables, whoOf } from "../web/web.ts";
import { StartPage } from "./start-page.tsx";

/** The front door: leads go on to the results, everybody else is told what to do first. */
export function addStart(
  web: Hono<WebVariables>,
  { identity, env, database }: Pick<Needs, "database"> & { readonly identity: Identity; readonly env: Pick<Env, "publicUrl"> },
): void {
  web.get("/", async (c) => {
    if (isLead(c.get("who"))) return goTo(c, ownPath("/results"));
    if (whoOf(c).roles.includes("unit")) return goTo(c, ownPath("/unit"));
    const { personId } = whoOf(c);
    const devices = (await identity.loadDevices(personId)).filter((device) => device.scope === "inspector").length;
    const writing = await loadWriting(database.read, personId);
    const reminders = await loadReminders(database.read, personId);
    return showPage(c, StartPage, { publicUrl: env.publicUrl, devices, writing, reminders });
  });
}
