import * as v from "valibot";

/** What was said: the problem's code, its sentence and what fills it. A newer server may use codes that this version does not know. */
interface Said {
  readonly code: string;
  readonly detail: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The server understood and said no; saying the same again will not help. */
export interface Refused extends Said {
  readonly kind: "refused";
  readonly status: number;
}

/**
 * It may or may not have arrived, and can be tried again. Beside the server's own codes (`server-busy`, `internal`, `too-many`):
 * `no-network`, `timed-out`, and `unreadable-answer` where something answered that is not this server (a captive portal, a proxy).
 */
export interface Outage extends Said {
  readonly kind: "outage";
  readonly retryAfterSeconds: number | null;
}

export type Answered<T> =
  | { readonly kind: "answer"; readonly status: number; readonly etag: string | null; readonly value: T }
  | Refused
  | Outage;

export interface ApiRequest {
  readonly server: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly token?: string;
  /** The exact JSON. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes?: number;
}

const ProblemAnswer = v.object({
  code: v.pipe(v.string(), v.maxLength(100)),
  detail: v.pipe(v.string(), v.maxLength(4_000)),
  values: v.optional(v.record(v.string(), v.string()), {}),
});

// A worker that waits longer for one answer is stopped by the browser.
const timeLimit = 25_000;
const mebibyte = 1_048_576;

/** One call of the server. Never throws for what network and server do; what comes back is parsed and limited in size. */
export async function callApi<T>(request: ApiRequest, schema: v.GenericSchema<unknown, T>): Promise<Answered<T>> {
  const signal = AbortSignal.timeout(timeLimit);
  try {
    const response = await fetch(`${request.server}${request.path}`, {
      method: request.method,
      headers: headersOf(request),
      ...(request.body !== undefined && { body: request.body }),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal,
    });
    return await readAnswer(response, schema, request.maxBytes ?? mebibyte);
  } catch (error) {
    const timedOut = signal.aborted || (error instanceof DOMException && error.name === "TimeoutError");
    return outage(timedOut ? "timed-out" : "no-network");
  }
}

function headersOf({ token, body, headers }: ApiRequest): Record<string, string> {
  return {
    accept: "application/json, application/problem+json",
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...headers,
  };
}

async function readAnswer<T>(response: Response, schema: v.GenericSchema<unknown, T>, maxBytes: number): Promise<Answered<T>> {
  const etag = response.headers.get("etag");
  const json = response.status === 304 ? undefined : await readJson(response, maxBytes);
  if (response.ok || response.status === 304) {
    const value = v.safeParse(schema, json);
    return value.success ? { kind: "answer", status: response.status, etag, value: value.output } : outage("unreadable-answer");
  }
  const problem = v.safeParse(ProblemAnswer, json);
  const retryAfter = Number(response.headers.get("retry-after") ?? "");
  const passes = response.status >= 500 || response.status === 429 || response.status === 408;
  if (!problem.success) return outage("unreadable-answer", retryAfter);
  if (passes) return { ...outage("", retryAfter), ...problem.output };
  return { kind: "refused", status: response.status, ...problem.output };
}

function outage(code: string, retryAfterSeconds = 0): Outage {
  return { kind: "outage", code, detail: "", values: {}, retryAfterSeconds: retryAfterSeconds > 0 ? retryAfterSeconds : null };
}

/** `undefined` for what is no JSON, or larger than it may be. */
async function readJson(response: Response, maxBytes: number): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = "";
  let read = 0;
  for await (const chunk of chunksOf(response)) {
    read += chunk.byteLength;
    if (read > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch {
    return undefined;
  }
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Given up in the middle: the rest is not wanted.
    await reader.cancel().catch(() => {});
  }
}
