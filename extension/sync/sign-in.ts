import * as v from "valibot";
import { DeviceCode, DeviceToken } from "../../shared/people/sign-in.ts";
import type { SignIn } from "../messages.ts";
import { alone } from "./alone.ts";
import { callApi } from "./api.ts";
import { deviceName } from "./device-name.ts";
import { serverAddress } from "./server-address.ts";
import { type Before, loadSignIn, type StoredSignIn, saveSignIn, shownSignIn } from "./stored-sign-in.ts";

/** Asks the server for a code that a person approves there (RFC 8628). The password never comes here. Who is signed in stays so. */
export async function startSignIn(typed: string): Promise<SignIn> {
  return await alone("sign-in", async () => {
    const stored = await loadSignIn();
    return shownSignIn(stored.state === "signedIn" ? stored : await askForCode(typed, "before" in stored ? stored.before : undefined));
  });
}

async function askForCode(typed: string, before: Before | undefined): Promise<StoredSignIn> {
  const server = serverAddress(typed);
  if (server === undefined) return await failed("server-address", "", before);
  const body = JSON.stringify({ deviceName: deviceName(navigator.userAgent) });
  // To that very server and no other.
  const known = before?.server === server ? { token: before.token } : {};
  const answer = await callApi({ server, method: "POST", path: "/api/device/code", body, ...known }, DeviceCode);
  if (answer.kind !== "answer") return await failed(answer.code, answer.detail, before);
  const { deviceCode, userCode, verificationUri, verificationUriComplete, expiresIn, interval } = answer.value;
  // The person will type a password on that page: it must be one we would talk to ourselves.
  if (serverAddress(verificationUri) === undefined || serverAddress(verificationUriComplete) === undefined)
    return await failed("unreadable-answer");
  const intervalMs = Math.max(1, interval) * 1_000;
  const shown = { userCode, verificationUri, verificationUriComplete, expiresAt: Date.now() + expiresIn * 1_000 };
  return await saveSignIn({
    state: "waiting",
    server,
    deviceCode,
    intervalMs,
    askAgainAt: Date.now() + intervalMs,
    ...shown,
    ...(before && { before }),
  });
}

/**
 * Where signing in stands. While a code waits, asks the server at most once per interval; the token is given once, so nobody else
 * asks at the same time. `arrived`: this very call brought the token.
 */
export async function currentSignIn(): Promise<{ signIn: SignIn; arrived: boolean }> {
  return await alone("sign-in", async () => {
    const stored = await loadSignIn();
    if (stored.state !== "waiting") return { signIn: shownSignIn(stored), arrived: false };
    const next = Date.now() < stored.askAgainAt ? stored : await askForToken(stored);
    return { signIn: shownSignIn(next), arrived: next.state === "signedIn" };
  });
}

async function askForToken(waiting: Extract<StoredSignIn, { state: "waiting" }>): Promise<StoredSignIn> {
  const { server, deviceCode } = waiting;
  const answer = await callApi({ server, method: "POST", path: "/api/device/token", body: JSON.stringify({ deviceCode }) }, DeviceToken);
  if (answer.kind === "answer") {
    const { token, server: identity, me } = answer.value;
    return await saveSignIn({ state: "signedIn", server, token, identity, accountId: me.accountId, name: me.name });
  }
  if (answer.kind === "refused" && answer.code !== "code-pending") return await failed(answer.code, answer.detail, waiting.before);
  if (answer.kind === "outage" && Date.now() > waiting.expiresAt) return await failed("code-expired", "", waiting.before);
  // RFC 8628, 3.5: whoever is told to slow down waits five seconds more each time.
  const intervalMs = answer.code === "too-many" ? waiting.intervalMs + 5_000 : waiting.intervalMs;
  return await saveSignIn({ ...waiting, intervalMs, askAgainAt: Date.now() + intervalMs });
}

/** Forgets the token here first, then tells the server, when it can. */
export async function signOut(): Promise<SignIn> {
  const before = await loadSignIn();
  const after = await saveSignIn({ state: "signedOut" });
  if (before.state === "signedIn")
    await callApi({ server: before.server, method: "POST", path: "/api/device/revoke", token: before.token }, v.unknown());
  return shownSignIn(after);
}

async function failed(code: string, detail = "", before?: Before): Promise<StoredSignIn> {
  return await saveSignIn({ state: "failed", code, detail, ...(before && { before }) });
}
