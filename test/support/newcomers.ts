import type { TestServer } from "./server.ts";
import { makeVisitor, password, type Visitor } from "./visitor.ts";

type App = TestServer["app"];

/** The link that a page of the administrator's shows once, as a path. */
export async function linkOn(page: Response, purpose: "invitation" | "password"): Promise<string> {
  const [link] = new RegExp(`http://localhost:8787/${purpose}/[\\w-]+`).exec(await page.text()) ?? [];
  if (page.status !== 200 || link === undefined) throw new Error(`the page of the link answered ${page.status}`);
  return new URL(link).pathname;
}

/** Accepts an invitation: a name, a password; signed in from then on. */
export async function accepts(app: App, link: string, name: string): Promise<Visitor> {
  const visitor = makeVisitor(app);
  const answer = await visitor.sends(link, { name, password, again: password });
  if (answer.status !== 303) throw new Error(`the invitation answered ${answer.status}`);
  return visitor;
}

/** Signs a device in: it asks for a code, its owner approves that with the password, it fetches its token. */
export async function signsDeviceIn(app: App, owner: Visitor, deviceName = "Máy thử"): Promise<string> {
  const asks = async (path: string, body: object) =>
    await (await app.request(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).json();
  const { deviceCode, userCode } = await asks("/api/device/code", { deviceName });
  const approved = await owner.sends("/device", { code: userCode, decision: "approve", password });
  if (approved.status !== 200) throw new Error(`the approval answered ${approved.status}`);
  return (await asks("/api/device/token", { deviceCode })).token;
}
