/*
 * The page of settling by keyboard, and what others decide seen within seconds. Everything is the server's: what has changed is taken from
 * the page as it would be loaded anew, part by part, and never a part that something can be typed into.
 */

import { isComposed } from "../../../shared/ui/is-composed.ts";
import { spotOf } from "../../../shared/ui/keyboard.ts";
import { onSingleKey, type SingleKey } from "../../../shared/ui/single-keys.ts";

/** How often it is asked whether something has changed. */
const pulseMs = 3_000;
const switchName = "settling-keys";

const form = document.querySelector<HTMLFormElement>("#decide");
const keys = document.querySelector<HTMLElement>(".keys");
const said = document.querySelector<HTMLElement>("#said");
const unsaved = document.querySelector<HTMLElement>(".unsaved");

let keysAreOn = readSwitch();
if (keys) offerSwitch(keys);
if (form) beginDeciding(form);
if (said) void follow(said);
if (form) {
  document.addEventListener("keydown", (event) => storeByKey(event, form));
  onSingleKey(document, (pressed) => (keysAreOn ? commandOf(pressed, form) : undefined));
}
if (location.hash === "#reason") reasonField()?.focus();

function readSwitch(): boolean {
  try {
    return localStorage.getItem(switchName) !== "off";
  } catch {
    return true;
  }
}

/** Single keys can be switched off: whoever speaks to the computer would press them by the letters of words (WCAG 2.1.4). */
function offerSwitch(keys: HTMLElement): void {
  const button = keys.querySelector("button");
  if (!button) return;
  const tell = () => {
    button.textContent = (keysAreOn ? button.dataset["off"] : button.dataset["on"]) ?? "";
  };
  button.addEventListener("click", () => {
    keysAreOn = !keysAreOn;
    try {
      localStorage.setItem(switchName, keysAreOn ? "on" : "off");
    } catch {
      // It holds for this page.
    }
    tell();
  });
  tell();
  keys.hidden = false;
}

/** The open criterion's form is sent without leaving the page, so that what was typed outlives a server that does not answer. */
function beginDeciding(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, event.submitter);
  });
  unsaved?.querySelector("button")?.addEventListener("click", () => form.requestSubmit());
}

let sending = false;
let composing = false;
for (const sign of ["compositionstart", "compositionend"])
  document.addEventListener(sign, () => {
    composing = sign === "compositionstart";
  });

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (sending) return;
  sending = true;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") body.append(name, value);
  // Enter, and the button that stores it again, mean the decision.
  if (!body.has("do")) body.append("do", "decide");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.redirected) location.assign(answer.url);
    else if (answer.status >= 500) tellUnsaved();
    else await showRefusal(answer, body);
  } catch {
    tellUnsaved();
  } finally {
    sending = false;
  }
}

function tellUnsaved(): void {
  if (!unsaved) return;
  unsaved.hidden = false;
  // Who types on is not taken out of the field: it is said aloud, and the button is there.
  if (spotOf(document.activeElement) !== "text") unsaved.querySelector("button")?.focus();
}

/** The server draws the page again, with what was typed and what is wrong. What was typed and chosen since the sending stays. */
async function showRefusal(answer: Response, sent: URLSearchParams): Promise<void> {
  const page = await pageIn(answer);
  const again = page?.querySelector<HTMLFormElement>("#decide");
  if (!page || !again || !form) return void location.reload();
  await composed();
  const stays = fieldsOf(form);
  const writing = document.activeElement;
  // Who has not typed on is brought to what is wrong.
  const typedOn = isText(writing) && form.contains(writing) && sent.get(writing.name)?.replaceAll("\r\n", "\n") !== writing.value;
  const at = typedOn ? { name: writing.name, from: writing.selectionStart, to: writing.selectionEnd } : undefined;
  form.replaceChildren(...[...again.childNodes].map((node) => document.importNode(node, true)));
  for (const field of fieldsOf(form)) {
    const before = stays.find(({ name, value }) => name === field.name && (spotOf(field) === "text" || value === field.value));
    if (before && isText(field)) field.value = before.value;
    else if (before instanceof HTMLInputElement && field instanceof HTMLInputElement) field.checked = before.checked;
  }
  if (unsaved) unsaved.hidden = true;
  takeParts(page);
  const field = fieldsOf(form).find(({ name }) => name === at?.name);
  if (at && field) {
    field.focus();
    field.setSelectionRange(at.from, at.to);
  } else (form.querySelector<HTMLElement>("[aria-invalid]") ?? reasonField())?.focus();
}

/** What can be typed into or chosen. */
function fieldsOf(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement)[] {
  return [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=hidden]), textarea")];
}

