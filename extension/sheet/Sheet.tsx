/*
 * One score sheet on a screen, the same in the panel and at the desk: its criteria (each drawn by shared/ui/criterion/, styled by
 * methods/), its keys, undo, and the truth about saving. It changes the stored draft and nothing else.
 */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Checklist, Criterion } from "../../shared/checklists/checklist.ts";
import { contextOf, type Draft, openNeeds } from "../../shared/sheets/draft.ts";
import { scoreSheet, traitAgainst } from "../../shared/sheets/scoring.ts";
import { answerAfter, withHeadcount } from "../../shared/ui/criterion/answers.ts";
import { type SheetTools, SheetToolsContext } from "../../shared/ui/criterion/sheet-tools.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";
import type { TypingIn } from "../messages.ts";
import { call } from "../screen/call.ts";
import { doing } from "../screen/doing.ts";
import { useSettings } from "../screen/use-settings.ts";
import { changeSettings } from "../settings.ts";
import { CriteriaList } from "./CriteriaList.tsx";
import type { Command } from "./commands.ts";
import { Filters } from "./Filters.tsx";
import { Help } from "./Help.tsx";
import { stillHalf } from "./half-typed.ts";
import { saveBeforeLeaving } from "./leaving.ts";
import { Progress } from "./Progress.tsx";
import { NotSaved, SavedState } from "./SavedState.tsx";
import { SendBar } from "./SendBar.tsx";
import { type OpenSheet, openSheet, type SheetStore } from "./sheet-store.ts";
import { goOnTyping } from "./typing-in.ts";
import { focusLine, useCommands } from "./use-commands.ts";
import { useHalfTyped } from "./use-half-typed.ts";
import { usePlace } from "./use-place.ts";
import { useSaid } from "./use-said.ts";
import { useSheet } from "./use-sheet.ts";

interface Props {
  /** As it is stored; from here on the sheet keeps itself up to date. */
  readonly stored: Draft;
  readonly checklist: Checklist;
  /** The inspected tab, where there is one: quotations come from it. */
  readonly tabId?: number | undefined;
  /** Where the person was typing a moment ago, in a panel that went away. */
  readonly typing?: TypingIn | undefined;
  /** Draws what stands around the sheet: its state belongs into the head. */
  readonly frame: (parts: { readonly draft: Draft; readonly state: ComponentChildren; readonly sheet: ComponentChildren }) => JSX.Element;
  /** The draft was sent or deleted elsewhere. */
  readonly onGone: () => void;
}

