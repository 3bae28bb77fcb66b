import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve as listen } from "@hono/node-server";
import type { Logger } from "pino";
import { defaultChecklist } from "../shared/checklists/default.ts";
import type { Context } from "./app.ts";
import { publishChecklist } from "./checklists/checklists.ts";
import { loadInstance } from "./database/instance.ts";
import { holdData } from "./database/lock.ts";
import { openDatabase } from "./database/open.ts";
import { removeLeftCopies } from "./database/restore-marker.ts";
import { openEvidenceStore } from "./evidence/evidence-store.ts";
import type { Env } from "./host/env.ts";
import { loadTsx } from "./host/load-tsx.ts";
import { createLog } from "./host/log.ts";
import { createMetrics, serveMetrics } from "./host/metrics.ts";
import { keepPrivate } from "./host/private-files.ts";
import { readVersion } from "./host/version.ts";
import { openKeys } from "./ledger/keys.ts";
import { beginRecords } from "./ledger/records-begin.ts";
import { openIdentity } from "./people/identity.ts";
import { createRecorder } from "./submissions/recorder.ts";

// Pages are `.tsx`: what leads to them is imported after it. Whoever is run by node directly takes `createApp` from here.
loadTsx();
export const { createApp } = await import("./app.ts");

export interface Running {
  /** Where it listens, for this machine: `http://127.0.0.1:8787`. */
  readonly url: string;
  /** The one-time link that makes the administrator; absent once there is one. For the terminal only. */
  readonly setupLink: string | undefined;
  readonly context: Context;
  /** Takes no more requests, finishes those that run, and gives the folder back. */
  close(): Promise<void>;
}

export interface Opened {
  readonly context: Context;
  /** Answers what was handed over, closes the files, and gives the folder back. */
  close(): Promise<void>;
}

interface Surroundings {
  readonly log?: Logger;
  readonly now?: () => Date;
}

/**
 * Opens the data folder, locked for this process (`FolderInUse`), or the PostgreSQL database, which several serve, and brings it up to
 * date: tables, default checklist, keys, administrator.
 */
export async function openContext(env: Env, { log = createLog(env.logLevel), now = () => new Date() }: Surroundings = {}): Promise<Opened> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const part of closers.splice(0).reverse()) await part();
  };
  try {
    const { dataDir, databaseUrl, publicUrl, authSecret: secret } = env;
    let lookAgain = async () => {};
    const hold = await holdData(env, () => lookAgain());
    closers.push(() => hold.leave());
    const open = await keepPrivate(dataDir);
    if (open.length > 0)
      log.warn(
        { files: open.slice(0, 20), count: open.length },
        "others may read these files, and they belong to somebody else: mend their rights by hand",
      );
    const database = await openDatabase(dataDir, databaseUrl);
    closers.push(() => database.close());
    removeLeftCopies(dataDir);
    await publishChecklist(database, defaultChecklist, "system", now());
    await beginRecords(database, now());
    // Where several servers share the folder, what was written to today may still be arriving.
    await openEvidenceStore(dataDir).sweep(new Date(Date.now() - (databaseUrl === undefined ? 0 : 86_400_000)));
    const instance = { ...(await loadInstance(database)), version: readVersion() };
    // A database that was away may have come back as an older one of itself.
    lookAgain = async () => void Object.assign(instance, await loadInstance(database));
    const keys = openKeys(dataDir, now());
    const identity = await openIdentity({ dataDir, databaseUrl, publicUrl, secret, database, now });
    closers.push(() => identity.close());
    if (env.admin) await identity.ensureAdministrator(env.admin);
    await hold.setUp();
    const recorder = createRecorder(database, keys, instance.instanceId);
    closers.push(() => recorder.idle());
    const metrics = createMetrics(instance.version);
    return { context: { env, database, identity, keys, log, metrics, recorder, instance, now }, close };
  } catch (problem) {
    await close();
    throw problem;
  }
}

/** Opens the folder and listens. */
export async function serve(env: Env, surroundings: Surroundings = {}): Promise<Running> {
  const { context, close } = await openContext(env, surroundings);
  try {
    const { server, address } = await listenOn(context);
    const figures = env.metricsPort === undefined ? undefined : await serveMetrics(context.metrics, env.metricsPort);
    const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
    return {
      url: `http://${host}:${address.port}`,
      setupLink: await context.identity.makeSetupLink(),
      context,
      async close() {
        await stop(server);
        if (figures) await stop(figures);
        await close();
      },
    };
  } catch (problem) {
    await close();
    throw problem;
  }
}

function listenOn(context: Context): Promise<{ server: Server; address: AddressInfo }> {
  return new Promise((resolve, reject) => {
    const { env } = context;
    const server = listen({ fetch: createApp(context).fetch, port: env.port, hostname: env.host }, (address) => {
      server.off("error", reject);
      resolve({ server: server as Server, address });
    });
    server.once("error", reject);
  });
}

/** Idle connections end at once, those that carry a request after its answer, and what hangs after ten seconds. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const hanging = setTimeout(() => server.closeAllConnections(), 10_000);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(hanging);
      resolve();
    });
    server.closeIdleConnections();
  });
}
