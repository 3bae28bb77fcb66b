import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { selfSigned } from "./certificate.ts";

/** Names that a test may use for web pages; browsers take them for this machine. `server.test` is never a unit's. */
export const testHosts = ["unit.test", "other.test", "evil.test", "server.test"] as const;
export type TestHost = (typeof testHosts)[number];

/** Web pages on this machine, by http and by https. */
export interface Site {
  /** `http://unit.test:8080`, without a slash. */
  http(host: TestHost): string;
  https(host: TestHost): string;
  close(): Promise<void>;
}

export interface SiteAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Answers every request by `answer`; what it has no answer for is 404. */
export async function serveSite(
  answer: (path: string, request: IncomingMessage) => SiteAnswer | Promise<SiteAnswer | undefined> | undefined,
): Promise<Site> {
  const listener: RequestListener = (request, response) => void respond(answer, request, response);
  const plain = await listening(createServer(listener));
  const secure = await listening(createSecureServer(selfSigned(testHosts), listener));
  return {
    http: (host) => `http://${host}:${plain.port}`,
    https: (host) => `https://${host}:${secure.port}`,
    close: async () => {
      await Promise.all([plain.close(), secure.close()]);
    },
  };
}

async function respond(answer: Parameters<typeof serveSite>[0], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://unit.test").pathname);
  const found = (await answer(path, request)) ?? { status: 404, body: "" };
  response.writeHead(found.status ?? 200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...found.headers });
  response.end(found.body);
}

async function listening(server: Server): Promise<{ port: number; close(): Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
