/*
 * The panel: one score sheet over the page of a unit, or in a window of its own where the page lets none in. It finds the sheet that
 * belongs to the page, draws it, and says when it cannot be trusted (covered, without the keyboard, cut off). A page may try to use it,
 * so it shows nothing before the background has known it, and it never sends.
 */

import { render } from "preact";
import { reportError } from "../errors.ts";
import type { Place } from "../messages.ts";
import { call } from "../screen/call.ts";
import { holdCommands, keepFocus } from "../screen/keep-focus.ts";
import { watchPresses } from "../screen/pressed.ts";
import { answerBackground } from "./answer-background.ts";
import { answerLauncher } from "./answer-launcher.ts";
import { Panel } from "./Panel.tsx";
import { Unbound } from "./Unbound.tsx";
import { watchForOrphan } from "./watch-for-orphan.tsx";
import "../screen/screen.css";
import "../sheet/sheet.css";
import "../sheet/methods/methods.css";
import "./panel.css";

/**
 * Shows the panel if the background knows us; framed by anybody else, nothing is rendered at all. The panel's own window cannot be
 * framed: it is known without a token when it is reloaded, and says so where it belongs to nothing any more.
 */
export async function mountPanel(root: HTMLElement, shownIn: Place["shownIn"]): Promise<void> {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  if (token === "" && shownIn === "overlay") return;
  const say = answerLauncher();
  // In a sandboxed page the frame gets no storage; it is replaced by the panel's own window.
  if (origin === "null") return say("cannot");
  let place: Place | null;
  try {
    place = await call("claimPanel", { token });
  } catch (error) {
    if (shownIn === "window") render(<Unbound />, root);
    return reportError("claimPanel", error);
  }
  if (!place) {
    if (shownIn === "window") render(<Unbound />, root);
    return say("cannot");
  }
  say("here");
  answerBackground();
  watchForOrphan(root);
  addEventListener("error", ({ error }) => void reportError("panel", error));
  addEventListener("unhandledrejection", ({ reason }) => void reportError("panel", reason));
  keepFocus();
  watchPresses();
  if (place.typing) holdCommands();
  render(<Panel place={place} />, root);
}
