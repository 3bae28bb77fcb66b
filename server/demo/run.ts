/*
 * A server to look at: run.ts starts one in a folder that goes away again, data.ts fills it through the functions that pages and API use,
 * and site/ is the web portal of its made-up offices, to score on. Everything is the same each time but the days, which count back from
 * today.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { pino } from "pino";
import { vietnamDay } from "../../shared/text.ts";
import type { Env } from "../host/env.ts";
import { serve } from "../serve.ts";
import { fillDemo } from "./data.ts";
import { findFreePort } from "./free-port.ts";

export interface RunningDemo {
  /** The server's address, and the portal's. */
  readonly server: string;
  readonly portal: string;
  /** Everything that the demo keeps; gone after `close`. */
  readonly folder: string;
  close(): Promise<void>;
}

/** The server on throw-away data and the offices' portal beside it, on this port and the next free ones. */
export async function runDemo(env: Env, now: Date): Promise<RunningDemo> {
  const folder = await mkdtemp(join(tmpdir(), "phieu-cham-demo-"));
  const discard = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    const port = await findFreePort(env.port);
    const address = `http://localhost:${port}`;
    const server = await serve(
      { ...env, port, publicUrl: address, dataDir: join(folder, "data"), databaseUrl: undefined, metricsPort: undefined, admin: undefined },
      { log: pino({ level: "warn" }) },
    );
    // Its pages are .tsx, which Node loads from serve.ts on.
    const { createPortal } = await import("./site/portal.ts");
    const site = createServer(getRequestListener(createPortal(vietnamDay(now)).fetch));
    const sitePort = await findFreePort(port + 1);
    await new Promise<void>((resolve) => site.listen(sitePort, "127.0.0.1", resolve));
    const portal = `http://localhost:${sitePort}`;
    await fillDemo(server.context, { portal, now });
    return {
      server: address,
      portal,
      folder,
      async close() {
        site.close();
        site.closeAllConnections();
        await server.close();
        await discard();
      },
    };
  } catch (problem) {
    await discard();
    throw problem;
  }
}
