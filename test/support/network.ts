import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A wire between the extension and a server, which a test can cut. It listens on a port of its own that stays the same. */
export interface Wire {
  readonly port: number;
  /** To this port on this machine; may be told later, when the server is up. */
  connectTo(port: number): void;
  /** Nothing gets through any more, and what is open is torn. */
  cut(): void;
  /** Everything goes through but the answers to PUT: the server has stored, and the device does not know. */
  loseReceipts(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function wire(): Promise<Wire> {
  let mode: "open" | "cut" | "loseReceipts" = "open";
  let target = 0;
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
  };
  const server = createServer((device) => {
    if (mode === "cut" || target === 0) return void device.resetAndDestroy();
    const there = connect(target, "127.0.0.1");
    keep(device);
    keep(there);
    let storing = false;
    device.on("data", (bytes) => {
      storing ||= bytes.toString("latin1", 0, 4) === "PUT ";
      there.write(bytes);
    });
    there.on("data", (bytes) => {
      if (mode === "loseReceipts" && storing) device.destroy();
      else device.write(bytes);
    });
    device.on("end", () => there.end());
    there.on("end", () => device.end());
    there.on("close", () => device.destroy());
    device.on("close", () => there.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connectTo: (port) => {
      target = port;
    },
    cut: () => {
      mode = "cut";
      for (const socket of open) socket.destroy();
    },
    loseReceipts: () => {
      mode = "loseReceipts";
    },
    restore: () => {
      mode = "open";
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
