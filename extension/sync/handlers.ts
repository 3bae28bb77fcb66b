/*
 * The only network code, run by the background: signing in, the field that is taken along, and the sender, which takes the outbox to
 * the server exactly once. Nothing here knows a screen; what changed is announced, and the screens read it again.
 */

import { browser } from "wxt/browser";
import { sameOwner } from "../drafts/drafts.ts";
import { loadStoredField } from "../drafts/field.ts";
import { changeOutboxItem, loadOutboxItem } from "../drafts/outbox.ts";
import { reportError } from "../errors.ts";
import type { Handlers } from "../messages.ts";
import { refreshField } from "./field-refresh.ts";
import { type Hurry, sendOutbox, somethingWaits } from "./sender.ts";
import { currentSignIn, signOut, startSignIn } from "./sign-in.ts";
import { loadSignedIn, loadSignIn, tokenRefused } from "./stored-sign-in.ts";
import { sendWithdrawal } from "./withdrawal.ts";

/** What the background answers about signing in, the field and sending. */
export const syncHandlers: Handlers<"startSignIn" | "signInState" | "signOut" | "refreshField" | "sendNow" | "withdraw"> = {
  startSignIn: async ({ server }) => await startSignIn(server),
  signInState: async () => {
    const { signIn, arrived } = await currentSignIn();
    // The screen is told at once; the field and what waited for this sign-in follow.
    if (arrived) later("signedIn", afterSignIn());
    return signIn;
  },
  signOut: async () => await signOut(),
  refreshField: async () => await refreshField(new Date()),
  sendNow: async () => {
    await tick("now");
    return null;
  },
  withdraw: async ({ submissionId, reason }) => await withdraw(submissionId, reason),
};

const alarm = "phieu-cham-send";
const fieldMaxAge = 60 * 60_000;

/** Registers everything that makes the outbox go by itself: start, alarm, the network coming back. Called once, synchronously. */
export function startSync(): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === alarm) later("alarm", tick("whenDue"));
  });
  browser.runtime.onStartup.addListener(() => later("startup", tick("now")));
  browser.runtime.onInstalled.addListener(() => later("installed", tick("now")));
  self.addEventListener("online", () => later("online", tick("now")));
  // Whichever event woke the background: the alarm is there afterwards, and the token is out of reach of scripts inside pages.
  later("ensureAlarm", ensureAlarm());
  later("keepFromPages", keepFromPages());
}

async function tick(hurry: Hurry): Promise<void> {
  if (hurry === "now" && (await somethingHappens())) await setAlarm(0.5);
  try {
    // Approved on the server's page while every page of ours was closed.
    if ((await loadSignIn()).state === "waiting" && (await currentSignIn()).arrived) await afterSignIn();
    const taken = await sendOutbox(hurry);
    // What was taken changes the lists: inspections opened here are on them now.
    if (taken > 0) await refreshField(new Date());
    await refreshOldField();
  } finally {
    await setAlarm((await somethingHappens()) ? 0.5 : 5);
  }
}

async function afterSignIn(): Promise<void> {
  await refreshField(new Date());
  await sendOutbox("now");
}

async function refreshOldField(): Promise<void> {
  const kept = await loadStoredField();
  const old = !kept || Date.now() - Date.parse(kept.savedAt) > fieldMaxAge;
  if (old && (await loadSignedIn())) await refreshField(new Date());
  // A restored server may have asked for sheets again.
  if (old) await sendOutbox("whenDue");
}

async function somethingHappens(): Promise<boolean> {
  return (await loadSignIn()).state === "waiting" || (await somethingWaits());
}

/** Firefox has no such wall; there, scripts inside pages are ours alone as well. */
async function keepFromPages(): Promise<void> {
  if ("setAccessLevel" in browser.storage.local) await browser.storage.local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });
}

async function ensureAlarm(): Promise<void> {
  if (!(await browser.alarms.get(alarm))) await setAlarm(0.5);
}

async function setAlarm(periodInMinutes: number): Promise<void> {
  const set = await browser.alarms.get(alarm);
  if (set?.periodInMinutes !== periodInMinutes) await browser.alarms.create(alarm, { periodInMinutes });
}

async function withdraw(submissionId: string, reason: string): ReturnType<(typeof syncHandlers)["withdraw"]> {
  const [signIn, item] = await Promise.all([loadSignedIn(), loadOutboxItem(submissionId)]);
  if (!signIn) return { ok: false, code: "not-signed-in", detail: "" };
  if (item && !sameOwner(item.owner, { accountId: signIn.accountId, instanceId: signIn.identity.instanceId })) {
    return { ok: false, code: "not-found", detail: "" };
  }
  const withdrawal = { reason, at: new Date().toISOString() };
  const answer = await sendWithdrawal(signIn, submissionId, withdrawal);
  if (answer.kind !== "answer") {
    if (answer.kind === "refused" && answer.status === 401) await tokenRefused(signIn, answer.detail);
    return { ok: false, code: answer.code, detail: answer.detail };
  }
  if (item) await changeOutboxItem(submissionId, (now) => ({ ...now, withdrawn: withdrawal }));
  return { ok: true };
}

/** Nobody waits for it; what goes wrong is kept for the error report. */
function later(step: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => reportError(`sync.${step}`, error));
}
