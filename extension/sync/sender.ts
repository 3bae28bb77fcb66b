import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { newId } from "../../shared/id.ts";
import { ServerIdentity } from "../../shared/server.ts";
import { SubmissionAnswer } from "../../shared/sheets/own-submission.ts";
import { type Receipt, Submission, type Withdrawal } from "../../shared/sheets/submission.ts";
import { say } from "../../shared/text.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { sameOwner } from "../drafts/drafts.ts";
import { acceptOutboxItem, changeOutboxItem, exchangeOutboxItem, listOutbox } from "../drafts/outbox.ts";
import type { OutboxItem } from "../drafts/outbox-item.ts";
import { StorageFailed } from "../drafts/storage-failed.ts";
import { alone } from "./alone.ts";
import { callApi, type Outage, type Refused } from "./api.ts";
import { metServer } from "./epoch.ts";
import { nextTry } from "./pause.ts";
import { loadSignedIn, type SignedIn, saveSignIn, tokenRefused } from "./stored-sign-in.ts";
import { sendWithdrawal } from "./withdrawal.ts";

/** Whether pauses are respected (the clock's round) or not (a person asked, the network came back, somebody signed in). */
export type Hurry = "now" | "whenDue";

/**
 * Sends what waits, one at a time, the oldest first. What was left as "sending" by a background that was killed is sent again: the
 * same id and the same bytes, so the server keeps it once. What is refused blocks no other. Of another owner or server: untouched.
 * Tells how many the server took.
 */
export async function sendOutbox(hurry: Hurry): Promise<number> {
  return await alone("send", async () => {
    const known = await loadSignedIn();
    // Without a network there is nothing to find out, and the pauses need not grow for it.
    if (!known || (hurry === "whenDue" && navigator.onLine === false)) return 0;
    const due = await dueItems(known, hurry);
    if (due.length === 0 && !(await somethingAccepted(known))) return 0;
    const signIn = await meetServer(known, due, hurry);
    if (!signIn) return 0;
    const tried = new Set<string>();
    let taken = 0;
    for (;;) {
      // Read again each time: meanwhile a person may have edited one, or queued another.
      const item = (await dueItems(signIn, hurry)).find(({ id }) => !tried.has(id));
      if (!item) return taken;
      tried.add(item.id);
      const outcome = await sendOne(item, signIn);
      if (outcome === "giveUp") return taken;
      if (outcome === "taken") taken += 1;
    }
  });
}

/** Anything is left that only waits for time, network or sign-in. */
export async function somethingWaits(): Promise<boolean> {
  return (await listOutbox()).items.some(unsent);
}

function unsent(item: OutboxItem): boolean {
  return item.state === "waiting" || item.state === "sending" || item.state === "signInNeeded";
}

/** The server gave receipts to this account: it is asked now and then whether it is still the one that gave them. */
async function somethingAccepted(signIn: SignedIn): Promise<boolean> {
  return (await ownItems(signIn)).some(({ receipt }) => receipt !== null);
}

async function ownItems({ accountId, identity: { instanceId } }: SignedIn): Promise<OutboxItem[]> {
  return (await listOutbox()).items.filter((item) => sameOwner(item.owner, { accountId, instanceId }));
}

/** Of one inspection only the oldest: what it was replaced by, or what followed its withdrawal, waits until that one has been settled. */
async function dueItems(signIn: SignedIn, hurry: Hurry): Promise<OutboxItem[]> {
  const waiting = (await ownItems(signIn)).filter(unsent);
  const oldest = new Map(waiting.toReversed().map(({ id, draft }) => [draft.inspectionId, id]));
  return waiting.filter((item) => oldest.get(item.draft.inspectionId) === item.id && (hurry === "now" || isDue(item)));
}

function isDue({ nextTryAt, lastProblem }: OutboxItem): boolean {
  // Tried while the device itself had no network: that it has one now is reason enough.
  const cameBack = lastProblem?.values["offline"] === "yes";
  return nextTryAt === null || cameBack || Date.parse(nextTryAt) <= Date.now();
}

/** Asks who the server is before anything is sent to it: another `instanceId` is another server and gets nothing. */
async function meetServer(signIn: SignedIn, due: readonly OutboxItem[], hurry: Hurry): Promise<SignedIn | undefined> {
  const answer = await callApi({ server: signIn.server, method: "GET", path: "/api/server", token: signIn.token }, ServerIdentity);
  if (answer.kind === "outage")
    for (const { id } of due) await changeItem(id, (item) => tryLater({ ...item, attempts: item.attempts + 1 }, answer));
  if (answer.kind === "refused") await signInFailed(signIn, answer, due);
  if (answer.kind !== "answer") return undefined;
  if (answer.value.instanceId !== signIn.identity.instanceId) {
    await saveSignIn({ state: "failed", code: "another-server", detail: "" });
    return undefined;
  }
  await metServer(signIn, answer.value, hurry === "now");
  return { ...signIn, identity: answer.value };
}

