import type { Hono } from "hono";
import { readCode } from "../../shared/documents/document.ts";
import type { Needs } from "../database/needs.ts";
import { networkOf } from "../host/address.ts";
import { sha256 } from "../host/hash.ts";
import { addressOf } from "../http/sender-address.ts";
import { Attempts } from "../people/attempts.ts";
import { emptyForm, type Filled, typed } from "../web/forms.ts";
import { readForm, showPage, type Web, type WebVariables } from "../web/web.ts";
import { type Checked, findIssuedDocument } from "./check.ts";
import { CheckPage } from "./check-page.tsx";

/** So many a quarter of an hour from one network: enough for an office that checks its mail, nothing for guessing 80 bits. */
const most = { kind: "document-check", limit: 30, windowMs: 15 * 60_000 } as const;

/** `/verify`: for strangers with a code or a file. Everything unknown is answered by one and the same page. */
export function addCheck(web: Hono<WebVariables>, { database, now }: Needs): void {
  const attempts = new Attempts({ database, now }, most);
  const count = (c: Web) => attempts.count(networkOf(addressOf(c)));

  web.get("/verify", (c) => showPage(c, CheckPage, { asked: false, found: undefined, byFile: false, filled: emptyForm }));

  web.get("/verify/:code", async (c) => {
    await count(c);
    const code = readCode(c.req.param("code"));
    return answer(c, code && (await findIssuedDocument(database.read, { code })), false);
  });

  web.post("/verify", async (c) => {
    await count(c);
    const form = await readForm(c);
    const { file, code: given } = form;
    if (file instanceof File && file.size > 0)
      return answer(c, await findIssuedDocument(database.read, { contentHash: sha256(new Uint8Array(await file.arrayBuffer())) }), true);
    const code = readCode(typeof given === "string" ? given : "");
    return answer(c, code && (await findIssuedDocument(database.read, { code })), false, { ...emptyForm, values: typed(form) });
  });
}

function answer(c: Web, found: Checked | "" | undefined, byFile: boolean, filled: Filled = emptyForm): Response {
  return showPage(c, CheckPage, { asked: true, found: found || undefined, byFile, filled }, found ? 200 : 404);
}
