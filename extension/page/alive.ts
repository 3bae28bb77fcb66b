import { aliveQuestion, type Said, type WindowReason } from "../messages.ts";

/** Looks without an answer from the frame: once it has shown itself, and before (the browser put something else into it). */
const unanswered = 16;
const unloaded = 7;
/** An answering frame that has shown nothing after so many looks is given up. */
const coming = 40;

export interface Alive {
  /** Asks once more; how many questions in a row, this one included, have no answer yet. */
  ask(): number;
  said(): Said | undefined;
}

/** Opens the channel to a frame that has loaded. What stands in it without being ours never answers. */
export function listenTo(frame: HTMLIFrameElement): Alive {
  const { port1, port2 } = new MessageChannel();
  let last: Said | undefined;
  let open = 0;
  port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    open = 0;
    if (data === "coming" || data === "here" || data === "cannot") last = data;
  };
  frame.contentWindow?.postMessage(aliveQuestion, "*", [port2]);
  return {
    ask() {
      port1.postMessage("?");
      return ++open;
    },
    said: () => last,
  };
}

/** Why the frame is not waited for any longer, after so many looks at it. */
export function givenUp(frame: Alive, claimed: boolean, looks: number): WindowReason | undefined {
  if (frame.said() === "cannot") return "refused";
  if (frame.ask() > (claimed ? unanswered : unloaded)) return claimed ? "silent" : "refused";
  return !claimed && looks > coming ? "refused" : undefined;
}
