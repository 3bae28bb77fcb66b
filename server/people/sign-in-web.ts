import type { Hono } from "hono";
import * as v from "valibot";
import { say } from "../../shared/text.ts";
import { signInWords } from "../../shared/words/pages.ts";
import { addressOf } from "../http/sender-address.ts";
import { line, parseForm, TypedPassword, typed } from "../web/forms.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, passCookies, readForm, saidIn, showPage, type WebVariables } from "../web/web.ts";
import type { Identity } from "./identity.ts";
import { SignInPage } from "./sign-in-page.tsx";

const SignInForm = v.object({ email: line(200), password: TypedPassword, next: v.optional(v.pipe(v.string(), v.maxLength(2_000)), "/") });

/** The way in, and the way out. */
export function addSignIn(web: Hono<WebVariables>, { identity }: { readonly identity: Identity }): void {
  web.get("/sign-in", async (c) => {
    const done = saidIn(c, { out: signInWords.signedOut, set: signInWords.passwordSet });
    return showPage(c, SignInPage, { next: ownPath(c.req.query("next")), done, setUp: await identity.needsSetUp() });
  });

  web.post("/sign-in", async (c) => {
    const form = await readForm(c);
    const read = parseForm(SignInForm, form);
    const next = ownPath(typed(form)["next"]);
    if (!read.ok) return showPage(c, SignInPage, { filled: read.filled, next }, 400);
    const cookies = await identity.signIn(read.output.email, read.output.password, { address: addressOf(c), cookies: c.req.raw.headers });
    if (!cookies) {
      const problem = say(signInWords.wrong, c.get("look").language);
      return showPage(c, SignInPage, { filled: { values: typed(form), errors: {}, problem }, next }, 403);
    }
    passCookies(c, cookies);
    return goTo(c, next);
  });

  web.post("/sign-out", async (c) => {
    passCookies(c, await identity.signOut(c.req.raw.headers));
    return goTo(c, ownPath("/sign-in?said=out"));
  });
}
