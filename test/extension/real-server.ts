import { fakeBrowser } from "./fake-extension.ts";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { expect, vi } from "vitest";
import { closeDatabase } from "../../extension/drafts/database.ts";
import { createDraft } from "../../extension/drafts/drafts.ts";
import { loadField } from "../../extension/drafts/field.ts";
import { draftOf } from "../../extension/drafts/new-draft.ts";
import { loadOutboxItem, queueSubmission } from "../../extension/drafts/outbox.ts";
import type { OutboxItem } from "../../extension/drafts/outbox-item.ts";
import { syncHandlers } from "../../extension/sync/handlers.ts";
import type { Opened } from "../../server/serve.ts";
import { newId } from "../../shared/id.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { approves, browserOf } from "../support/newcomers.ts";
import type { TestServer } from "../support/server.ts";
import { bytesOf, fullEntries } from "./sample-sheets.ts";

/** What the device reaches: the test's server, or what has been put in its place. */
export type Reached = Pick<Opened, "context"> & Pick<TestServer, "app">;

/** Between the extension's own network code and the real server there is only a wire of ours. */
export interface Wire {
  cut: boolean;
  /** So many answers to PUT are lost on their way back. */
  loseAnswers: number;
  /** Paths of PUTs that are lost on their way there, once each. */
  readonly loseRequests: Set<string>;
  /** Every PUT that reached the server, by its path. */
  puts: string[];
  server: Reached;
}

/** A new device, wired to the server. */
export function plugIn(server: Reached): Wire {
  globalThis.indexedDB = new IDBFactory();
  fakeBrowser.reset();
  const wire: Wire = { cut: false, loseAnswers: 0, loseRequests: new Set(), puts: [], server };
  vi.stubGlobal("fetch", async (input: string, init: RequestInit) => {
    if (wire.cut) throw new TypeError("Failed to fetch");
    const { pathname } = new URL(input);
    if (wire.loseRequests.delete(pathname)) throw new DOMException("too slow", "TimeoutError");
    if (init.method === "PUT") wire.puts.push(pathname);
    const response = await wire.server.app.request(input, init);
    if (init.method === "PUT" && wire.loseAnswers-- > 0) throw new DOMException("too slow", "TimeoutError");
    return response;
  });
  return wire;
}

export async function unplug(): Promise<void> {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await closeDatabase();
}

export const caller = { tabId: undefined, frameId: undefined, path: "/desk.html" };

/** The person approves the code on the server's page. */
export async function signIn(server: Reached, personId: string): Promise<void> {
  const waiting = await syncHandlers.startSignIn({ server: "http://localhost:8787" }, caller);
  if (waiting.state !== "waiting") throw new Error(JSON.stringify(waiting));
  await approves(await browserOf(server, personId), waiting.userCode);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_000 });
  const signedIn = await syncHandlers.signInState({}, caller);
  vi.useRealTimers();
  expect(signedIn).toMatchObject({ state: "signedIn", accountId: personId, name: "Lê Thị An" });
  await vi.waitFor(async () => expect(await loadField()).toBeDefined());
  await settled();
}

export const sendNow = () => syncHandlers.sendNow({}, caller);

/** What the background does that nobody waits for is over. */
export async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 10; quiet++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { held = [], pending = [] } = await navigator.locks.query();
    if (held.length + pending.length > 0) quiet = -1;
  }
}

/** A complete draft of this inspection, by default of the first in the field. */
export async function scoresAll(inspectionId?: string): Promise<Draft> {
  await syncHandlers.refreshField({}, caller);
  const field = await loadField();
  const inspection = field?.inspections.find(({ id }) => inspectionId === undefined || id === inspectionId);
  if (!field || !inspection) throw new Error("there is no inspection");
  return await createDraft({ ...draftOf(inspection, { field }, new Date()), entries: fullEntries(inspection.form) });
}

export async function queues(draft: Draft): Promise<string> {
  const submissionId = newId();
  await queueSubmission({ draftId: draft.id, revision: draft.revision, submissionId, bytes: bytesOf(draft, submissionId) }, new Date());
  return submissionId;
}

export async function item(id: string): Promise<OutboxItem> {
  const found = await loadOutboxItem(id);
  if (!found) throw new Error("it is not in the outbox");
  return found;
}
