import type { Hono } from "hono";
import * as v from "valibot";
import { say } from "../../shared/text.ts";
import { signInWords } from "../../shared/words/pages.ts";
import { addressOf } from "../http/sender-address.ts";
import { emptyForm, line, parseForm, TypedPassword, typed } from "../web/forms.ts";
import { speaker } from "../web/layout.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, passCookies, readForm, type WebVariables } from "../web/web.ts";
import type { Identity } from "./identity.ts";
import { signInPage } from "./sign-in-page.ts";

const SignInForm = v.object({ email: line(200), password: TypedPassword, next: v.optional(v.pipe(v.string(), v.maxLength(2_000)), "/") });

/** The way in, and the way out. */
export function addSignIn(web: Hono<WebVariables>, { identity }: { readonly identity: Identity }): void {
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
