import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Draft, DraftChange } from "../../shared/sheets/draft.ts";
import { LanguageContext, useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";
import { onChanged } from "../drafts/changed.ts";
import { changeDraft, createDraft } from "../drafts/drafts.ts";
import { draftOf, moveTo, surpriseDraft } from "../drafts/new-draft.ts";
import { reportError } from "../errors.ts";
import type { Place } from "../messages.ts";
import { call } from "../screen/call.ts";
import { doing } from "../screen/doing.ts";
import { storageHere } from "../screen/storage-here.ts";
import { useSettings } from "../screen/use-settings.ts";
import { Sheet } from "../sheet/Sheet.tsx";
import { type Kept, loadKept } from "./kept.ts";
import { PanelFrame } from "./PanelFrame.tsx";
import { Screen } from "./Screen.tsx";
import { Start } from "./Start.tsx";
import { type Candidate, onlyOne, recognise } from "./start-choices.ts";
import { WhichSheet } from "./WhichSheet.tsx";
import { Reload, type StandingView, WithoutSheet } from "./WithoutSheet.tsx";

type View =
  | StandingView
  | { readonly at: "start"; readonly address: string }
  | { readonly at: "sheet"; readonly draft: Draft }
  | { readonly at: "move"; readonly draft: Draft };

/** The panel: finds the sheet that belongs to the page, then shows it. */
export function Panel({ place }: { place: Place }): JSX.Element | null {
  const settings = useSettings();
  useEffect(() => {
    if (settings) document.documentElement.lang = settings.language;
  }, [settings]);
  if (!settings) return null;
  return (
    <LanguageContext.Provider value={settings.language}>
      <Flow place={place} />
    </LanguageContext.Provider>
  );
}

function Flow({ place }: { place: Place }): JSX.Element {
  const { t } = useSpeech();
  const [view, setView] = useState<View>({ at: "loading" });
  const [kept, setKept] = useState<Kept>();

  const failed = (step: string) => (error: unknown) => {
    setView({ at: "failed" });
    return reportError(step, error);
  };

  function open(draft: Draft): void {
    setView({ at: "sheet", draft });
    doing("remember", call("rememberDraft", { tabId: place.tabId, draftId: draft.id }));
  }

  function start(): void {
    setView({ at: "start", address: place.url });
  }

  /** What the tab scored before, else the one thing that is open for this page, else the person is asked. */
  async function begin(): Promise<void> {
    const here = await storageHere();
    if (here !== "same") return setView({ at: "elsewhere", here });
    const now = await loadKept();
    setKept(now);
    if (!now) return setView({ at: "noField" });
    const before = await call("rememberedDraft", { tabId: place.tabId });
    const draft = now.drafts.find(({ id }) => id === before);
    if (draft) return open(draft);
    const only = onlyOne(recognise(now, place.url).candidates);
    if (only) return openCandidate(only, now);
    start();
  }

  async function openCandidate(candidate: Exclude<Candidate, { type: "sent" }>, from: Kept): Promise<void> {
    open(candidate.type === "draft" ? candidate.draft : await createDraft(draftOf(candidate.inspection, from, new Date())));
  }

  async function move(draft: Draft, change: DraftChange): Promise<void> {
    open(await changeDraft(draft.id, change, new Date()));
  }

  useEffect(() => {
    begin().catch(failed("begin"));
  }, []);
  useEffect(
    () =>
      onChanged((what) => {
        if (view.at === "elsewhere") return;
        loadKept().then(
          (now) => {
            if (now) setKept(now);
            if (view.at === "noField" && now && what === "field") begin().catch(failed("begin"));
            // The screen stays: somebody may be typing into it, and saving says by itself what fails.
          },
          (error: unknown) => reportError("loadKept", error),
        );
      }),
    [view.at],
  );

  if (view.at === "sheet" && kept) {
    const { draft: stored } = view;
    const checklist = kept.field.checklists.find(({ id, version }) => id === stored.checklist.id && version === stored.checklist.version);
    if (!checklist) {
      return (
        <PanelFrame place={place} title={stored.unit.name}>
          <Screen title={t(panel.checklistMissing, { version: `${stored.checklist.id} ${stored.checklist.version}` })}>
            <Reload />
          </Screen>
        </PanelFrame>
      );
    }
    return (
      <Sheet
        key={stored.id}
        stored={stored}
        checklist={checklist}
        tabId={place.tabId}
        typing={place.typing}
        onGone={() => {
          setView({ at: "gone" });
          doing("forget", call("rememberDraft", { tabId: place.tabId, draftId: null }));
        }}
        frame={({ draft, state, sheet }) => (
          <PanelFrame
            place={place}
            title={draft.unit.name}
            head={
              <>
                <WhichSheet place={place} kept={kept} draft={draft} onMove={() => setView({ at: "move", draft })} onOther={start} />
                {state}
              </>
            }
          >
            {sheet}
          </PanelFrame>
        )}
      />
    );
  }

  if (view.at === "move" && kept) {
    const { draft } = view;
    return (
      <PanelFrame place={place} title={t(panel.moveTitle)}>
        <Start
          kept={kept}
          address=""
          intro={t(panel.moveHow)}
          onBack={() => open(draft)}
          refuse={(candidate) =>
            candidate.type === "inspection" && !sameChecklist(candidate.inspection.checklist, draft.checklist)
              ? t(panel.otherChecklist)
              : undefined
          }
          onOpen={(candidate) => {
            if (candidate.type === "draft") open(candidate.draft);
            else move(draft, moveTo({ inspection: candidate.inspection }, new Date())).catch(failed("move"));
          }}
          onSurprise={(choice) => move(draft, moveTo(choice, new Date())).catch(failed("move"))}
        />
      </PanelFrame>
    );
  }

  return (
    <PanelFrame place={place} title={t(panel.title)}>
      {view.at === "start" && kept && (
        <Start
          kept={kept}
          address={view.address}
          onOpen={(candidate) => openCandidate(candidate, kept).catch(failed("open"))}
          onSurprise={(choice) => createDraft(surpriseDraft(choice, kept, new Date())).then(open, failed("surprise"))}
        />
      )}
      {view.at === "start" || view.at === "sheet" || view.at === "move" ? null : <WithoutSheet view={view} place={place} onStart={start} />}
    </PanelFrame>
  );
}

function sameChecklist(a: Draft["checklist"], b: Draft["checklist"]): boolean {
  return a.id === b.id && a.version === b.version;
}
