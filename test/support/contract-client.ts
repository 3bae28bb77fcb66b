import { Agent, request } from "node:http";
import type { Answer } from "./contract-checks.ts";
import type { Wire } from "./contract-requests.ts";

export interface Client {
  send(wire: Wire): Promise<Answer>;
  close(): void;
}

/** Real HTTP, with nothing put right on the way. */
export function createClient(port: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const send = ({ method, path, headers, body }: Wire, again = false): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const length = body && headers["transfer-encoding"] === undefined ? { "content-length": String(body.byteLength) } : {};
      const call = request({
        port,
        host: "127.0.0.1",
        agent,
        method,
        path,
        headers: { ...headers, ...length },
        setHost: headers["host"] === undefined,
      });
      call.setTimeout(20_000, () => call.destroy(new Error("no answer within 20 s")));
      call.once("error", (problem) => {
        // A connection that was kept may have been closed meanwhile: nothing was asked, and every client asks anew.
        if (call.reusedSocket && !again && "code" in problem && problem.code === "ECONNRESET")
          resolve(send({ method, path, headers, body }, true));
        else reject(problem);
      });
      call.once("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.once("error", reject);
        answer.once("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }));
      });
      call.end(body);
    });
  return { send: (wire) => send(wire), close: () => agent.destroy() };
}

/** The request, ready to be sent again; its token is left out. */
export function repeatable({ method, path, headers, body }: Wire): string {
  const told = Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name));
  const text = body === undefined ? undefined : new TextDecoder().decode(body);
  const isText = text === undefined || !text.includes("\ufffd");
  const bytes = isText ? JSON.stringify(text) : `base64 ${Buffer.from(body ?? []).toString("base64")}`;
  const cut =
    bytes !== undefined && bytes.length > 6_000 ? `${bytes.slice(0, 6_000)}… (${body?.byteLength} bytes; the seed gives the whole)` : bytes;
  return [`${method} ${path}`, ...told.map(([name, value]) => `${name}: ${JSON.stringify(value)}`), `body: ${cut ?? "none"}`].join("\n");
}
