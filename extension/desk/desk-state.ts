import { useCallback, useEffect, useState } from "preact/hooks";
import type { Draft, Owner } from "../../shared/sheets/draft.ts";
import { onChanged } from "../drafts/changed.ts";
import { type Broken, listDrafts } from "../drafts/drafts.ts";
import { loadStoredField, ownerOf, type StoredField } from "../drafts/field.ts";
import { listOutbox } from "../drafts/outbox.ts";
import type { OutboxItem } from "../drafts/outbox-item.ts";
import { type StorageReason, storageFailure } from "../drafts/storage-failed.ts";
import { reportError } from "../errors.ts";
import type { SignIn, StorageHere } from "../messages.ts";
import { call } from "../screen/call.ts";
import { storageHere } from "../screen/storage-here.ts";

/** Everything the desk shows, as it is on the device now. */
export interface DeskState {
  readonly stored: StoredField | undefined;
  readonly drafts: readonly Draft[];
  readonly brokenDrafts: readonly Broken[];
  readonly items: readonly OutboxItem[];
  readonly brokenItems: readonly Broken[];
  readonly signIn: SignIn;
  /** Who works here: the one signed in, else whose lists are kept; records of others are shown as such. */
  readonly owner: Owner | undefined;
}

export type Loaded =
  | { readonly state: "opening" }
  | { readonly state: "failed"; readonly reason: StorageReason }
  /** Nothing that is shown here would be what is on the device. */
  | { readonly state: "elsewhere"; readonly here: Exclude<StorageHere, "same"> }
  | { readonly state: "open"; readonly desk: DeskState };

/** Reads everything again whenever any context of the extension has changed something. */
export function useDeskState(): { loaded: Loaded; readAgain: () => void } {
  const [loaded, setLoaded] = useState<Loaded>({ state: "opening" });
  const readAgain = useCallback(() => {
    loadHere().then(setLoaded, (error: unknown) => {
      void reportError("openDesk", error);
      setLoaded({ state: "failed", reason: storageFailure(error).reason });
    });
  }, []);
  useEffect(() => {
    readAgain();
    return onChanged(readAgain);
  }, [readAgain]);
  return { loaded, readAgain };
}

/** Asked once: a window does not change its storage. */
let here: Promise<StorageHere> | undefined;

async function loadHere(): Promise<Loaded> {
  here ??= storageHere();
  const state = await here;
  return state === "same" ? { state: "open", desk: await loadDesk() } : { state: "elsewhere", here: state };
}

async function loadDesk(): Promise<DeskState> {
  const [stored, { drafts, broken: brokenDrafts }, { items, broken: brokenItems }, signIn] = await Promise.all([
    loadStoredField(),
    listDrafts(),
    listOutbox(),
    askSignIn(),
  ]);
  const owner =
    signIn.state === "signedIn" ? { accountId: signIn.accountId, instanceId: signIn.identity.instanceId } : stored && ownerOf(stored.field);
  return { stored, drafts, brokenDrafts, items, brokenItems, signIn, owner };
}

/** Without a background the desk still opens: scoring needs none. */
async function askSignIn(): Promise<SignIn> {
  try {
    return await call("signInState", {});
  } catch (error) {
    void reportError("signInState", error);
    return { state: "signedOut" };
  }
}
