import type { Hono } from "hono";
import * as v from "valibot";
import { type Filled, line, parseForm, typed } from "../web/forms.ts";
import { readForm, showPage, type WebVariables, whoOf } from "../web/web.ts";
import { DeviceDonePage, DevicePage } from "./device-page.tsx";
import type { Identity } from "./identity.ts";

const DeviceForm = v.object({ code: line(40), decision: v.picklist(["approve", "deny"]), password: v.optional(v.string(), "") });

/** Where somebody looks at what a device shows, and lets it in or not. */
export function addDevice(web: Hono<WebVariables>, { identity }: { readonly identity: Identity }): void {
  web.get("/device", async (c) => {
    const code = c.req.query("code") ?? "";
    const pending = code ? await identity.findPendingDevice(whoOf(c), code) : undefined;
    return showPage(c, DevicePage, { code, pending }, code && !pending ? 404 : 200);
  });

  web.post("/device", async (c) => {
    const who = whoOf(c);
    const form = await readForm(c);
    const read = parseForm(DeviceForm, form);
    if (!read.ok) return showPage(c, DevicePage, { code: typed(form)["code"] ?? "", pending: undefined, filled: read.filled }, 400);
    const { code, decision, password } = read.output;
    const pending = await identity.findPendingDevice(who, code);
    if (!pending) return showPage(c, DevicePage, { code, pending }, 404);
    const checked = decision === "approve" && (await identity.checkPassword(who, password));
    if (decision === "approve" && !checked) {
      const filled: Filled = { values: {}, errors: { password: password === "" ? "required" : "wrongPassword" } };
      return showPage(c, DevicePage, { code, pending, filled }, 403);
    }
    if (checked) await identity.approveDevice(checked, code);
    else await identity.denyDevice(who, code);
    return showPage(c, DeviceDonePage, { approved: decision === "approve" });
  });
}
