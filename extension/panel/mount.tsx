import { render } from "preact";
import { call } from "../calls.ts";
import { reportError } from "../errors.ts";
import type { Place } from "../messages.ts";
import { keepFocus } from "./keep-focus.ts";
import { Panel } from "./Panel.tsx";
import "../style/tokens.css";
import "./panel.css";

/** Shows the panel if the background knows our token; framed by anybody else, nothing is rendered at all. */
export async function mountPanel(root: HTMLElement): Promise<void> {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  // In a sandboxed page the frame gets no storage; unclaimed, it is replaced by the panel's own window.
  if (token === "" || origin === "null") return;
  let place: Place | null;
  try {
    place = await call("claimPanel", { token });
  } catch (error) {
    return reportError("claimPanel", error);
  }
  if (!place) return;
  addEventListener("error", ({ error }) => void reportError("panel", error));
  addEventListener("unhandledrejection", ({ reason }) => void reportError("panel", reason));
  keepFocus();
  render(<Panel place={place} />, root);
}
