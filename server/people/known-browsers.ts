import { createHmac, timingSafeEqual } from "node:crypto";
import { parse, serialize } from "hono/utils/cookie";
import { sha256 } from "../host/hash.ts";
import { newSecret } from "../host/secrets.ts";

/**
 * Browsers in which somebody has signed in to an account with the password it has now. A cookie says so, under our signature, for that
 * account alone; it opens nothing, and is only counted apart from strangers.
 */
export interface KnownBrowsers {
  /** The browser's id for this account; `undefined` for a stranger's, and for all of them once the password was changed. */
  idIn(cookies: Headers, account: Account): string | undefined;
  /** The `Set-Cookie` that makes the browser known. */
  cookieFor(account: Account): string;
}

interface Account {
  readonly email: string;
  /** Changes with the password. `undefined`: there is no such account, and no browser is known to it. */
  readonly passwordMark: string | undefined;
}

/** What browsers keep at most. */
const seconds = 400 * 24 * 60 * 60;

export function createKnownBrowsers(secret: string, secure: boolean): KnownBrowsers {
  // Several people may share a browser. The name tells nobody who, and is made alike for addresses that have no account.
  const nameOf = (email: string) => `known-${sha256(email).slice(0, 16)}`;
  const sign = (id: string, { email, passwordMark }: Account) =>
    createHmac("sha256", secret).update(`known browser\0${email}\0${passwordMark}\0${id}`).digest("base64url");
  return {
    idIn(cookies, account) {
      const name = nameOf(account.email);
      const [, id, signature] = /^([\w-]{43})\.([\w-]{43})$/.exec(parse(cookies.get("cookie") ?? "", name)[name] ?? "") ?? [];
      if (id === undefined || signature === undefined || account.passwordMark === undefined) return undefined;
      return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(id, account))) ? id : undefined;
    },
    cookieFor(account) {
      const id = newSecret();
      const attributes = { path: "/sign-in", maxAge: seconds, httpOnly: true, sameSite: "Strict", secure } as const;
      return serialize(nameOf(account.email), `${id}.${sign(id, account)}`, attributes);
    },
  };
}
