import * as v from "valibot";
import { browser } from "wxt/browser";
import { newId } from "../../shared/id.ts";
import { Quote } from "../../shared/sheets/answer.ts";

const Found = v.nullable(v.object({ exact: v.string(), prefix: v.string(), suffix: v.string(), url: v.string(), title: v.string() }));

/** What is selected on the tab's page; `null` where nothing is. Throws where the page may not be read, or is no web page. */
export async function captureQuote(tabId: number): Promise<Quote | null> {
  const [frame] = await browser.scripting.executeScript({ target: { tabId }, files: ["/quote.js"], injectImmediately: true });
  const found = v.parse(Found, frame?.result ?? null);
  return found && v.parse(Quote, { type: "quote", id: newId(), ...found, capturedAt: new Date().toISOString() });
}
