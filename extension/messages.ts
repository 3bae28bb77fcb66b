import type { ServerIdentity } from "../shared/server.ts";
import type { Quote } from "../shared/sheets/answer.ts";

/**
 * Why the panel stands in a window of its own: the person wanted it; the page (or viewer) lets no overlay in; the page locked
 * everything but its own dialog, lies over the overlay, took it out or rewrote itself again and again, fights for the focus; the
 * overlay stopped answering; the browser draws the page itself and would stop; or it takes the panel away with the page, and lets it
 * come back by the person's click alone.
 */
export const windowReasons = ["asked", "refused", "locked", "covered", "removed", "focus", "silent", "tree", "navigated"] as const;
export type WindowReason = (typeof windowReasons)[number];

/** The text field in which a person types. */
export interface TypingIn {
  readonly criterionId: string;
  readonly fieldId: string;
}

/** Where the panel was opened: the inspected tab, and its page as it was at the click. */
export interface Place {
  readonly tabId: number;
  /** Empty where the browser does not tell (its own pages). */
  readonly url: string;
  readonly title: string;
  /** The overlay on the page, or the panel's own window where a page allows no overlay. */
  readonly shownIn: "overlay" | "window";
  /** Where the person was typing a moment ago, in a panel that went away. */
  readonly typing?: TypingIn | undefined;
}

/** What the options page and the desk show of signing in. */
export type SignIn =
  | { readonly state: "signedOut" }
  | {
      readonly state: "waiting";
      readonly userCode: string;
      readonly verificationUri: string;
      readonly verificationUriComplete: string;
      readonly expiresAt: number;
    }
  | { readonly state: "failed"; readonly code: string; readonly detail: string }
  | {
      readonly state: "signedIn";
      readonly server: string;
      readonly identity: ServerIdentity;
      readonly accountId: string;
      readonly name: string;
    };

/**
 * Every call between contexts: from the panel, desk and options to the background, which alone talks to the network and to tabs.
 * Each takes one object and gives one answer; the background parses what it gets.
 */
export interface Calls {
  /**
   * The panel shows its one-use token and gets the place it belongs to; `null`: not ours, render nothing. The panel's own window,
   * which no web page can open, gets its place again when it is reloaded.
   */
  claimPanel(ask: { token: string }): Place | null;
  /** Takes the overlay away from the page. */
  closePanel(ask: { tabId: number }): null;
  /** Docks the overlay at a side, or shrinks it to its head. */
  placePanel(ask: { tabId: number; side: "left" | "right"; minimised: boolean }): null;
  /** Whether this context stores where the background does: `mark` is what lies in its storage. */
  compareStorage(ask: { mark: string | null }): StorageHere;
  /** Where this tab's overlay lies; `null`: there is none. A frame in a page may not read `storage.session` in Firefox, so it asks. */
  overlayPlace(ask: { tabId: number }): (OverlayPlace & { readonly why: WindowReason | undefined }) | null;
  /** Which draft the tab scores, so that its next page, perhaps of another site, goes on with it. */
  rememberedDraft(ask: { tabId: number }): string | null;
  /** `null` forgets it. */
  rememberDraft(ask: { tabId: number; draftId: string | null }): null;
  /** The person types there; a panel that has to come instead goes on there. */
  typingIn(ask: { tabId: number } & TypingIn): null;
  /** Shows the overlay again after each navigation in this tab, as far as the browser allows, until it is closed. */
  keepPanel(ask: { tabId: number }): null;
  /** Takes the overlay away and opens the same panel in a window of its own, bound to the tab. */
  openPanelWindow(ask: { tabId: number; why: "asked" | "covered" }): null;
  /** Quotes what is selected on the page; `null` where nothing is. Refused (throws) where the page may not be read. */
  captureQuote(ask: { tabId: number }): Quote | null;
  /** Opens the options page. */
  openOptions(ask: Record<string, never>): null;
  /** Opens the desk tab, or brings it to the front, at `#/review/{draftId}` and the like. */
  openDesk(ask: { at: string }): null;
  /** Begins the device flow with this server. */
  startSignIn(ask: { server: string }): SignIn;
  /** Where signing in stands; asks the server once while waiting. */
  signInState(ask: Record<string, never>): SignIn;
  /** Forgets the token (and tells the server, when it can). Drafts and outbox stay. */
  signOut(ask: Record<string, never>): SignIn;
  /** Fetches units, plans, inspections and checklists for offline use. `false`: no network or not signed in; what was cached stays. */
  refreshField(ask: Record<string, never>): boolean;
  /** Sends what waits in the outbox now. */
  sendNow(ask: Record<string, never>): null;
  /** Takes a sent submission back for good, with a reason. */
  withdraw(ask: {
    submissionId: string;
    reason: string;
  }): { readonly ok: true } | { readonly ok: false; readonly code: string; readonly detail: string };
}

