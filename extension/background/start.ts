/*
 * The background: the one context that talks to tabs, windows and the network. It brings the panel into a tab and looks after it (onto
 * the page, into its own window, back again), answers the screens' calls, and lets sync/ send. The browser may stop it at any moment,
 * so what it has to know later lies in `storage.session`, and every listener is registered at once.
 */

import * as v from "valibot";
import { browser } from "wxt/browser";
import { keepForGood } from "../drafts/keep-for-good.ts";
import { reportError } from "../errors.ts";
import { type Handlers, type LauncherAsk, windowReasons } from "../messages.ts";
import { answerCalls } from "./answer-calls.ts";
import { captureQuote } from "./capture.ts";
import { compareStorage } from "./compare-storage.ts";
import { openDesk } from "./desk.ts";
import {
  answerLauncher,
  claimPanel,
  closeOverlay,
  forgetTab,
  inBackground,
  keepOnPage,
  placeOverlay,
  resumeOverlay,
  toggleOverlay,
} from "./overlay.ts";
import { loadOverlay } from "./overlay-state.ts";
import { forgetPanelWindow, openPanelWindow } from "./panel-window.ts";
import { giveBackEverything } from "./permissions.ts";
import { rememberDraft, rememberedDraft, rememberTyping } from "./remembered.ts";

type TabCalls =
  | "claimPanel"
  | "closePanel"
  | "placePanel"
  | "compareStorage"
  | "overlayPlace"
  | "rememberedDraft"
  | "rememberDraft"
  | "openOptions"
  | "typingIn"
  | "keepPanel"
  | "openPanelWindow"
  | "captureQuote"
  | "openDesk";

const tabHandlers: Handlers<TabCalls> = {
  claimPanel: ({ token }, caller) => claimPanel(token, caller),
  closePanel: async ({ tabId }) => {
    await closeOverlay(tabId);
    return null;
  },
  compareStorage: ({ mark }, caller) => compareStorage(mark, caller),
  placePanel: async ({ tabId, side, minimised }) => {
    await placeOverlay(tabId, { side, minimised });
    return null;
  },
  overlayPlace: async ({ tabId }) => {
    const overlay = await loadOverlay(tabId);
    return overlay ? { side: overlay.side, minimised: overlay.minimised, why: overlay.why } : null;
  },
  rememberedDraft: ({ tabId }) => rememberedDraft(tabId),
  rememberDraft: async ({ tabId, draftId }) => {
    await rememberDraft(tabId, draftId);
    return null;
  },
  typingIn: async ({ tabId, ...typing }) => {
    await rememberTyping(tabId, typing);
    return null;
  },
  keepPanel: async ({ tabId }) => {
    await keepOnPage(tabId);
    return null;
  },
  openPanelWindow: async ({ tabId, why }) => {
    await openPanelWindow(tabId, why);
    return null;
  },
  captureQuote: ({ tabId }) => captureQuote(tabId),
  openOptions: async () => {
    await browser.runtime.openOptionsPage();
    return null;
  },
  openDesk: async ({ at }) => {
    await openDesk(at);
    return null;
  },
};

const LauncherAskSchema: v.GenericSchema<unknown, LauncherAsk> = v.variant("launcher", [
  v.strictObject({ launcher: v.literal("mintPanel") }),
  v.strictObject({ launcher: v.literal("overlayMoved"), side: v.picklist(["left", "right"]), minimised: v.boolean() }),
  v.strictObject({ launcher: v.literal("overlayFailed"), why: v.picklist(windowReasons) }),
]);

/** Registers every listener of tabs, panel and launcher at once, as a stopped worker needs it. */
export function startBackground(network: Omit<Handlers, TabCalls>): void {
  browser.action.onClicked.addListener((tab) => inBackground("toggleOverlay", toggleOverlay(tab)));
  browser.commands.onCommand.addListener((command) => {
    if (command === "open-desk") inBackground("openDesk", openDesk("#/"));
  });
  browser.tabs.onUpdated.addListener((tabId, { status }) => {
    if (status === "complete") inBackground("resumeOverlay", resumeOverlay(tabId));
  });
  browser.tabs.onRemoved.addListener((tabId) => inBackground("tabRemoved", forgetTab(tabId)));
  browser.windows.onRemoved.addListener((windowId) => inBackground("windowRemoved", forgetPanelWindow(windowId)));
  browser.runtime.onStartup.addListener(() => inBackground("giveBack", giveBackEverything()));
  // Before a screen says so: what is scored in the overlay alone is kept as well.
  inBackground("keepForGood", keepForGood());
  listenToLaunchers();
  answerCalls({ ...network, ...tabHandlers }, reportError);
}

/**
 * Only frame 0 of a tab is believed, and for its own tab; a page cannot send these, our script in it can. A page that is being left
 * (Chromium says so) gets nothing any more: what it says of its overlay is not true of the next one.
 */
export function listenToLaunchers(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender, respond) => {
    const ask = v.safeParse(LauncherAskSchema, message);
    const tab = sender.tab;
    if (!ask.success || sender.id !== browser.runtime.id || sender.frameId !== 0 || tab?.id === undefined) return;
    if ((sender.documentLifecycle ?? "active") !== "active") return;
    answerLauncher(ask.output, tab.id, { url: sender.url ?? "", title: tab.title ?? "" }).then(respond, (error: unknown) => {
      respond(null);
      return reportError(ask.output.launcher, error);
    });
    return true;
  });
}
