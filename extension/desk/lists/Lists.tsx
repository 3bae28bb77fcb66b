import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { useSpeech } from "../../../shared/ui/language.ts";
import { deskWords } from "../../../shared/words/desk.ts";
import { importSheets } from "../../drafts/file.ts";
import { call } from "../../screen/call.ts";
import { type Said, useDesk } from "../desk-context.ts";
import { formatWhen } from "../formats.ts";
import { openOptions } from "../open-options.ts";
import type { Section } from "../route.ts";
import { Drafts } from "./Drafts.tsx";
import { Inspections } from "./Inspections.tsx";
import { Outbox } from "./Outbox.tsx";
import { Storage } from "./Storage.tsx";

/** What must I do, what is only here, what has left, and how much room there is. */
export function Lists({ section }: { section: Section | undefined }): JSX.Element {
  useEffect(() => {
    if (!section) return;
    const head = document.getElementById(section);
    head?.scrollIntoView({ block: "start" });
    head?.focus({ preventScroll: true });
  }, [section]);
  return (
    <>
      <Lead />
      <Inspections />
      <Drafts />
      <Outbox />
      <Storage />
    </>
  );
}

function Lead(): JSX.Element {
  const speech = useSpeech();
  const { t } = speech;
  const { state, now, run, tell } = useDesk();
  const { stored, signIn } = state;
  const refresh = () =>
    run("refreshField", async () => {
      const fresh = await call("refreshField", {});
      tell(fresh ? { tone: "ok", words: deskWords.refreshed } : { tone: "warn", words: deskWords.notRefreshed });
    });
  const plan = stored?.field.plans.map(({ title }) => title).join(", ");
  return (
    <div class="lead">
      <div>
        <h1 tabIndex={-1}>{t(deskWords.desk)}</h1>
        <p>
          {stored
            ? t(deskWords.fieldKept, { plan: plan || t(deskWords.noPlan), when: formatWhen(stored.savedAt, now, speech) })
            : t(deskWords.emptyStart)}
        </p>
      </div>
      <div class="acts">
        {signIn.state !== "signedIn" && (
          <button type="button" class={stored ? "btn" : "btn primary"} onClick={openOptions}>
            {t(deskWords.signIn)}
          </button>
        )}
        {signIn.state === "signedIn" && (
          <button type="button" class="btn" onClick={refresh}>
            <Icon name="sync" />
            {t(deskWords.refresh)}
          </button>
        )}
        {!stored && (
          <a class="btn" href="#/guide">
            {t(deskWords.guide)}
          </a>
        )}
        <ImportButton />
        {stored && (
          <a class="btn primary" href="#/surprise">
            <Icon name="plus" />
            {t(deskWords.openSurprise)}
          </a>
        )}
      </div>
    </div>
  );
}

function ImportButton(): JSX.Element {
  const { t } = useSpeech();
  const { run, tell } = useDesk();
  const read = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    void run("importFile", async () => {
      const imported = await importSheets(await file.text());
      input.value = "";
      if (!imported) return tell({ tone: "danger", words: deskWords.importNotOurs });
      const { drafts, kept, queued, unreadable } = imported;
      const said: Said[] = [
        drafts.length > 0
          ? { tone: "ok", words: deskWords.imported, values: { count: drafts.length } }
          : { tone: "warn", words: deskWords.importedNone },
      ];
      if (kept > 0) said.push({ tone: "warn", words: deskWords.importKept, values: { count: kept } });
      if (queued > 0) said.push({ tone: "warn", words: deskWords.importQueued, values: { count: queued } });
      if (unreadable > 0) said.push({ tone: "danger", words: deskWords.importUnreadable, values: { count: unreadable } });
      tell(...said);
    });
  };
  return (
    <label class="btn filebutton">
      <Icon name="up" />
      {t(deskWords.importFile)}
      <input class="vh" type="file" accept=".json,application/json" onChange={(event) => read(event.currentTarget)} />
    </label>
  );
}
