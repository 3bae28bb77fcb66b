import type { Quote } from "../shared/answer.ts";
import type { ServerIdentity } from "../shared/api.ts";

/** Where the panel was opened: the inspected tab, and its page as it was at the click. */
export interface Place {
  readonly tabId: number;
  /** Empty where the browser does not tell (its own pages). */
  readonly url: string;
  readonly title: string;
  /** The overlay on the page, or the panel's own window where a page allows no overlay. */
  readonly shownIn: "overlay" | "window";
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
  | { readonly state: "signedIn"; readonly server: string; readonly identity: ServerIdentity; readonly accountId: string; readonly name: string };

/**
 * Every call between contexts: from the panel, desk and options to the background, which alone talks to the network and to tabs.
 * Each takes one object and gives one answer; the background parses what it gets.
 */
export interface Calls {
  /** The panel shows its one-use token and gets the place it belongs to; `null`: not ours, render nothing. */
  claimPanel(ask: { token: string }): Place | null;
  /** Takes the overlay away from the page. */
  closePanel(ask: { tabId: number }): null;
  /** Docks the overlay at a side, or shrinks it to its head. */
  placePanel(ask: { tabId: number; side: "left" | "right"; minimised: boolean }): null;
  /** Shows the overlay again after each navigation in this tab, as far as the browser allows, until it is closed. */
  keepPanel(ask: { tabId: number }): null;
  /** Quotes what is selected on the page; `null` where nothing is. Refused (throws) where the page may not be read. */
  captureQuote(ask: { tabId: number }): Quote | null;
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
  withdraw(ask: { submissionId: string; reason: string }): { readonly ok: true } | { readonly ok: false; readonly code: string; readonly detail: string };
}

/** Told to every open context of the extension over `BroadcastChannel("phieu-cham")`: read again what you show. */
export type Changed = "drafts" | "outbox" | "field" | "signIn";
