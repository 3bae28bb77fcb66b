import { WebSocket } from "ws";
import type { Plain } from "./browser.ts";

type Params = Readonly<Record<string, unknown>>;
export interface BidiEvent {
  readonly method: string;
  readonly params: Params;
}

/** WebDriver BiDi (https://w3c.github.io/webdriver-bidi/) over one socket: a command, its answer, and the events in between. */
export class Bidi {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { readonly resolve: (result: Params) => void; readonly reject: (error: Error) => void }>();
  readonly #listeners: ((event: BidiEvent) => void)[] = [];
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#receive(JSON.parse(String(data)) as Record<string, unknown>));
    const end = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the browser closed the connection"));
      this.#waiting.clear();
    };
    socket.on("close", end);
    socket.on("error", end);
  }

  static async connect(url: string): Promise<Bidi> {
    const socket = new WebSocket(url, { maxPayload: 256 * 1024 * 1024 });
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.once("error", reject);
    });
    return new Bidi(socket);
  }

  onEvent(listener: (event: BidiEvent) => void): void {
    this.#listeners.push(listener);
  }

  send(method: string, params: Params = {}, milliseconds = 60_000): Promise<Params> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`${method}: no answer in ${milliseconds} ms`));
      }, milliseconds);
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          then(value);
        };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      if (this.#socket.readyState !== WebSocket.OPEN)
        return this.#waiting.get(id)?.reject(new Error(`${method}: the connection is closed`));
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  #receive(message: Record<string, unknown>): void {
    if (message["type"] === "event") {
      for (const listener of this.#listeners) listener({ method: String(message["method"]), params: message["params"] as Params });
      return;
    }
    const waiting = this.#waiting.get(Number(message["id"]));
    this.#waiting.delete(Number(message["id"]));
    if (message["type"] === "error") waiting?.reject(new Error(`${String(message["error"])}: ${String(message["message"])}`));
    else waiting?.resolve(message["result"] as Params);
  }

  /** Calls a function in a realm or browsing context with plain data, and gives plain data back. */
  async call(target: Params, script: { toString(): string }, values: readonly Plain[]): Promise<unknown> {
    const answer = await this.send("script.callFunction", {
      functionDeclaration: script.toString(),
      arguments: values.map(toLocal),
      target,
      awaitPromise: true,
      resultOwnership: "none",
      serializationOptions: { maxObjectDepth: 50, maxDomDepth: 0 },
      userActivation: false,
    });
    if (answer["type"] === "exception") {
      const details = answer["exceptionDetails"] as { readonly text: string; readonly lineNumber: number };
      throw new Error(`${details.text} (line ${details.lineNumber} of the script)`);
    }
    return fromRemote(answer["result"] as Remote);
  }
}

function toLocal(value: Plain): Params {
  if (value === undefined) return { type: "undefined" };
  if (value === null) return { type: "null" };
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return { type: typeof value, value };
  if (Array.isArray(value)) return { type: "array", value: value.map(toLocal) };
  return { type: "object", value: Object.entries(value).map(([key, one]) => [key, toLocal(one)]) };
}

interface Remote {
  readonly type: string;
  readonly value?: unknown;
}

function fromRemote(remote: Remote): unknown {
  switch (remote.type) {
    case "undefined":
      return undefined;
    case "null":
      return null;
    case "string":
    case "boolean":
      return remote.value;
    case "number":
      return typeof remote.value === "number" ? remote.value : Number(remote.value);
    case "array":
      return (remote.value as readonly Remote[]).map(fromRemote);
    case "object":
      return Object.fromEntries((remote.value as readonly [string, Remote][]).map(([key, one]) => [key, fromRemote(one)]));
    default:
      throw new Error(`a page gave back what is not plain data: ${remote.type}`);
  }
}
