import * as v from "valibot";
import type { Changed } from "../messages.ts";

const channel = "phieu-cham";
const Told = v.picklist(["drafts", "outbox", "field", "signIn", "overlay"] as const satisfies Changed[]);

/** Tells every open context of the extension, this one too, to read again what it shows. */
export function announce(what: Changed): void {
  const told = new BroadcastChannel(channel);
  told.postMessage(what);
  told.close();
}

/** Hears every `announce`, wherever it was made. Gives back how to stop listening. */
export function onChanged(listener: (what: Changed) => void): () => void {
  const heard = new BroadcastChannel(channel);
  heard.onmessage = (event: MessageEvent<unknown>) => {
    const what = v.safeParse(Told, event.data);
    if (what.success) listener(what.output);
  };
  return () => heard.close();
}
