/*
 * The search and the filter by block act at once. Every figure, rank and sentence is the server's and stands in the page: rows, and the
 * sentences of other blocks, are hidden, and nothing is reckoned here but how many rows are seen. The address says what is shown, so that a
 * reload, the way back and whoever is sent it show the same.
 */

import type { Language } from "../../../shared/text.ts";
import { isComposed } from "../../../shared/ui/is-composed.ts";
import { finderOf, withoutMarks } from "../../../shared/vietnamese-text.ts";
import { shownText } from "./shown-words.ts";

/** So long no key is pressed before the address follows: browsers stop a page that changes it at every key. */
const restMs = 200;

interface Parts {
  readonly form: HTMLFormElement;
  readonly table: HTMLTableElement;
  readonly search: HTMLInputElement;
  readonly block: HTMLSelectElement;
  readonly count: HTMLElement;
}

/** The rows of a block, each with the unit's name `withoutMarks`. */
interface Group {
  readonly body: HTMLTableSectionElement;
  readonly rows: readonly { readonly row: HTMLTableRowElement; readonly bare: string }[];
}

const form = document.querySelector<HTMLFormElement>("form.pick");
const table = document.querySelector<HTMLTableElement>("table.rank");
const search = form?.querySelector<HTMLInputElement>("[name=q]");
const block = form?.querySelector<HTMLSelectElement>("[name=block]");
const count = document.querySelector<HTMLElement>(".shown");
if (form && table && search && block && count) begin({ form, table, search, block, count });

function begin(parts: Parts): void {
  const { table, search, block } = parts;
  let groups: readonly Group[] | undefined;
  let drawing = false;
  let resting: ReturnType<typeof setTimeout> | undefined;
  /** Before the first key, for it takes as long as drawing the page did. */
  const prepare = () => {
    groups ??= groupsOf(table);
    freeze(table);
    return groups;
  };
  const draw = () => {
    drawing = false;
    show(prepare(), parts);
  };
  const keep = () => {
    clearTimeout(resting);
    keepAddress(parts);
  };
  const act = () => {
    // Several keys before the next picture are drawn once. The field itself is never written to: input methods are at work in it.
    if (!drawing) requestAnimationFrame(draw);
    drawing = true;
    clearTimeout(resting);
    resting = setTimeout(keep, restMs);
  };
  search.addEventListener("focus", prepare);
  block.addEventListener("focus", prepare);
  addEventListener("resize", () => table.classList.remove("frozen"));
  search.addEventListener("input", act);
  search.addEventListener("change", keep);
  search.addEventListener("keydown", (event) => {
    if (!asksAgain(event, parts)) return;
    event.preventDefault();
    keep();
  });
  block.addEventListener("change", act);
  // A browser may put back what stood in the form, after the page was drawn without it.
  addEventListener("pageshow", () => {
    if (search.value !== search.defaultValue || isChanged(block)) act();
  });
}

/** The columns keep the widths they have, and each row is laid out by itself, where it is seen alone: 3,321 at once take a second. */
function freeze(table: HTMLTableElement): void {
  if (table.classList.contains("frozen")) return;
  const widths = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.getBoundingClientRect().width).filter((width) => width > 0);
  table.style.setProperty("--columns", widths.map((width) => `minmax(0, ${width}fr)`).join(" "));
  table.classList.add("frozen");
}

function groupsOf(table: HTMLTableElement): Group[] {
  return [...table.tBodies].map((body) => {
    const units = [...body.rows].filter((row) => !row.classList.contains("block"));
    return { body, rows: units.map((row) => ({ row, bare: withoutMarks(row.querySelector(".unit")?.textContent ?? "") })) };
  });
}

/** Hides what is not looked for, and says how much is seen. */
function show(groups: readonly Group[], { search, block, count }: Parts): void {
  const finds = finderOf(search.value);
  let [shown, all] = [0, 0];
  for (const { body, rows } of groups) {
    const found = rows.filter(({ row, bare }) => showIf(finds(bare), row));
    const isChosen = block.value === "" || body.dataset["group"] === block.value;
    showIf(isChosen && found.length > 0, body);
    if (isChosen) shown += found.length;
    all += rows.length;
  }
  for (const part of document.querySelectorAll<HTMLElement>("[data-of]")) showIf(part.dataset["of"] === block.value, part);
  count.textContent = shownText(document.documentElement.lang as Language, shown, all);
}

/** Touches only what changes: that is laid out anew. The same answer again. */
function showIf(shown: boolean, element: HTMLElement): boolean {
  if (element.hidden === shown) element.hidden = !shown;
  return shown;
}

/** The page's address, and the ways from it to the same page in another order or language. */
function keepAddress({ table, search, block }: Parts): void {
  const asked = { q: search.value, block: block.value };
  history.replaceState(history.state, "", asking(location.href, asked));
  const ways = [...table.querySelectorAll<HTMLAnchorElement>("thead a"), ...document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")];
  for (const way of ways) way.href = asking(way.href, asked);
}

function asking(address: string, asked: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(asked)) {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}

/** Enter, for what is shown already: not while an input method composes, nor where the server is asked for something else. */
function asksAgain(event: KeyboardEvent, { form, block }: Parts): boolean {
  if (event.key !== "Enter" || isComposed(event)) return false;
  return [...form.querySelectorAll("select")].every((choice) => choice === block || !isChanged(choice));
}

/** Another option is chosen than the page was drawn with. */
function isChanged({ selectedOptions: [chosen] }: HTMLSelectElement): boolean {
  return chosen?.defaultSelected !== true;
}
