/*
 * What is typed into a criterion's form is kept while it is typed. One save is under way at a time, each names the revision it has seen,
 * and nothing is written into a field: input methods are at work there. What the server refuses because somebody else has saved is left to
 * the form's own button, which shows both.
 */

/** So long no key is pressed before what was typed is sent. */
const restMs = 500;
const againMs = 4_000;
/** Whoever types on without a rest is kept so often all the same. */
const longestMs = 2_000;

interface Kept {
  readonly revision: number;
  readonly saved: string;
  readonly points: string;
  readonly progress: string;
}

const form = document.querySelector<HTMLFormElement>("form[data-autosave]");
const revision = form?.querySelector<HTMLInputElement>("[name=revision]");
const said = form?.querySelector<HTMLElement>("[data-saved]");
if (form && revision && said) begin(form, revision, said);

function begin(form: HTMLFormElement, revision: HTMLInputElement, said: HTMLElement): void {
  const name = `self-score ${location.pathname} ${form.querySelector<HTMLInputElement>("[name=criterion]")?.value}`;
  let changed = 0;
  let kept = 0;
  let since = 0;
  let follows = false;
  let stopped = false;
  let running: Promise<void> | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;

  const post = (keepalive: boolean, follows: boolean) => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    if (follows) body.set("follows", "yes");
    body.set("go", "wait");
    return fetch(form.action, { method: "POST", body, keepalive, headers: { accept: "application/json" } });
  };

  const save = async () => {
    const saving = changed;
    since = 0;
    say(said, form.dataset["saving"]);
    try {
      const answer = await post(false, follows);
      if (answer.status === 409) {
        stopped = true;
        say(said, form.dataset["taken"]);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const now: Kept = await answer.json();
      revision.value = String(now.revision);
      kept = saving;
      follows = false;
      if (changed === kept) say(said, now.saved);
      const criterion = form.querySelector<HTMLInputElement>("[name=criterion]")?.value ?? "";
      say(document.querySelector(`[data-points="${CSS.escape(criterion)}"]`), now.points);
      say(document.querySelector("[data-progress]"), now.progress);
    } catch {
      say(said, form.dataset["failed"]);
      wait(againMs);
    }
  };

  const flush = async () => {
    clearTimeout(resting);
    while (changed > kept && !stopped) {
      const before = kept;
      running ??= save().finally(() => {
        running = undefined;
      });
      await running;
      if (kept === before) return;
    }
  };

  const wait = (ms: number) => {
    clearTimeout(resting);
    resting = setTimeout(flush, ms);
  };

  try {
    if (takeUp(name, form, revision.value)) {
      changed = 1;
      follows = true;
      wait(0);
    }
  } catch {
    // Another page's, or storage that is refused.
  }

  form.addEventListener("input", () => {
    changed += 1;
    if (since === 0) since = Date.now();
    if (!stopped) wait(Math.min(restMs, Math.max(0, since + longestMs - Date.now())));
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(resting);
    if (!running) {
      stopped = true;
      return;
    }
    // The save that is under way counts the revision on: the form names the one after it.
    event.preventDefault();
    const { submitter } = event;
    void running.then(() => form.requestSubmit(submitter));
  });
  // On to another criterion, or to send: not before what was typed is kept; where it cannot be, the page stays.
  document.addEventListener("click", (event) => {
    const way = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
    if (!way || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || changed === kept || stopped) return;
    event.preventDefault();
    void flush().then(() => changed === kept && location.assign(way.href));
  });
  document.addEventListener("submit", (event) => {
    const other = event.target;
    if (other === form || !(other instanceof HTMLFormElement) || changed === kept || stopped) return;
    event.preventDefault();
    void flush().then(() => changed === kept && other.submit());
  });
  addEventListener("pagehide", () => {
    if (changed === kept || stopped) return;
    leaveBehind(name, form, revision.value);
    void post(true, running !== undefined);
  });
}

/** For this page as it is loaded anew: it can be drawn before what was sent at the last moment has come. */
function leaveBehind(name: string, form: HTMLFormElement, revision: string): void {
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  try {
    sessionStorage.setItem(name, JSON.stringify({ revision, fields }));
  } catch {
    // What is sent is all there is then.
  }
}

/** Puts back what the page was left with, where it was drawn without it. */
function takeUp(name: string, form: HTMLFormElement, revision: string): boolean {
  const left = sessionStorage.getItem(name);
  if (left === null) return false;
  sessionStorage.removeItem(name);
  const { revision: of, fields }: { revision: string; fields: [string, string][] } = JSON.parse(left);
  if (of !== revision) return false;
  const given = Map.groupBy(fields, ([field]) => field);
  for (const control of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=hidden]), textarea")) {
    const value = control.type === "radio" || control.type === "checkbox" ? undefined : given.get(control.name)?.shift()?.[1];
    if (value !== undefined) control.value = value;
    else if (control instanceof HTMLInputElement)
      control.checked = given.get(control.name)?.some(([, chosen]) => chosen === control.value) ?? false;
  }
  return true;
}

function say(place: Element | null, text: string | undefined): void {
  if (place && text !== undefined && place.textContent !== text) place.textContent = text;
}

// A module: its names are its own.
export {};