async function sendOne({ id }: OutboxItem, signIn: SignedIn): Promise<"taken" | "goOn" | "giveUp"> {
  const item = await changeItem(id, (now) => (unsent(now) ? sendingNow(now) : now));
  if (item?.state !== "sending") return "goOn";
  const headers = { "x-device-time": new Date().toISOString() };
  const request = {
    server: signIn.server,
    method: "PUT",
    path: `/api/submissions/${id}`,
    token: signIn.token,
    body: item.bytes,
    headers,
  } as const;
  const answer = await callApi(request, SubmissionAnswer);
  if (answer.kind === "answer") return await receive(item, answer.value.receipt, signIn);
  if (answer.kind === "outage") {
    await changeItem(id, (now) => tryLater(now, answer));
    return answer.code === "no-network" || answer.code === "server-busy" || answer.code === "too-many" ? "giveUp" : "goOn";
  }
  if (answer.status === 401) {
    await signInFailed(signIn, answer, [item]);
    return "giveUp";
  }
  await refused(item, answer);
  return "goOn";
}

async function receive(item: OutboxItem, receipt: Receipt, signIn: SignedIn): Promise<"taken" | "goOn" | "giveUp"> {
  if (receipt.submissionId !== item.id || receipt.instanceId !== item.owner.instanceId) {
    await changeItem(item.id, (now) => tryLater(now, { code: "unreadable-answer", detail: "", values: {}, retryAfterSeconds: null }));
    return "goOn";
  }
  if (item.withdrawn && !(await takenBackAgain(item.id, item.withdrawn, signIn))) return "giveUp";
  await acceptOutboxItem(item.id, receipt, signIn.identity.epoch);
  return "taken";
}

/**
 * A restored server got a sheet again that was taken back since: it is taken back there as well, before anything else is sent. Where the
 * server refuses that now, the sheet stands, and is shown so. `false`: not known yet.
 */
async function takenBackAgain(id: string, withdrawal: Withdrawal, signIn: SignedIn): Promise<boolean> {
  const answer = await sendWithdrawal(signIn, id, withdrawal);
  if (answer.kind === "answer") return true;
  if (answer.kind === "refused" && answer.status !== 401)
    return (await changeItem(id, (now) => ({ ...now, withdrawn: null }))) !== undefined;
  if (answer.kind === "outage") await changeItem(id, (now) => tryLater(now, answer));
  else await tokenRefused(signIn, answer.detail);
  return false;
}

async function refused(item: OutboxItem, answer: Refused): Promise<void> {
  const current = answer.code === "already-scored" ? answer.values["current"] : undefined;
  if (current !== undefined && item.earlierIds.includes(current)) {
    await exchangeOutboxItem(item.id, (now) => asReplacement(now, current));
    return;
  }
  await changeItem(item.id, (now) => ({ ...now, state: "refused", nextTryAt: null, maybeArrived: false, lastProblem: problemOf(answer) }));
}

/** This sheet was edited after a transmission of which nobody knew whether it arrived. It did: so this one replaces it. */
function asReplacement(item: OutboxItem, current: string): OutboxItem {
  const replaces = { id: current, reason: say(deskWords.editedBeforeReceipt, "vi") };
  const id = newId();
  const submission = v.parse(Submission, { ...v.parse(Submission, JSON.parse(item.bytes)), id, replaces });
  const draft = { ...item.draft, replaces };
  return {
    ...item,
    id,
    draft,
    bytes: canonicalJson(submission),
    state: "waiting",
    attempts: 0,
    nextTryAt: null,
    lastProblem: null,
    maybeArrived: false,
  };
}

function sendingNow(item: OutboxItem): OutboxItem {
  return {
    ...item,
    state: "sending",
    attempts: item.attempts + 1,
    lastTriedAt: new Date().toISOString(),
    nextTryAt: null,
    maybeArrived: true,
  };
}

function tryLater(item: OutboxItem, outage: Omit<Outage, "kind">): OutboxItem {
  if (!unsent(item)) return item;
  const now = new Date();
  const nextTryAt = nextTry(item.attempts, now, outage.retryAfterSeconds).toISOString();
  return { ...item, state: "waiting", lastTriedAt: now.toISOString(), nextTryAt, lastProblem: problemOf(outage) };
}

async function signInFailed(signIn: SignedIn, answer: Refused, items: readonly OutboxItem[]): Promise<void> {
  for (const { id } of items) {
    await changeItem(id, (now) => (unsent(now) ? { ...now, state: "signInNeeded", nextTryAt: null, lastProblem: problemOf(answer) } : now));
  }
  await tokenRefused(signIn, answer.detail);
}

function problemOf({ code, detail, values }: Pick<Outage, "code" | "detail" | "values">): OutboxItem["lastProblem"] {
  const offline = code === "no-network" && navigator.onLine === false;
  return { code, detail, values: offline ? { ...values, offline: "yes" } : values, at: new Date().toISOString() };
}

/** `undefined`: a person has taken it out of the outbox meanwhile. */
async function changeItem(id: string, change: (item: OutboxItem) => OutboxItem): Promise<OutboxItem | undefined> {
  try {
    return await changeOutboxItem(id, change);
  } catch (error) {
    if (error instanceof StorageFailed && error.reason === "missing") return undefined;
    throw error;
  }
}