function isText(field: unknown): field is HTMLInputElement | HTMLTextAreaElement {
  return (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && spotOf(field) === "text";
}

/** Waits until an input method has put together the letter that it is at. */
function composed(): Promise<void> {
  if (!composing) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("compositionend", () => setTimeout(resolve), { once: true }));
}

async function pageIn(answer: Response): Promise<Document | undefined> {
  if (!answer.headers.get("content-type")?.startsWith("text/html")) return undefined;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function reasonField(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>("#reason");
}

/** What changes with what is decided, and who else is there. */
interface Pulse {
  readonly tag: string;
  readonly present: unknown;
}

/** Asks now and then whether something has changed, and takes it over. Stops while nobody looks. */
async function follow(said: HTMLElement): Promise<void> {
  let known = said.dataset["pulse"];
  let others: string | undefined;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pulseMs));
    if (document.hidden || sending) continue;
    try {
      const criterion = new URLSearchParams({ criterion: openCriterion() });
      const answer = await fetch(`${location.pathname}/pulse?${criterion}`);
      if (!answer.ok) continue;
      const { tag, present }: Pulse = await answer.json();
      const here = JSON.stringify(present);
      if (tag !== known || (others !== undefined && here !== others)) await refresh(said);
      [known, others] = [tag, here];
    } catch {
      // The next round asks again; what cannot be stored says so itself.
    }
  }
}

function openCriterion(): string {
  return form?.querySelector<HTMLInputElement>("[name=criterion]")?.value ?? "";
}

async function refresh(said: HTMLElement): Promise<void> {
  const page = await pageIn(await fetch(`${location.pathname}?${new URLSearchParams({ criterion: openCriterion() })}`));
  if (!page) return;
  const before = new Set(historyIn(document));
  const now = historyIn(page);
  takeParts(page);
  // The oldest first, as it happened.
  for (const line of now.filter((one) => !before.has(one)).reverse()) {
    const item = document.createElement("span");
    item.textContent = `${line} `;
    said.append(item);
  }
}

function historyIn(page: Document): string[] {
  return [...page.querySelectorAll("#history li")].map((item) => item.textContent ?? "");
}

/** Each part of the page that nothing can be typed into, where it differs; the keyboard stays on what it was on, or in its part. */
function takeParts(page: Document): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const now = page.getElementById(part.id);
    if (!now || now.isEqualNode(part)) continue;
    const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : undefined;
    part.replaceChildren(...[...now.childNodes].map((node) => document.importNode(node, true)));
    for (const { name, value } of now.attributes) part.setAttribute(name, value);
    if (focused === undefined) continue;
    const same = [...part.querySelectorAll<HTMLElement>("a, button, summary")].find((one) => nameOf(one) === focused);
    if (!same) part.tabIndex = -1;
    (same ?? part).focus();
  }
}

/** What a link or button does, by which it is found again wherever it stands now. */
function nameOf(element: Element | null): string {
  if (element instanceof HTMLAnchorElement) return element.href;
  const fields = element instanceof HTMLButtonElement && element.form ? [...new FormData(element.form, element)] : [];
  return `${element?.localName} ${element?.textContent} ${JSON.stringify(fields.map(([name, value]) => [name, String(value)]))}`;
}

function storeByKey(event: KeyboardEvent, form: HTMLFormElement): void {
  const { target, key, ctrlKey, metaKey } = event;
  if (isComposed(event) || key !== "Enter" || !(ctrlKey || metaKey)) return;
  if (!(target instanceof Element) || !target.closest("#decide")) return;
  event.preventDefault();
  form.requestSubmit(decideButton());
}

function decideButton(): HTMLButtonElement | undefined {
  return form?.querySelector<HTMLButtonElement>("button[value=decide]") ?? undefined;
}

/** What a single key does; nothing where it means something else, or in another form: Enter on a sheet to give back decides nothing. */
function commandOf({ key, digit, target }: SingleKey, form: HTMLFormElement): (() => void) | undefined {
  if ((target.closest("form") ?? form) !== form) return undefined;
  const follows = (selector: string) => {
    const way = document.querySelector<HTMLAnchorElement>(selector);
    return way ? () => way.click() : undefined;
  };
  if (digit !== undefined) {
    const option = form.querySelector<HTMLInputElement>(`[data-key="${digit}"]`);
    if (!option) return undefined;
    return () => {
      option.checked = true;
      (option.value === "lead" ? form.querySelector<HTMLInputElement>("#points") : option)?.focus();
    };
  }
  switch (key.toLowerCase()) {
    case "j":
      return follows("#case a[rel=next]");
    case "k":
      return follows("#case a[rel=prev]");
    case "l":
      return () => reasonField()?.focus();
    case "z":
      return follows("#last");
    case "enter":
      return target.closest("a, button, summary") ? undefined : () => form.requestSubmit(decideButton());
    default:
      return undefined;
  }
}
