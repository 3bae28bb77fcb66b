import type { Checked } from "../../server/people/needs.ts";
import { findPerson } from "../../server/people/people.ts";
import type { Role } from "../../shared/people/sign-in.ts";
import type { TestServer } from "./server.ts";
import { makeVisitor, signedIn, password as usual, type Visitor } from "./visitor.ts";

type App = TestServer["app"];

/** The browsers in which people are signed in at a server's pages. */
const browsers = new WeakMap<App, Map<string, Visitor>>();

/** This person is signed in there. */
export function keepsSignedIn(app: App, personId: string, visitor: Visitor): void {
  const those = browsers.get(app) ?? new Map<string, Visitor>();
  browsers.set(app, those.set(personId, visitor));
}

/** A browser in which this person is signed in: the one that they came with, or another where that session has ended. */
export async function browserOf({ context, app }: Pick<TestServer, "context" | "app">, personId: string): Promise<Visitor> {
  const kept = browsers.get(app)?.get(personId);
  if (kept && (await kept.visits("/account")).status === 200) return kept;
  const person = await findPerson(context.database.read, personId);
  const visitor = await signedIn({ app }, person?.email ?? "");
  keepsSignedIn(app, personId, visitor);
  return visitor;
}

/** The link that a page of the administrator's shows once, as a path. */
export async function linkOn(page: Response, purpose: "invitation" | "password"): Promise<string> {
  const [link] = new RegExp(`http://localhost:\\d+/${purpose}/[\\w-]+`).exec(await page.text()) ?? [];
  if (page.status !== 200 || link === undefined) throw new Error(`the page of the link answered ${page.status}`);
  return new URL(link).pathname;
}

interface Accepting {
  /** Whose browser it is opened in. */
  readonly visitor?: Visitor;
  readonly password?: string;
}

/** Accepts an invitation: a name, a password; signed in from then on. */
export async function accepts(
  app: App,
  link: string,
  name: string,
  { visitor = makeVisitor(app), password = usual }: Accepting = {},
): Promise<Visitor> {
  const answer = await visitor.sends(link, { name, password, again: password });
  if (answer.status !== 303) throw new Error(`the invitation answered ${answer.status}`);
  return visitor;
}

/** What the identity knows of somebody who has just given their password again. */
export async function givesPassword({ identity }: TestServer["context"], personId: string, roles: readonly Role[]): Promise<Checked> {
  const checked = await identity.checkPassword({ personId, name: "", email: "", roles, via: "session", scope: "roles" }, usual);
  if (!checked) throw new Error("that is not the password");
  return checked;
}

/** Lets the device in that shows this code, with the password, on the server's page. */
export async function approves(owner: Visitor, code: string, password = usual): Promise<void> {
  const approved = await owner.sends("/device", { code, decision: "approve", password });
  if (approved.status !== 200) throw new Error(`the approval answered ${approved.status}`);
}

let devices = 0;

/** Signs a device in: it asks for a code, its owner approves that with the password, it fetches its token. */
export async function signsDeviceIn(app: App, owner: Visitor, { deviceName = "Máy thử", password = usual } = {}): Promise<string> {
  // Each from a network of its own: codes that are asked for in one are counted.
  devices += 1;
  const from = {
    incoming: { socket: { remoteAddress: `10.${(devices >> 8) & 255}.${devices & 255}.1`, remotePort: 1, remoteFamily: "IPv4" } },
  };
  const asks = async (path: string, body: object) =>
    await (
      await app.request(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }, from)
    ).json();
  const { deviceCode, userCode } = await asks("/api/device/code", { deviceName });
  await approves(owner, userCode, password);
  return (await asks("/api/device/token", { deviceCode })).token;
}

/** A token for a program that does a lead's or an administrator's work, made on its owner's page. */
export async function getsToken(owner: Visitor): Promise<string> {
  const page = await owner.sends("/account/token", { purpose: "Máy thử", scope: "lead", tokenPassword: usual });
  const [token] = /\bpc_[\w-]{43}/.exec(await page.text()) ?? [];
  if (page.status !== 200 || token === undefined) throw new Error(`the page of the token answered ${page.status}`);
  return token;
}
