/* What every screen needs: settings, the call to the background, and who has the focus and the keys. */

import * as v from "valibot";
import { browser } from "wxt/browser";
import type { AnswerOf, Ask, Calls, Reply } from "../messages.ts";

const ReplySchema: v.GenericSchema<unknown, Reply> = v.variant("ok", [
  v.strictObject({ ok: v.literal(true), answer: v.unknown() }),
  v.strictObject({ ok: v.literal(false), reason: v.string() }),
]);

/** Asks the background. Throws where it refused or cannot be reached; the message is for the error report, not for the screen. */
export async function call<Name extends keyof Calls>(name: Name, ask: Ask<Name>): Promise<AnswerOf<Name>> {
  const reply = v.parse(ReplySchema, await browser.runtime.sendMessage({ call: name, ask }));
  if (!reply.ok) throw new Error(`${name}: ${reply.reason}`);
  return reply.answer as AnswerOf<Name>;
}
