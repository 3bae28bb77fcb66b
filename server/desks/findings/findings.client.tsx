/*
 * The filters act at once. All that is said stands in the page: rows are hidden, and nothing is reckoned here but how many are seen. The
 * address says what is shown, so that a reload, the way back and whoever is sent it show the same.
 */

import type { Language } from "../../../shared/text.ts";
import { isComposed } from "../../../shared/ui/is-composed.ts";
import { finderOf, withoutMarks } from "../../../shared/vietnamese-text.ts";
import { shownText } from "./finding-words.ts";

/** So long no key is pressed before the address follows: browsers stop a page that changes it at every key. */
const restMs = 200;
const names = ["q", "area", "due", "turn"] as const;

const form = document.querySelector<HTMLFormElement>("form.pick");
const table = document.querySelector<HTMLTableElement>("table.found");
const count = document.querySelector<HTMLElement>("#counted");
if (form && table && count) begin(form, table, count);

function begin(form: HTMLFormElement, table: HTMLTableElement, count: HTMLElement): void {
  const rows = [...table.tBodies].flatMap((body) =>
    [...body.rows]
      .filter((row) => !row.classList.contains("block"))
      .map((row) => ({ row, turn: body.dataset["group"], bare: withoutMarks(row.querySelector(".about")?.textContent ?? "") })),
  );
  let resting: ReturnType<typeof setTimeout> | undefined;
  const act = () => {
    const asked = askedIn(form);
    const finds = finderOf(asked.q);
    let shown = 0;
    for (const { row, turn, bare } of rows) {
      const isShown = finds(bare) && isChosen(asked, row.dataset, turn);
      if (row.hidden === isShown) row.hidden = !isShown;
      if (isShown) shown += 1;
    }
    for (const body of table.tBodies) body.hidden = [...body.rows].every((row) => row.hidden || row.classList.contains("block"));
    count.textContent = shownText(document.documentElement.lang as Language, shown, rows.length);
    clearTimeout(resting);
    resting = setTimeout(() => keepAddress(asked), restMs);
  };
  form.addEventListener("input", ({ target }) => {
    // Another plan is another list: the server's to say.
    if (!(target instanceof HTMLSelectElement) || target.name !== "plan") act();
  });
  form.addEventListener("keydown", (event) => {
    // While an input method composes, Enter is its own.
    if (event.key !== "Enter" || isComposed(event) || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    act();
  });
  // A browser may put back what stood in the form, after the page was drawn without it.
  addEventListener("pageshow", act);
}

type Asked = Readonly<Record<(typeof names)[number], string>>;

function askedIn(form: HTMLFormElement): Asked {
  const data = new FormData(form);
  const value = (name: string) => String(data.get(name) ?? "");
  return { q: value("q"), area: value("area"), due: value("due"), turn: value("turn") };
}

function isChosen({ area, due, turn: asked }: Asked, { area: own, days }: DOMStringMap, turn: string | undefined): boolean {
  if ((area !== "" && area !== own) || (asked !== "" && asked !== turn)) return false;
  if (due === "") return true;
  if (days === undefined) return false;
  return due === "past" ? Number(days) < 0 : Number(days) >= 0 && Number(days) <= 7;
}

function keepAddress(asked: Asked): void {
  history.replaceState(history.state, "", asking(location.href, asked));
  for (const way of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) way.href = asking(way.href, asked);
}

function asking(address: string, asked: Asked): string {
  const url = new URL(address);
  for (const name of names) {
    if (asked[name] === "") url.searchParams.delete(name);
    else url.searchParams.set(name, asked[name]);
  }
  return url.href;
}
