import { aliveQuestion, type Said } from "../messages.ts";

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