/** One score sheet, complete by mouse and by keyboard; in the panel and at the desk. It never sends. */
export function Sheet({ stored, checklist, tabId, typing, frame, onGone }: Props): JSX.Element {
  const { t } = useSpeech();
  const shortcuts = useSettings()?.shortcuts ?? true;
  const store = useMemo(() => openSheet(stored), [stored.id]);
  const open = useSheet(store);
  const { draft, saving } = open;
  const score = useMemo(() => scoreSheet(draft.entries, contextOf(draft, checklist)), [draft, checklist]);
  const lacking = openNeeds(score);
  const place = usePlace(score.criteria, lacking, typing);
  const [onlyMissing, setOnlyMissing] = useState(false);
  const [help, setHelp] = useState(false);
  const { said, announce } = useSaid();
  const half = useHalfTyped(draft.id);
  const shown = score.criteria.filter(({ criterion, needs }) => !onlyMissing || needs.length > 0 || criterion.id === place.openId);

  useEffect(() => {
    if (typing) goOnTyping(typing);
  }, []);
  useKeeping(store, open, onGone);

  const tools: SheetTools = {
    draft,
    checklist,
    change(criterionId, entry) {
      const typed = half.of(criterionId);
      const answer = entry.answer && withHeadcount(entry.answer, tools.answerNow(criterionId), typed);
      if (answer) half.type(criterionId, stillHalf(typed));
      store.change({ type: "entry", criterionId, entry: answer ? { ...entry, answer } : entry });
    },
    sayNotApplicable,
    clear: (criterionId) => store.change({ type: "clearAnswer", criterionId }),
    answerNow: (id) => store.get().draft.entries[id]?.answer ?? null,
    halfTyped: half.of,
    typeHalf: half.type,
    ...(tabId !== undefined && { quote: (criterionId: string) => doing("quote", quote(tabId, criterionId)) }),
  };

  async function quote(from: number, criterionId: string): Promise<void> {
    const evidence = () => store.get().draft.entries[criterionId]?.evidence ?? [];
    if (evidence().length >= 50) return announce(t(panel.quoteFull));
    try {
      const found = await call("captureQuote", { tabId: from });
      if (!found) return announce(t(panel.quoteNothing));
      tools.change(criterionId, { evidence: [...evidence(), found] });
      announce(t(panel.quoted));
    } catch {
      announce(t(panel.quoteRefused));
    }
  }

  async function review(): Promise<void> {
    if (lacking.length > 0) {
      place.goToMissing();
      announce(t(panel.reviewBlocked, { count: lacking.length }));
    } else if (await store.flush()) await call("openDesk", { at: `#/review/${draft.id}` });
    else announce(t(panel.reviewUnsaved));
  }

  function undo(): void {
    const id = store.undo();
    if (id === undefined) return;
    announce(t(panel.undone, { id }));
    place.open(id);
  }

  function move(at: string | undefined, by: number): void {
    const ids = shown.map(({ criterion }) => criterion.id);
    const next = ids[at === undefined ? 0 : Math.min(ids.length - 1, Math.max(0, ids.indexOf(at) + by))];
    if (next === undefined) return;
    if (place.openId === undefined) focusLine(next);
    else place.goTo(next);
  }

  /** A count of 0 of 0 leaves a criterion out as well, but is an answer that can be changed. */
  function criterionToScore(id: string | undefined): Criterion | undefined {
    const criterion = score.criteria.find((one) => one.criterion.id === id)?.criterion;
    return criterion && traitAgainst(criterion, draft.unit.traits) === undefined ? criterion : undefined;
  }

  function choose(id: string | undefined, n: number, back: boolean): void {
    const criterion = criterionToScore(id);
    if (!criterion) return;
    if (criterion.method.type === "ratio" && (n === 1 || n === 2)) {
      place.goInto(criterion.id, `${criterion.id}-${n === 1 ? "numerator" : "denominator"}`);
      return;
    }
    if (place.openId !== criterion.id) place.goTo(criterion.id);
    if (criterion.method.type === "ratio") return;
    const next = answerAfter(criterion, tools.answerNow(criterion.id), n, back);
    if (next) tools.change(criterion.id, { answer: next });
  }

  function sayNotApplicable(id: string): void {
    if (!criterionToScore(id)?.notApplicable) return;
    if (draft.entries[id]?.answer?.type !== "notApplicable")
      tools.change(id, { answer: { type: "notApplicable", reason: "" }, knockedOut: false });
    place.goInto(id, `${id}-grounds`);
  }

  function obey(command: Command, pressedAt: string | undefined): void {
    const at = place.keyBelongsTo(pressedAt);
    if (command.type === "move") move(at, command.by);
    else if (command.type === "choose") choose(at, command.n, command.back);
    else if (command.type === "nextMissing") place.goToMissing();
    else if (command.type === "undo") undo();
    else if (command.type === "review") doing("review", review());
    else if (command.type === "help" || (command.type === "leaveField" && help)) setHelp(!help);
    else if (at === undefined) return;
    else if (command.type === "leaveField") focusLine(at);
    else if (command.type === "quote") tools.quote?.(at);
    else if (command.type === "notApplicable") sayNotApplicable(at);
    else place.goInto(at, `${at}-note`);
  }
  useCommands(shortcuts, obey);

  const sheet = (
    <SheetToolsContext.Provider value={tools}>
      {saving.state === "failed" && <NotSaved reason={saving.reason} draft={draft} onRetry={() => doing("retry", store.flush())} />}
      {help ? (
        <Help
          shortcuts={shortcuts}
          onShortcuts={(on) => doing("shortcuts", changeSettings({ shortcuts: on }))}
          onClose={() => setHelp(false)}
        />
      ) : (
        <>
          <Progress sheet={score} draft={draft} checklist={checklist} />
          <Filters all={score.criteria.length} missing={lacking.length} onlyMissing={onlyMissing} onChange={setOnlyMissing} />
          <CriteriaList sheet={score} shown={shown} draft={draft} checklist={checklist} openId={place.openId} onOpen={place.open} />
        </>
      )}
      <p class={said === "" ? "vh" : "said"} role="status">
        {said}
      </p>
      <SendBar
        atDesk={tabId === undefined}
        sheet={score}
        checklist={checklist}
        remote={draft.inspection.form === "remote"}
        onGoTo={place.goToMissing}
        onReview={() => doing("review", review())}
      />
    </SheetToolsContext.Provider>
  );
  const state = <StateLine sheet={open} help={help} onUndo={undo} onHelp={() => setHelp(!help)} />;
  return frame({ draft, state, sheet });
}

/** Everything typed goes to the disk before the panel is taken away, and when the tab is hidden or left; a sheet that is gone is told. */
function useKeeping(store: SheetStore, { saving, gone }: OpenSheet, onGone: () => void): void {
  useEffect(() => () => store.close(), [store]);
  useEffect(() => saveBeforeLeaving(store.flush), [store]);
  useEffect(() => {
    if (gone && saving.state !== "failed") onGone();
  }, [gone, saving.state]);
  useEffect(() => {
    const save = () => doing("flush", store.flush());
    addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", save);
    return () => {
      removeEventListener("pagehide", save);
      document.removeEventListener("visibilitychange", save);
    };
  }, [store]);
}

interface StateLineProps {
  readonly sheet: OpenSheet;
  readonly help: boolean;
  readonly onUndo: () => void;
  readonly onHelp: () => void;
}

/** Whether everything is saved; undo and the keys. */
function StateLine({ sheet: { saving, canUndo }, help, onUndo, onHelp }: StateLineProps): JSX.Element {
  const { t } = useSpeech();
  return (
    <div class="saved">
      <SavedState saving={saving} />
      <span class="right">
        <button
          type="button"
          class="tool"
          aria-disabled={!canUndo}
          aria-label={t(canUndo ? panel.undo : panel.undoNothing)}
          title={t(panel.undo)}
          onClick={onUndo}
        >
          <Icon name="undo" />
        </button>
        <button type="button" class="tool" aria-label={t(panel.help)} title={t(panel.help)} aria-expanded={help} onClick={onHelp}>
          <Icon name="help" />
        </button>
      </span>
    </div>
  );
}
