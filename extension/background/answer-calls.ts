import * as v from "valibot";
import { browser } from "wxt/browser";
import type { AnswerOf, Ask, Caller, Calls, Handlers, Reply } from "../messages.ts";

const nothing = v.strictObject({});
const tab = v.strictObject({ tabId: v.pipe(v.number(), v.safeInteger()) });
const shortText = v.pipe(v.string(), v.maxLength(2_000));

const asks = {
  claimPanel: v.strictObject({ token: v.pipe(v.string(), v.maxLength(100)) }),
  closePanel: tab,
  compareStorage: v.strictObject({ mark: v.nullable(v.pipe(v.string(), v.maxLength(100))) }),
  placePanel: v.strictObject({ ...tab.entries, side: v.picklist(["left", "right"]), minimised: v.boolean() }),
  overlayPlace: tab,
  rememberedDraft: tab,
  rememberDraft: v.strictObject({ ...tab.entries, draftId: v.nullable(v.pipe(v.string(), v.uuid())) }),
  typingIn: v.strictObject({
    ...tab.entries,
    criterionId: v.pipe(v.string(), v.maxLength(100)),
    fieldId: v.pipe(v.string(), v.maxLength(200)),
  }),
  keepPanel: tab,
  openPanelWindow: v.strictObject({ ...tab.entries, why: v.picklist(["asked", "covered"]) }),
  captureQuote: tab,
  openDesk: v.strictObject({ at: v.pipe(shortText, v.regex(/^#\/[\w/-]*$/)) }),
  openOptions: nothing,
  startSignIn: v.strictObject({ server: shortText }),
  signInState: nothing,
  signOut: nothing,
  refreshField: nothing,
  sendNow: nothing,
  withdraw: v.strictObject({ submissionId: v.pipe(v.string(), v.uuid()), reason: shortText }),
} satisfies { [Name in keyof Calls]: v.GenericSchema<unknown, Parameters<Calls[Name]>[0]> };

const Question = v.strictObject({ call: v.picklist(Object.keys(asks) as (keyof Calls)[]), ask: v.unknown() });

/**
 * Answers calls from our own pages: anything else (content scripts, other extensions) is not listened to.
 * Registers its listener at once; `failed` hears of every error, with the call's name.
 */
export function answerCalls(handlers: Handlers, failed: (step: string, error: unknown) => void): void {
  browser.runtime.onMessage.addListener((message: unknown, sender, respond: (reply: Reply) => void) => {
    const path = ownPath(sender);
    const question = v.safeParse(Question, message);
    if (path === undefined || !question.success) return;
    const { call: name, ask } = question.output;
    answer(handlers, name, ask, { tabId: sender.tab?.id, frameId: sender.frameId, path, incognito: sender.tab?.incognito === true }).then(
      (given) => respond({ ok: true, answer: given }),
      (error: unknown) => {
        failed(name, error);
        respond({ ok: false, reason: error instanceof Error ? error.name : "unknown" });
      },
    );
    return true;
  });
}

async function answer<Name extends keyof Calls>(handlers: Handlers, name: Name, ask: unknown, caller: Caller): Promise<AnswerOf<Name>> {
  const schema: v.GenericSchema<unknown, Ask<Name>> = asks[name];
  return await handlers[name](v.parse(schema, ask), caller);
}

/** The address itself stays here: it carries the panel's token. */
function ownPath({ id, url }: { readonly id?: string | undefined; readonly url?: string | undefined }): string | undefined {
  if (id !== browser.runtime.id || !url || !URL.canParse(url)) return undefined;
  const own = new URL(browser.runtime.getURL("/"));
  const asking = new URL(url);
  return asking.protocol === own.protocol && asking.host === own.host ? asking.pathname : undefined;
}
