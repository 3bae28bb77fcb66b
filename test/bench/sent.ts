import { createApp } from "../../server/serve.ts";
import { accepts } from "../support/newcomers.ts";
import type { Province } from "./province.ts";

/** What a page takes on the wire: the bytes that a lead's browser is sent, packed as browsers ask for it. */
export type Sent = (path: string) => Promise<Buffer>;

export async function leadsBrowser({ context, inspectors: [member] }: Province): Promise<Sent> {
  const app = createApp(context);
  const by = { personId: member?.personId ?? "", name: "", email: "", roles: ["admin"], via: "session", scope: "roles" } as const;
  const invited = { name: "Trưởng đoàn", email: "web@bench.test", roles: ["lead"] as const, unitId: null };
  const visitor = await accepts(app, new URL(await context.identity.makeInvitation(by, invited)).pathname, invited.name);
  return async (path) => {
    const answer = await visitor.visits(path, { "accept-encoding": "gzip" });
    if (answer.status !== 200 || answer.headers.get("content-encoding") !== "gzip")
      throw new Error(`${path} was answered ${answer.status}, ${answer.headers.get("content-encoding")}`);
    return Buffer.from(await answer.arrayBuffer());
  };
}
