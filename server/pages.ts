import { readFileSync } from "node:fs";
import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../shared/problem.ts";
import { say } from "../shared/text.ts";
import { accountWords, signInWords } from "../shared/words/pages.ts";
import type { Context } from "./app.ts";
import { addAdminPages } from "./desks/admin-web.ts";
import { addLeadPages } from "./desks/lead-web.ts";
import { addressOf } from "./host/address.ts";
import { sha256 } from "./host/hash.ts";
import { notModified } from "./http/not-modified.ts";
import { addExtensionPages } from "./packages/extension-web.ts";
import { accountPage, type MadeToken } from "./people/account-page.ts";
import { deviceDonePage, devicePage } from "./people/device-page.ts";
import { brokenLinkPage, linkPage } from "./people/link-page.ts";
import type { LinkPurpose } from "./people/links.ts";
import { signInPage } from "./people/sign-in-page.ts";
import { startPage } from "./people/start-page.ts";
import { Email, emptyForm, type Filled, line, NewPassword, parseForm, TypedPassword, typed } from "./web/forms.ts";
import { productIcon } from "./web/icons.ts";
import { isLead, speaker } from "./web/layout.ts";
import { ownPath } from "./web/own-path.ts";
import { createWeb, goTo, passCookies, readForm, type Web, type WebVariables, whoOf } from "./web/web.ts";

const SignInForm = v.object({ email: line(200), password: TypedPassword, next: v.optional(v.pipe(v.string(), v.maxLength(2_000)), "/") });
const passwords = { password: NewPassword, again: TypedPassword };
const accountForms = {
  setup: v.object({ name: line(100), email: Email, ...passwords, inspector: v.optional(v.string()) }),
  invitation: v.object({ name: line(100), email: v.optional(v.literal("")), ...passwords, inspector: v.optional(v.literal("")) }),
  password: v.object({ name: v.optional(v.literal("")), email: v.optional(v.literal("")), ...passwords, inspector: v.optional(v.literal("")) }),
} as const;
const ChangePasswordForm = v.object({ current: TypedPassword, ...passwords, devices: v.optional(v.literal("end")) });
const DeviceForm = v.object({ code: line(40), decision: v.picklist(["approve", "deny"]), password: v.optional(v.string(), "") });
const TokenForm = v.object({ purpose: line(100), scope: v.picklist(["read", "lead"], "chooseOne"), tokenPassword: TypedPassword });

/** Every web page. Mounted at the root; `/api` is not touched. */
export function pageRoutes(context: Context): Hono<WebVariables> {
  const web = createWeb(context);
  addAssets(web);
  addSignIn(web, context);
  for (const purpose of ["setup", "invitation", "password"] as const) addLink(web, context, purpose);
  addDevice(web, context);
  addAccount(web, context);
  addLeadPages(web, context);
  addAdminPages(web, context);
  addExtensionPages(web, context);
  return web;
}

function addAssets(web: Hono<WebVariables>): void {
  const style = readFileSync(new URL("./web/style.css", import.meta.url), "utf8");
  const copy = readFileSync(new URL("./web/copy.js", import.meta.url), "utf8");
  const serve = (content: string, type: string) => {
    const etag = `"${sha256(content).slice(0, 16)}"`;
    return (c: Web) => {
      c.header("etag", etag);
      c.header("cache-control", "no-cache");
      return c.body(content, 200, { "content-type": type });
    };
  };
  web.get("/assets/style.css", notModified, serve(style, "text/css; charset=utf-8"));
  web.get("/assets/copy.js", notModified, serve(copy, "text/javascript; charset=utf-8"));
  web.get("/assets/icon.svg", notModified, serve(productIcon, "image/svg+xml"));
}

function addSignIn(web: Hono<WebVariables>, { identity, env }: Context): void {
  web.get("/", async (c) => {
    const look = c.get("look");
    if (isLead(look.who)) return goTo(c, ownPath("/results"));
    const devices = await identity.loadDevices(whoOf(c).personId);
    return c.html(startPage(look, { publicUrl: env.publicUrl, devices: devices.filter((device) => device.scope === "inspector").length }));
  });

  web.get("/sign-in", async (c) => {
    const t = speaker(c.get("look"));
    const said = { out: signInWords.signedOut, set: signInWords.passwordSet }[c.req.query("said") ?? ""];
    return c.html(
      signInPage(c.get("look"), { filled: emptyForm, next: ownPath(c.req.query("next")), done: said && t(said), setUp: await identity.needsSetUp() }),
    );
  });

  web.post("/sign-in", async (c) => {
    const look = c.get("look");
    const form = await readForm(c);
    const read = parseForm(SignInForm, form);
    const next = ownPath(typed(form)["next"]);
    if (!read.ok) return c.html(signInPage(look, { filled: read.filled, next }), 400);
    const cookies = await identity.signIn(read.output.email, read.output.password, { address: addressOf(c), cookies: c.req.raw.headers });
    if (!cookies) {
      return c.html(signInPage(look, { filled: { values: typed(form), errors: {}, problem: say(signInWords.wrong, look.language) }, next }), 403);
    }
    passCookies(c, cookies);
    return goTo(c, next);
  });

  web.post("/sign-out", async (c) => {
    passCookies(c, await identity.signOut(c.req.raw.headers));
    return goTo(c, ownPath("/sign-in?said=out"));
  });
}

