import type { createApp } from "../../server/app.ts";
import { findPersonByEmail } from "../../server/database/people.ts";
import type { Role } from "../../shared/api.ts";
import type { TestServer } from "./server.ts";

type App = ReturnType<typeof createApp>;

/** A browser without a screen: keeps cookies, sends `Origin` with every form, follows nothing by itself. */
export interface Visitor {
  readonly cookies: ReadonlyMap<string, string>;
  visits(path: string, headers?: Record<string, string>): Promise<Response>;
  sends(path: string, form?: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Response>;
  /** A form with a file in it. */
  uploads(path: string, form: Record<string, string | File>): Promise<Response>;
}

const publicUrl = "http://localhost:8787";

export function makeVisitor(app: App, address = "192.0.2.1"): Visitor {
  const cookies = new Map<string, string>();
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
      for (const [name, value] of Object.entries(form)) body.set(name, value);
      return go(path, { method: "POST", body, headers: { origin: publicUrl } });
    },
    sends: (path, form = {}, headers = {}) => {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) body.append(name, one);
      return go(path, { method: "POST", body, headers: { origin: publicUrl, ...headers } });
    },
  };
}

export const password = "một mật khẩu đủ dài";

/** An account of these roles; its id and how it signs in. */
export async function makeAccount(server: TestServer, name: string, roles: readonly Role[]): Promise<{ id: string; email: string; name: string }> {
  const email = `${name.replace(/\W/g, "").toLowerCase()}@tinh.test`;
  return { id: await server.context.identity.makePerson({ name, email, password, roles }), email, name };
}

/** Somebody signed in at the web page. */
export async function signedIn(server: TestServer, email: string, address?: string): Promise<Visitor> {
  const visitor = makeVisitor(server.app, address);
  const answer = await visitor.sends("/sign-in", { email, password, next: "/" });
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
  return visitor;
}

/** An account that speaks for a unit, as an administrator makes it: invited for the unit, and accepted. */
export async function makeOffice(server: TestServer, name: string, unitId: string): Promise<{ id: string; email: string; name: string }> {
  const { identity, database } = server.context;
  const email = `${name.replace(/\W/g, "").toLowerCase()}@tinh.test`;
  const { personId } = server.asInspector("quan");
  const by = { personId, name: "", email: "", roles: ["admin"], via: "session", scope: "roles" } as const;
  const link = await identity.makeInvitation(by, { name, email, roles: ["unit"], unitId });
  await identity.acceptLink("invitation", link.split("/").at(-1) ?? "", { name, email, password });
  const person = await findPersonByEmail(database.read, email);
  if (!person) throw new Error("the invitation made nobody");
  return { id: person.id, email, name };
}
