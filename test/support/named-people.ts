import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pino } from "pino";
import * as v from "valibot";
import { inject } from "vitest";
import { readEnv } from "../../server/host/env.ts";
import { findPersonByEmail } from "../../server/people/people.ts";
import { createApp, type Opened, openContext } from "../../server/serve.ts";
import { newId } from "../../shared/id.ts";
import type { Role } from "../../shared/people/sign-in.ts";
import { accepts, getsToken, linkOn, signsDeviceIn } from "./newcomers.ts";
import { dropDatabase } from "./postgres.ts";
import { newDatabase, type StoredData } from "./stored-data.ts";
import { makeVisitor, password, type Visitor } from "./visitor.ts";

/** Who appears in the tests. Bình and An inspect, Lan leads, Quân administers. */
export const people = {
  an: { name: "Lê Thị An", roles: ["inspector"] },
  binh: { name: "Trần Văn Bình", roles: ["inspector"] },
  chi: { name: "Hoàng Kim Chi", roles: ["inspector"] },
  lan: { name: "Phạm Ngọc Lan", roles: ["lead", "inspector"] },
  quan: { name: "Đỗ Minh Quân", roles: ["admin"] },
} as const satisfies Record<string, { name: string; roles: readonly Role[] }>;
export type PersonName = keyof typeof people;

const Somebody = v.object({
  id: v.string(),
  /** What keeps them signed in at the web page. */
  cookies: v.array(v.tuple([v.string(), v.string()])),
  /** Of their device; Quân, who inspects nothing, has a token for programs. */
  token: v.string(),
});
const Named = v.object({
  an: Somebody,
  binh: Somebody,
  chi: Somebody,
  lan: Somebody,
  quan: Somebody,
  lead: v.string(),
  database: v.optional(v.string()),
});
export type Named = v.InferOutput<typeof Named>;

/** Who these people are, beside the data of a server that has stopped. */
const namedFile = "named.json";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of this run's data folders in which the named people are. */
    namedPeople: string;
  }
}

interface Where {
  readonly dataDir: string;
  /** A PostgreSQL, or `null`: SQLite. */
  readonly socket: string | null | undefined;
  readonly now: Date;
}

/**
 * Fills the folder with a database in which the named people are. They come as anybody comes, which takes seconds: by the set-up link, by
 * invitations and with devices that are approved; and so once in a run for each day that tests take for today. The others are copies.
 */
export async function newPeopledDatabase({ dataDir, socket, now }: Where): Promise<{ stored: StoredData; named: Named }> {
  const day = now.toISOString().slice(0, 10);
  const kept = join(inject("namedPeople"), `${socket ? basename(socket) : "sqlite"}-${day}`);
  if (!existsSync(kept)) await keepPeople(kept, socket, new Date(`${day}T00:00:00Z`));
  cpSync(kept, dataDir, { recursive: true });
  const named = v.parse(Named, JSON.parse(readFileSync(join(dataDir, namedFile), "utf8")));
  rmSync(join(dataDir, namedFile));
  return { stored: newDatabase(dataDir, socket, named.database), named };
}

/** Where two do so at the same moment, the first one's are kept. */
async function keepPeople(kept: string, socket: string | null | undefined, at: Date): Promise<void> {
  const dataDir = `${kept}-${newId()}`;
  mkdirSync(dataDir, { mode: 0o700 });
  const stored = newDatabase(dataDir, socket);
  const opened = await openContext(readEnv({ DATA_DIR: dataDir, LOG_LEVEL: "silent", ...stored.env }), {
    log: pino({ level: "silent" }),
    now: () => at,
  });
  const named = await makeNamedPeople(opened).finally(opened.close);
  rmSync(join(dataDir, "server.lock"), { force: true });
  writeFileSync(join(dataDir, namedFile), JSON.stringify({ ...named, database: stored.database }));
  try {
    renameSync(dataDir, kept);
  } catch (problem) {
    if (!existsSync(kept)) throw problem;
    rmSync(dataDir, { recursive: true });
    if (socket && stored.database) dropDatabase(socket, stored.database);
  }
}

/** The named people on a server that has nobody yet. */
export async function makeNamedPeople(opened: Opened): Promise<Named> {
  const { identity, database } = opened.context;
  const app = createApp(opened.context);
  const email = (name: PersonName) => `${name}@cham.test`;
  const idOf = async (name: PersonName) => (await findPersonByEmail(database.read, email(name)))?.id ?? "";
  const quan = makeVisitor(app);
  const setUp = new URL((await identity.makeSetupLink()) ?? "").pathname;
  await quan.sends(setUp, { name: people.quan.name, email: email("quan"), password, again: password });
  const administrator = await idOf("quan");
  // Who sets a server up leads besides; Quân leaves that to Lan.
  await quan.sends(`/admin/people/${administrator}/roles`, { roles: [...people.quan.roles] });

  const comes = async (name: PersonName) => {
    const invitation = { name: people[name].name, email: email(name), roles: [...people[name].roles] };
    const visitor = await accepts(
      app,
      await linkOn(await quan.sends("/admin/people/invitation", invitation), "invitation"),
      people[name].name,
    );
    return { visitor, somebody: { id: await idOf(name), cookies: cookiesOf(visitor), token: await signsDeviceIn(app, visitor) } };
  };
  const [an, binh, chi, lan] = [await comes("an"), await comes("binh"), await comes("chi"), await comes("lan")];
  return {
    an: an.somebody,
    binh: binh.somebody,
    chi: chi.somebody,
    lan: lan.somebody,
    quan: { id: administrator, cookies: cookiesOf(quan), token: await getsToken(quan) },
    lead: await getsToken(lan.visitor),
  };
}

function cookiesOf({ cookies }: Visitor): [string, string][] {
  return [...cookies];
}
