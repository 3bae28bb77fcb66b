import type { Hono } from "hono";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { Email, emptyForm, line, NewPassword, parseForm, TypedPassword, typed } from "../web/forms.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, passCookies, readForm, showPage, type WebVariables } from "../web/web.ts";
import type { Identity } from "./identity.ts";
import { BrokenLinkPage, LinkPage } from "./link-page.tsx";
import type { LinkPurpose } from "./links.ts";

const passwords = { password: NewPassword, again: TypedPassword };
const accountForms = {
  setup: v.object({ name: line(100), email: Email, ...passwords, inspector: v.optional(v.string()) }),
  invitation: v.object({ name: line(100), email: v.optional(v.literal("")), ...passwords, inspector: v.optional(v.literal("")) }),
  password: v.object({
    name: v.optional(v.literal("")),
    email: v.optional(v.literal("")),
    ...passwords,
    inspector: v.optional(v.literal("")),
  }),
} as const;

/** Set-up, invitation, new password: what a one-time link opens. */
export function addLink(web: Hono<WebVariables>, { identity }: { readonly identity: Identity }, purpose: LinkPurpose): void {
  web.get(`/${purpose}/:token`, async (c) => {
    const token = c.req.param("token");
    const link = await identity.findLink(purpose, token);
    if (!link) return showPage(c, BrokenLinkPage, { purpose }, 410);
    return showPage(c, LinkPage, { link, token, filled: emptyForm });
  });

  web.post(`/${purpose}/:token`, async (c) => {
    const token = c.req.param("token");
    const link = await identity.findLink(purpose, token);
    if (!link) return showPage(c, BrokenLinkPage, { purpose }, 410);
    const form = await readForm(c);
    const read = parseForm(accountForms[purpose], form);
    if (!read.ok) return showPage(c, LinkPage, { link, token, filled: read.filled }, 400);
    const { name = "", email = link.email ?? "", password, inspector } = read.output;
    try {
      if (purpose === "password") {
        passCookies(c, await identity.resetPassword(token, password));
        return goTo(c, ownPath("/sign-in?said=set"));
      }
      await identity.acceptLink(purpose, token, { name, email, password, alsoInspector: inspector === "yes" });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === "code-expired") return showPage(c, BrokenLinkPage, { purpose }, 410);
      if (error.code !== "already-there") throw error;
      const filled = { values: typed(form), errors: { email: "emailTaken" } } as const;
      return showPage(c, LinkPage, { link, token, filled }, 409);
    }
    const cookies = await identity.enter(email, password);
    if (cookies) passCookies(c, cookies);
    return goTo(c, ownPath(purpose === "setup" ? "/admin" : "/"));
  });
}