function addLink(web: Hono<WebVariables>, { identity }: Context, purpose: LinkPurpose): void {
  web.get(`/${purpose}/:token`, async (c) => {
    const token = c.req.param("token");
    const link = await identity.findLink(purpose, token);
    if (!link) return c.html(brokenLinkPage(c.get("look"), purpose), 410);
    return c.html(linkPage(c.get("look"), { link, token, filled: emptyForm }));
  });

  web.post(`/${purpose}/:token`, async (c) => {
    const look = c.get("look");
    const token = c.req.param("token");
    const link = await identity.findLink(purpose, token);
    if (!link) return c.html(brokenLinkPage(look, purpose), 410);
    const form = await readForm(c);
    const read = parseForm(accountForms[purpose], form);
    if (!read.ok) return c.html(linkPage(look, { link, token, filled: read.filled }), 400);
    const { name = "", email = link.email ?? "", password, inspector } = read.output;
    try {
      if (purpose === "password") {
        passCookies(c, await identity.resetPassword(token, password));
        return goTo(c, ownPath("/sign-in?said=set"));
      }
      await identity.acceptLink(purpose, token, { name, email, password, alsoInspector: inspector === "yes" });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === "code-expired") return c.html(brokenLinkPage(look, purpose), 410);
      if (error.code !== "already-there") throw error;
      return c.html(linkPage(look, { link, token, filled: { values: typed(form), errors: { email: "emailTaken" } } }), 409);
    }
    const cookies = await identity.enter(email, password);
    if (cookies) passCookies(c, cookies);
    return goTo(c, ownPath(purpose === "setup" ? "/admin" : "/"));
  });
}

function addDevice(web: Hono<WebVariables>, { identity }: Context): void {
  web.get("/device", async (c) => {
    const code = c.req.query("code") ?? "";
    const pending = code ? await identity.findPendingDevice(whoOf(c), code) : undefined;
    return c.html(devicePage(c.get("look"), { code, pending }), code && !pending ? 404 : 200);
  });

  web.post("/device", async (c) => {
    const look = c.get("look");
    const who = whoOf(c);
    const form = await readForm(c);
    const read = parseForm(DeviceForm, form);
    if (!read.ok) return c.html(devicePage(look, { code: typed(form)["code"] ?? "", pending: undefined, filled: read.filled }), 400);
    const { code, decision, password } = read.output;
    const pending = await identity.findPendingDevice(who, code);
    if (!pending) return c.html(devicePage(look, { code, pending }), 404);
    const checked = decision === "approve" && (await identity.checkPassword(who, password));
    if (decision === "approve" && !checked) {
      const filled: Filled = { values: {}, errors: { password: password === "" ? "required" : "wrongPassword" } };
      return c.html(devicePage(look, { code, pending, filled }), 403);
    }
    if (checked) await identity.approveDevice(checked, code);
    else await identity.denyDevice(who, code);
    return c.html(deviceDonePage(look, decision === "approve"));
  });
}

function addAccount(web: Hono<WebVariables>, { identity }: Context): void {
  const page = async (c: Web, filled: Filled, more: { done?: string | undefined; token?: MadeToken } = {}) =>
    accountPage(c.get("look"), { devices: await identity.loadDevices(whoOf(c).personId), filled, ...more });

  web.get("/account", async (c) => {
    const said = { revoked: accountWords.revoked, changed: accountWords.changed, ended: accountWords.changedAndEnded }[c.req.query("said") ?? ""];
    return c.html(await page(c, emptyForm, { done: said && speaker(c.get("look"))(said) }));
  });

  web.post("/account/password", async (c) => {
    const who = whoOf(c);
    const form = await readForm(c);
    const read = parseForm(ChangePasswordForm, form);
    if (!read.ok) return c.html(await page(c, read.filled), 400);
    const checked = await identity.checkPassword(who, read.output.current);
    if (!checked) {
      return c.html(await page(c, { values: typed(form), errors: { current: "wrongPassword" } }), 403);
    }
    const endDevices = read.output.devices === "end";
    await identity.changePassword(checked, read.output.password, { endDevices });
    const cookies = await identity.enter(who.email, read.output.password);
    if (cookies) passCookies(c, cookies);
    return goTo(c, ownPath(`/account?said=${endDevices ? "ended" : "changed"}`));
  });

  web.post("/account/devices/:id/revoke", async (c) => {
    if (!(await identity.revokeDevice(whoOf(c).personId, c.req.param("id")))) throw new Refusal("not-found");
    return goTo(c, ownPath("/account?said=revoked"));
  });

  web.post("/account/sign-out-everywhere", async (c) => {
    await identity.signOutEverywhere(whoOf(c).personId);
    passCookies(c, await identity.signOut(c.req.raw.headers));
    return goTo(c, ownPath("/sign-in?said=out"));
  });

  web.post("/account/token", async (c) => {
    const who = whoOf(c);
    const form = await readForm(c);
    const read = parseForm(TokenForm, form);
    if (!read.ok) return c.html(await page(c, read.filled), 400);
    const { purpose: name, scope, tokenPassword } = read.output;
    const checked = await identity.checkPassword(who, tokenPassword);
    if (!checked) {
      return c.html(await page(c, { values: typed(form), errors: { tokenPassword: "wrongPassword" } }), 403);
    }
    const token = await identity.makeToken(checked, { scope, name, place: addressOf(c) });
    return c.html(await page(c, emptyForm, { token: { text: token, scope } }));
  });
}
