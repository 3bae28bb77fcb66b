import { aliveQuestion, type Said } from "../messages.ts";

/** A page can open such channels too; it learns nothing by them, and a flood of them is not kept. */
const channels = 8;

/** Tells the launcher, whenever it asks, that this frame lives. Gives back how to say how far it is. */
export function answerLauncher(): (now: Said) => void {
  let said: Said = "coming";
  let open: MessagePort[] = [];
  addEventListener("message", ({ data, ports: [port] }: MessageEvent<unknown>) => {
    if (data !== aliveQuestion || !port) return;
    port.onmessage = () => port.postMessage(said);
    for (const old of open.slice(channels - 1)) old.close();
    open = [port, ...open.slice(0, channels - 1)];
  });
  return (now) => {
    said = now;
    for (const port of open) port.postMessage(said);
  };
}
