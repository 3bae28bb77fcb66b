import { connect, type Socket } from "node:net";

/** One HTTP request as the bytes that go over the wire, made before the clock starts. */
export function requestBytes(method: string, path: string, port: number, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const content = Buffer.from(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  if (content.length > 0) lines.push(`content-length: ${content.length}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), content]);
}

export interface Answers {
  /** From the first byte sent to the last answer. */
  readonly seconds: number;
  /** Of each request, in milliseconds. */
  readonly latencies: readonly number[];
  /** How often each status came. */
  readonly statuses: ReadonlyMap<number, number>;
}

/**
 * Sends all requests over so many kept connections, each as soon as its connection is free: a bare client,
 * so that it takes little from the server.
 */
export async function send(port: number, connections: number, requests: readonly Buffer[]): Promise<Answers> {
  const lines = await Promise.all(Array.from({ length: Math.min(connections, requests.length) }, () => open(port)));
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  let next = 0;
  const start = performance.now();
  await Promise.all(
    lines.map(async (line) => {
      for (let request = requests[next++]; request; request = requests[next++]) {
        const sent = performance.now();
        const status = await line.ask(request);
        latencies.push(performance.now() - sent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  for (const line of lines) line.close();
  return { seconds, latencies, statuses };
}

interface Line {
  /** The status, once the whole answer is here. */
  ask(request: Buffer): Promise<number>;
  close(): void;
}

function open(port: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1");
    let waiting: { resolve(status: number): void; reject(reason: Error): void } | undefined;
    let parts: Buffer[] = [];
    let have = 0;
    let need = -1;
    let status = 0;
    socket.setNoDelay(true);
    socket.on("error", (problem) => (waiting ?? { reject }).reject(problem));
    socket.on("close", () => waiting?.reject(new Error("the server closed the connection")));
    socket.on("data", (data) => {
      parts.push(data);
      have += data.length;
      if (need < 0) {
        const head = Buffer.concat(parts);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        const text = head.toString("latin1", 0, end);
        const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
        if (length === undefined) {
          waiting?.reject(new Error("the benches' client reads answers with a content-length only"));
          return;
        }
        status = Number(text.slice(9, 12));
        need = end + 4 + Number(length);
      }
      if (have < need) return;
      const answered = waiting;
      waiting = undefined;
      parts = [];
      have = 0;
      need = -1;
      answered?.resolve(status);
    });
    socket.once("connect", () => {
      resolve({
        ask: (request) =>
          new Promise((settle, fail) => {
            waiting = { resolve: settle, reject: fail };
            socket.write(request);
          }),
        close: () => socket.destroy(),
      });
    });
  });
}
