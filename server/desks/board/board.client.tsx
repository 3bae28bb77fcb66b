/*
 * Search and filters act at once. Every row stands in the page, drawn by the server; what does not fit is hidden, by the rule that the
 * server goes by (shown-words.ts). The address says what is shown, so that a reload and whoever is sent it show the same.
 */

import type { Language } from "../../../shared/text.ts";
import { isComposed } from "../../../shared/ui/is-composed.ts";
import { finderOf } from "../../../shared/vietnamese-text.ts";
import { type Asked, type Findable, isShown, shownText } from "./shown-words.ts";

/** So long no key is pressed before the address follows: browsers stop a page that changes it at every key. */
const restMs = 200;

const form = document.querySelector<HTMLFormElement>("form.board-pick");
const count = form?.querySelector<HTMLElement>(".shown");
if (form && count) begin(form, count);

function begin(form: HTMLFormElement, count: HTMLElement): void {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>("table.inspections tr[data-name]")].map((row) => ({
    row,
    facts: factsOf(row),
  }));
  const all = new URL(location.href).searchParams.get("all") === "yes";
  let resting: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(resting);
    history.replaceState(history.state, "", addressOf(form, location.href));
    for (const way of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) way.href = addressOf(form, way.href);
  };
  const act = () => {
    const asked = askedIn(form);
    const finds = finderOf(asked.q);
    let shown = 0;
    for (const { row, facts } of rows) {
      const fits = isShown(facts, asked, finds, all);
      if (row.hidden === fits) row.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = shownText(document.documentElement.lang as Language, shown, rows.length);
    clearTimeout(resting);
    resting = setTimeout(keep, restMs);
  };
  const plan = form.querySelector<HTMLSelectElement>("[name=plan]");
  form.addEventListener("input", (event) => {
    if (event.target !== plan) act();
  });
  form.querySelector("[name=q]")?.addEventListener("keydown", (event) => {
    // What is looked for is shown already; but not while an input method composes, whose own the key is.
    if (!(event instanceof KeyboardEvent) || event.key !== "Enter" || isComposed(event)) return;
    if (plan?.selectedOptions[0]?.defaultSelected !== true) return;
    event.preventDefault();
    keep();
  });
  // A browser may put back what stood in the form, after the page was drawn without it.
  addEventListener("pageshow", act);
}

function factsOf({ dataset }: HTMLTableRowElement): Findable {
  return {
    bare: dataset["name"] ?? "",
    team: (dataset["team"] ?? "").split(" "),
    block: dataset["block"] ?? "",
    kind: dataset["kind"] ?? "",
    overdue: dataset["overdue"] === "yes",
    mine: dataset["mine"] === "yes",
    earlier: dataset["earlier"] === "yes",
  };
}

function askedIn(form: HTMLFormElement): Asked {
  const given = new FormData(form);
  const text = (name: string) => String(given.get(name) ?? "");
  return {
    q: text("q"),
    member: text("member"),
    block: text("block"),
    kind: text("kind"),
    overdue: text("overdue") === "yes",
    mine: text("mine") === "yes",
  };
}

function addressOf(form: HTMLFormElement, address: string): string {
  const url = new URL(address);
  const given = new FormData(form);
  for (const name of ["q", "member", "block", "kind", "overdue", "mine"]) {
    const value = given.get(name);
    if (typeof value === "string" && value !== "") url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  return url.href;
}
