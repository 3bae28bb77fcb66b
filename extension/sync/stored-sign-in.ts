import * as v from "valibot";
import { browser } from "wxt/browser";
import { ServerIdentity } from "../../shared/server.ts";
import { announce } from "../drafts/changed.ts";
import type { SignIn } from "../messages.ts";

/** A token that no longer works: with it the server takes the device for none of the strangers in its network. */
const Before = v.object({ server: v.string(), token: v.string() });
export type Before = v.InferOutput<typeof Before>;

/** As it lies in `storage.local`, which pages cannot read. The token is nowhere else. */
const StoredSignIn = v.variant("state", [
  v.object({ state: v.literal("signedOut") }),
  v.object({
    state: v.literal("waiting"),
    server: v.string(),
    deviceCode: v.string(),
    userCode: v.string(),
    verificationUri: v.string(),
    verificationUriComplete: v.string(),
    expiresAt: v.number(),
    intervalMs: v.number(),
    askAgainAt: v.number(),
    before: v.optional(Before),
  }),
  v.object({ state: v.literal("failed"), code: v.string(), detail: v.string(), before: v.optional(Before) }),
  v.object({
    state: v.literal("signedIn"),
    server: v.string(),
    token: v.string(),
    identity: ServerIdentity,
    accountId: v.string(),
    name: v.string(),
  }),
]);
export type StoredSignIn = v.InferOutput<typeof StoredSignIn>;
export type SignedIn = Extract<StoredSignIn, { state: "signedIn" }>;

/** Signed out where nothing is stored, or what is stored cannot be read. */
export async function loadSignIn(): Promise<StoredSignIn> {
  const { signIn } = await browser.storage.local.get("signIn");
  const stored = v.safeParse(StoredSignIn, signIn);
  return stored.success ? stored.output : { state: "signedOut" };
}

/** Replaces it, tells every open context, and gives it back. */
export async function saveSignIn(next: StoredSignIn): Promise<StoredSignIn> {
  await browser.storage.local.set({ signIn: next });
  announce("signIn");
  return next;
}

/** `undefined` unless signed in. */
export async function loadSignedIn(): Promise<SignedIn | undefined> {
  const signIn = await loadSignIn();
  return signIn.state === "signedIn" ? signIn : undefined;
}

/** The server no longer takes the token. Says so unless somebody has signed in anew meanwhile. */
export async function tokenRefused(used: SignedIn, detail: string): Promise<void> {
  const now = await loadSignedIn();
  const { server, token } = used;
  if (now?.token === token) await saveSignIn({ state: "failed", code: "not-signed-in", detail, before: { server, token } });
}

/** What screens may see: everything but the secrets. */
export function shownSignIn(signIn: StoredSignIn): SignIn {
  switch (signIn.state) {
    case "signedOut":
      return signIn;
    case "failed":
      return { state: "failed", code: signIn.code, detail: signIn.detail };
    case "waiting": {
      const { userCode, verificationUri, verificationUriComplete, expiresAt } = signIn;
      return { state: "waiting", userCode, verificationUri, verificationUriComplete, expiresAt };
    }
    case "signedIn": {
      const { server, identity, accountId, name } = signIn;
      return { state: "signedIn", server, identity, accountId, name };
    }
  }
}
