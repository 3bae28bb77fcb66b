import type { createApp } from "../../server/app.ts";
import { findPersonByEmail } from "../../server/people/people.ts";
import type { Role } from "../../shared/people/sign-in.ts";
import { type PersonName, people } from "./named-people.ts";
import { accepts, browserOf, keepsSignedIn, linkOn } from "./newcomers.ts";
import { makeDevice, type TestServer } from "./server.ts";

type App = ReturnType<typeof createApp>;

/** A browser without a screen: keeps cookies, sends `Origin` with every form, follows nothing by itself. */
export interface Visitor {
  readonly cookies: ReadonlyMap<string, string>;
  visits(path: string, headers?: Record<string, string>): Promise<Response>;
  sends(path: string, form?: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Response>;
  /** A form with a file in it. */
  uploads(path: string, form: Record<string, string | File | File[]>): Promise<Response>;
}

interface Come {
  /** What the browser has kept. */
  readonly cookies?: Iterable<readonly [string, string]>;
  readonly publicUrl?: string;
}

export function makeVisitor(
  app: App,
  address = "192.0.2.1",
  { cookies: kept = [], publicUrl = "http://localhost:8787" }: Come = {},
): Visitor {
  const cookies = new Map<string, string>(kept);
  const go = async (path: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const answer = await app.request(
      `${publicUrl}${path}`,
      { ...init, headers },
      { incoming: { socket: { remoteAddress: address, remotePort: 1, remoteFamily: "IPv4" } } },
    );
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      if (value === "" || /max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    cookies,
    visits: (path, headers = {}) => go(path, { headers }),
    uploads: (path, form) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) body.append(name, one);
      return go(path, { method: "POST", body, headers: { origin: publicUrl } });
    },
    sends: (path, form = {}, headers = {}) => {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) body.append(name, one);
      return go(path, { method: "POST", body, headers: { origin: publicUrl, ...headers } });
    },
  };
}

/** Concludes an inspection on its page, as it stands when the page is drawn. */
export async function concludes(visitor: Visitor, inspectionId: string, form: Readonly<Record<string, string>> = {}): Promise<Response> {
  const path = `/inspections/${inspectionId}/conclude`;
  const page = await (await visitor.visits(path)).text();
  return await visitor.sends(path, {
    asked: "yes",
    seen: /name="seen" value="([^"]*)"/.exec(page)?.[1]?.replaceAll("&quot;", '"') ?? "",
    ...form,
  });
}

export const password = "một mật khẩu đủ dài";

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/**
 * An account of these roles, as an administrator makes it: invited by Quân on his page, and
 * accepted. One of a unit speaks for none any more.
 */
export async function makeAccount(server: TestServer, name: string, roles: readonly Role[]): Promise<Account> {
  if (roles.includes("unit")) {
    const account = await makeOffice(server, name, server.unitIds[0] ?? "");
    await administers(server, `/admin/people/${account.id}/unit`, { end: "yes" });
    return account;
  }
  const email = emailOf(name);
  const page = await (await browserOf(server, server.asInspector("quan").personId)).sends("/admin/people/invitation", {
    name,
    email,
    roles: [...roles],
  });
  return await joins(server, await linkOn(page, "invitation"), { name, email });
}

function emailOf(name: string): string {
  return `${name.replace(/\W/g, "").toLowerCase()}@tinh.test`;
}

/** Accepts the invitation. */
async function joins(server: TestServer, link: string, { name, email }: Omit<Account, "id">): Promise<Account> {
  const visitor = await accepts(server.app, link, name);
  const person = await findPersonByEmail(server.context.database.read, email);
  if (!person) throw new Error("the invitation made nobody");
  keepsSignedIn(server.app, person.id, visitor);
  return { id: person.id, email, name };
}

/** What an administrator does on the page of the people: Quân, or whoever is named. */
export async function administers(
  server: TestServer,
  path: string,
  form: Record<string, string | string[]>,
  by: PersonName = "quan",
): Promise<void> {
  const answer = await (await browserOf(server, server.asInspector(by).personId)).sends(path, form);
  if (answer.status !== 303 || !answer.headers.get("location")?.startsWith("/admin/people?said="))
    throw new Error(`${path} answered ${answer.status}`);
}

/**
 * Leaves nobody who administers or leads but this one person, who becomes an administrator for it: no server is ever without one, and none
 * shuts themselves out.
 */
export async function leavesAlone(server: TestServer, left: PersonName, others: readonly PersonName[]): Promise<void> {
  const of = (name: PersonName) => server.asInspector(name).personId;
  await administers(server, `/admin/people/${of(left)}/roles`, { roles: [...people[left].roles, "admin"] });
  for (const other of others) await administers(server, `/admin/people/${of(other)}/disabled`, {}, left);
}

/** The same undone: the others may come in again, with devices that they sign in anew. */
export async function comesBack(server: TestServer, left: PersonName, others: readonly PersonName[]): Promise<void> {
  const of = (name: PersonName) => server.asInspector(name).personId;
  for (const other of others) await administers(server, `/admin/people/${of(other)}/disabled`, { disabled: "no" }, left);
  await administers(server, `/admin/people/${of(left)}/roles`, { roles: [...people[left].roles] });
}

/** Somebody signed in at the web page. */
export async function signedIn(server: Pick<TestServer, "app">, email: string, address?: string): Promise<Visitor> {
  const visitor = makeVisitor(server.app, address);
  const answer = await visitor.sends("/sign-in", { email, password, next: "/" });
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
  return visitor;
}

/** An account that speaks for a unit, as an administrator makes it: invited for the unit, and accepted. */
export async function makeOffice(server: TestServer, name: string, unitId: string): Promise<Account> {
  const email = emailOf(name);
  const administrator = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  const body = JSON.stringify({ name, email, roles: ["unit"], unitId });
  const answer = await administrator.fetch("/api/people/invitations", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  if (answer.status !== 200) throw new Error(`the invitation answered ${answer.status}`);
  return await joins(server, new URL((await answer.json()).address).pathname, { name, email });
}
