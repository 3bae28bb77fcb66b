import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { accountWords } from "../../shared/words/pages.ts";
import { addressOf } from "../http/sender-address.ts";
import { emptyForm, line, NewPassword, parseForm, TypedPassword, typed } from "../web/forms.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, passCookies, readForm, saidIn, showPage, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { AccountPage, type AccountProps } from "./account-page.tsx";
import type { Identity } from "./identity.ts";

const passwords = { password: NewPassword, again: TypedPassword };
const ChangePasswordForm = v.object({ current: TypedPassword, ...passwords, devices: v.optional(v.literal("end")) });
const TokenForm = v.object({ purpose: line(100), scope: v.picklist(["read", "lead"], "chooseOne"), tokenPassword: TypedPassword });

/** One's own password, devices and tokens. */
export function addAccount(web: Hono<WebVariables>, { identity }: { readonly identity: Identity }): void {
  const show = async (c: Web, more: Partial<AccountProps>, status?: 400 | 403) =>
    showPage(c, AccountPage, { devices: await identity.loadDevices(whoOf(c).personId), filled: emptyForm, ...more }, status);

  web.get("/account", async (c) => {
    const said = { revoked: accountWords.revoked, changed: accountWords.changed, ended: accountWords.changedAndEnded };
    return await show(c, { done: saidIn(c, said) });
  });

  web.post("/account/password", async (c) => {
    const who = whoOf(c);
    const form = await readForm(c);
    const read = parseForm(ChangePasswordForm, form);
    if (!read.ok) return await show(c, { filled: read.filled }, 400);
    const checked = await identity.checkPassword(who, read.output.current);
    if (!checked) return await show(c, { filled: { values: typed(form), errors: { current: "wrongPassword" } } }, 403);
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
    if (!read.ok) return await show(c, { filled: read.filled }, 400);
    const { purpose: name, scope, tokenPassword } = read.output;
    const checked = await identity.checkPassword(who, tokenPassword);
    if (!checked) return await show(c, { filled: { values: typed(form), errors: { tokenPassword: "wrongPassword" } } }, 403);
    const token = await identity.makeToken(checked, { scope, name, place: addressOf(c) });
    return await show(c, { token: { text: token, scope } });
  });
}