export type Ask<Name extends keyof Calls> = Parameters<Calls[Name]>[0];
export type AnswerOf<Name extends keyof Calls> = ReturnType<Calls[Name]>;

/** What comes back from the background: the call's answer, or the name of the error that it threw. */
export type Reply = { readonly ok: true; readonly answer: unknown } | { readonly ok: false; readonly reason: string };

/** Which frame of which tab asks; `tabId` is absent in contexts outside tabs. */
export interface Caller {
  readonly tabId: number | undefined;
  readonly frameId: number | undefined;
  /** The path of our own page that asks, `/panel.html`. */
  readonly path: string;
  /** In a private window. */
  readonly incognito?: boolean;
}

/** What answers these calls. */
export type Handlers<Names extends keyof Calls = keyof Calls> = {
  readonly [Name in Names]: (ask: Ask<Name>, caller: Caller) => Promise<AnswerOf<Name>>;
};

/** How the overlay lies on the page. */
export interface OverlayPlace {
  readonly side: "left" | "right";
  readonly minimised: boolean;
}

/** What the launcher in the page asks of the background; believed from frame 0 of a tab, and for that tab only. */
export type LauncherAsk =
  /** An address for the panel that works once; answered with `PanelAddress`, or `null`: show nothing. */
  | { readonly launcher: "mintPanel" }
  /** The launcher moved the overlay out of the way of the page's focused control. */
  | { readonly launcher: "overlayMoved"; readonly side: "left" | "right"; readonly minimised: boolean }
  /** The page does not let the overlay live: the window is opened instead. */
  | { readonly launcher: "overlayFailed"; readonly why: WindowReason };

export interface PanelAddress extends OverlayPlace {
  readonly url: string;
  /** Opened by a person's click or key, so the panel takes the focus; not after a navigation. */
  readonly takeFocus: boolean;
}

/** What the background tells the launcher in a page; `true` comes back where one is there. */
export type LauncherOrder =
  | { readonly order: "areYouThere" }
  | { readonly order: "close" }
  | ({ readonly order: "place" } & OverlayPlace)
  /** The panel has shown itself: from now on its being hit-testable is looked after. */
  | { readonly order: "claimed" };

/** What the background tells a panel; `true` comes back once it is done. */
export type PanelOrder =
  | { readonly order: "areYouThere" }
  /** The panel is about to be taken away: everything typed goes to the disk first. */
  | { readonly order: "leave" };

/**
 * Whether a context stores where the background does: else it is in a private window, in a container (or a browser that isolates
 * sites), or is refused any storage.
 */
export type StorageHere = "same" | "private" | "apart" | "refused";

/** What the panel's frame says of itself to the launcher, over a channel that the page cannot hear: `cannot` where it may not even ask. */
export type Said = "coming" | "here" | "cannot";

/** Opens that channel. */
export const aliveQuestion = "phieu-cham:alive";

/** Told to every open context of the extension over `BroadcastChannel("phieu-cham")`: read again what you show. */
export type Changed = "drafts" | "outbox" | "field" | "signIn" | "overlay";
