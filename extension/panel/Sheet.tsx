import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Checklist } from "../../shared/checklist.ts";
import { contextOf, type Draft, openNeeds } from "../../shared/draft.ts";
import { type CriterionScore, type Need, scoreSheet } from "../../shared/scoring.ts";
import { panel } from "../../shared/words/panel.ts";
import { call } from "../calls.ts";
import { reportError } from "../errors.ts";
import { changeSettings } from "../settings.ts";
import { answerAfter } from "./answers.ts";
import { CriterionItem } from "./CriterionItem.tsx";
import { Help } from "./Help.tsx";
import { type HalfTyped, loadHalfTyped, saveHalfTyped } from "./half-typed.ts";
import { Icon } from "./Icon.tsx";
import { type Command, commandOf, spotOf } from "./keyboard.ts";
import { useSpeech } from "./language.ts";
import { doing } from "./PanelFrame.tsx";
import { Progress } from "./Progress.tsx";
import { NotSaved, SavedState } from "./SavedState.tsx";
import { SendBar } from "./SendBar.tsx";
import { openSheet } from "./sheet-store.ts";
import { type SheetTools, SheetToolsContext } from "./sheet-tools.ts";
import { useSettings, useSheet } from "./use-store.ts";

interface Props {
  /** As it is stored; from here on the sheet keeps itself up to date. */
  readonly stored: Draft;
  readonly checklist: Checklist;
  /** The inspected tab, where there is one: quotations come from it. */
  readonly tabId?: number | undefined;
  /** Draws what stands around the sheet. */
  readonly frame: (parts: { readonly draft: Draft; readonly state: ComponentChildren; readonly sheet: ComponentChildren }) => JSX.Element;
  /** The draft was sent or deleted elsewhere. */
  readonly onGone: () => void;
}

/** One score sheet, complete by mouse and by keyboard; in the panel and at the desk. It never sends. */
export function Sheet({ stored, checklist, tabId, frame, onGone }: Props): JSX.Element {
  const { t } = useSpeech();
  const settings = useSettings();
  const store = useMemo(() => openSheet(stored), [stored.id]);
  const { draft, saving, canUndo, gone } = useSheet(store);
  const score = useMemo(() => scoreSheet(draft.entries, contextOf(draft, checklist)), [draft, checklist]);
  const [openId, setOpenId] = useState<string>();
  const [onlyMissing, setOnlyMissing] = useState(false);
  const [help, setHelp] = useState(false);
  const [said, setSaid] = useState({ text: "", times: 0 });
  const half = useHalfTyped(draft.id);

  const announce = (text: string) => setSaid(({ times }) => ({ text, times: times + 1 }));
  const open = openNeeds(score);
  const shown = score.criteria.filter(({ criterion, needs }) => !onlyMissing || needs.length > 0 || criterion.id === openId);

  useEffect(() => () => store.close(), [store]);
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

  const tools: SheetTools = {
    draft,
    checklist,
    change: (criterionId, entry) => {
      if (entry.answer) half.type(criterionId, {});
      store.change({ type: "entry", criterionId, entry });
    },
    clear: (criterionId) => store.change({ type: "clearAnswer", criterionId }),
    halfTyped: half.of,
    typeHalf: half.type,
    ...(tabId !== undefined && { quote: (criterionId: string) => doing("quote", quote(criterionId)) }),
  };

  async function quote(criterionId: string): Promise<void> {
    if (tabId === undefined) return;
    const evidence = store.get().draft.entries[criterionId]?.evidence ?? [];
    if (evidence.length >= 50) return announce(t(panel.quoteFull));
    try {
      const found = await call("captureQuote", { tabId });
      if (!found) return announce(t(panel.quoteNothing));
      tools.change(criterionId, { evidence: [...(store.get().draft.entries[criterionId]?.evidence ?? []), found] });
      announce(t(panel.quoted));
    } catch {
      announce(t(panel.quoteRefused));
    }
  }

  function goTo(id: string): void {
    setOpenId(id);
    requestAnimationFrame(() => focusLine(id));
  }

  /** The next criterion after the open one that lacks this; round to the first. */
  function goToMissing(need?: Need): void {
    const lacking = open.filter(({ needs }) => need === undefined || needs.includes(need));
    const at = score.criteria.findIndex(({ criterion }) => criterion.id === openId);
    const after = lacking.find(({ criterion }) => score.criteria.findIndex((other) => other.criterion.id === criterion.id) > at);
    const next = after ?? lacking[0];
    if (next) goTo(next.criterion.id);
  }

  async function review(): Promise<void> {
    if (open.length > 0) {
      goToMissing();
      return announce(t(panel.reviewBlocked, { count: open.length }));
    }
    if (!(await store.flush())) return announce(t(panel.reviewUnsaved));
    await call("openDesk", { at: `/review/${draft.id}`.replace(/^/, "#") });
  }

  function undo(): void {
    const id = store.undo();
    if (id === undefined) return;
    announce(t(panel.undone, { id }));
    setOpenId(id);
  }

  function obey(command: Command, target: EventTarget | null): void {
    const ids = shown.map(({ criterion }) => criterion.id);
    const at = criterionAt(target) ?? openId;
    switch (command.type) {
      case "move": {
        const next = ids[at === undefined ? 0 : Math.min(ids.length - 1, Math.max(0, ids.indexOf(at) + command.by))];
        if (next === undefined) return;
        if (openId === undefined) focusLine(next);
        else goTo(next);
        return;
      }
      case "choose":
        choose(at, command.n, command.back);
        return;
      case "note":
        if (at !== undefined) focusIn(at, `${at}-note`);
        return;
      case "quote":
        if (at !== undefined) tools.quote?.(at);
        return;
      case "notApplicable":
        if (at !== undefined) sayNotApplicable(at);
        return;
      case "nextMissing":
        goToMissing();
        return;
      case "undo":
        undo();
        return;
      case "review":
        doing("review", review());
        return;
      case "help":
        setHelp((shownNow) => !shownNow);
        return;
      case "leaveField":
        if (help) setHelp(false);
        else if (at !== undefined) focusLine(at);
    }
  }

  function choose(id: string | undefined, n: number, back: boolean): void {
    const found = scoreOf(id);
    if (!found || found.state === "notApplicable") return;
    const { criterion } = found;
    if (openId !== criterion.id) goTo(criterion.id);
    if (criterion.method.type === "ratio") {
      if (n === 1 || n === 2) focusIn(criterion.id, `${criterion.id}-${n === 1 ? "numerator" : "denominator"}`);
      return;
    }
    const answer = draft.entries[criterion.id]?.answer ?? null;
    const next = answerAfter(criterion, answer, n, back);
    if (next) tools.change(criterion.id, { answer: next });
  }

  function sayNotApplicable(id: string): void {
    const found = scoreOf(id);
    if (!found?.criterion.notApplicable || found.state === "notApplicable") return;
    if (draft.entries[id]?.answer?.type !== "notApplicable") tools.change(id, { answer: { type: "notApplicable", reason: "" }, knockedOut: false });
    focusIn(id, `${id}-grounds`);
  }

  function focusIn(id: string, field: string): void {
    setOpenId(id);
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(field)?.focus()));
  }

  function scoreOf(id: string | undefined): CriterionScore | undefined {
    return score.criteria.find(({ criterion }) => criterion.id === id);
  }

  const obeyNow = useRef(obey);
  obeyNow.current = obey;
  const shortcuts = settings?.shortcuts ?? true;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const command = event.defaultPrevented ? undefined : commandOf(event, spotOf(event.target), shortcuts);
      if (!command) return;
      event.preventDefault();
      obeyNow.current(command, event.target);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [shortcuts]);

  const state = (
    <div class="saved">
      <SavedState saving={saving} />
      <span class="right">
        <button
          type="button"
          class="tool"
          aria-disabled={!canUndo}
          aria-label={t(canUndo ? panel.undo : panel.undoNothing)}
          title={t(panel.undo)}
          onClick={undo}
        >
          <Icon name="undo" />
        </button>
        <button type="button" class="tool" aria-label={t(panel.help)} title={t(panel.help)} aria-expanded={help} onClick={() => setHelp(!help)}>
          <Icon name="help" />
        </button>
      </span>
    </div>
  );

  const body = (
    <SheetToolsContext.Provider value={tools}>
      {saving.state === "failed" && <NotSaved reason={saving.reason} draft={draft} onRetry={() => doing("retry", store.flush())} />}
      {help ? (
        <Help shortcuts={shortcuts} onShortcuts={(on) => doing("shortcuts", changeSettings({ shortcuts: on }))} onClose={() => setHelp(false)} />
      ) : (
        <>
          <Progress sheet={score} draft={draft} checklist={checklist} />
          <Filters all={score.criteria.length} missing={open.length} onlyMissing={onlyMissing} onChange={setOnlyMissing} />
          <section class="list" aria-label={t(panel.criteria)}>
            {shown.length === 0 && <p class="empty">{t(panel.nothingMissing)}</p>}
            {checklist.areas.map((area, i) => {
              const own = shown.filter(({ criterion }) => criterion.area === area.id);
              const all = score.criteria.filter(({ criterion }) => criterion.area === area.id);
              if (own.length === 0) return null;
              return (
                <section key={area.id} class="area" aria-labelledby={`area-${area.id}`}>
                  <h2 id={`area-${area.id}`}>
                    {["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"][i] ?? i + 1}. {t(area.title)}
                    <span>{t(panel.scoredOfLong, { done: all.filter((one) => one.state !== "notScored").length, all: all.length })}</span>
                  </h2>
                  {own.map((one) => (
                    <CriterionItem
                      key={one.criterion.id}
                      score={one}
                      entry={draft.entries[one.criterion.id]}
                      open={openId === one.criterion.id}
                      onToggle={() => setOpenId(openId === one.criterion.id ? undefined : one.criterion.id)}
                    />
                  ))}
                </section>
              );
            })}
          </section>
        </>
      )}
      <p class={said.text ? "said" : "vh"} role="status" key={said.times}>
        {said.text}
      </p>
      <SendBar
        sheet={score}
        checklist={checklist}
        remote={draft.inspection.form === "remote"}
        onGoTo={goToMissing}
        onReview={() => doing("review", review())}
      />
    </SheetToolsContext.Provider>
  );
  return frame({ draft, state, sheet: body });
}

function Filters({
  all,
  missing,
  onlyMissing,
  onChange,
}: {
  all: number;
  missing: number;
  onlyMissing: boolean;
  onChange: (only: boolean) => void;
}): JSX.Element {
  const { t } = useSpeech();
  return (
    <fieldset class="filters">
      <legend class="vh">{t(panel.show)}</legend>
      <label>
        <input type="radio" name="filter" checked={!onlyMissing} onChange={() => onChange(false)} />
        <span>{t(panel.all, { count: all })}</span>
      </label>
      <label>
        <input type="radio" name="filter" checked={onlyMissing} onChange={() => onChange(true)} />
        <span>{t(panel.missing, { count: missing })}</span>
      </label>
    </fieldset>
  );
}

function useHalfTyped(draftId: string): {
  of: (id: string) => Readonly<Record<string, string>>;
  type: (id: string, typed: Readonly<Record<string, string>>) => void;
} {
  const [all, setAll] = useState<HalfTyped>({});
  const now = useRef(all);
  useEffect(() => {
    loadHalfTyped(draftId).then(
      (stored) => {
        now.current = { ...stored, ...now.current };
        setAll(now.current);
      },
      (error: unknown) => reportError("loadHalfTyped", error),
    );
  }, [draftId]);
  return {
    of: (id) => all[id] ?? {},
    type(id, typed) {
      const { [id]: before, ...rest } = now.current;
      const filled = Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== ""));
      if (!before && Object.keys(filled).length === 0) return;
      now.current = Object.keys(filled).length === 0 ? rest : { ...rest, [id]: filled };
      setAll(now.current);
      doing("saveHalfTyped", saveHalfTyped(draftId, now.current));
    },
  };
}

function criterionAt(target: EventTarget | null): string | undefined {
  const item = target instanceof Element ? target.closest<HTMLElement>("[data-criterion]") : null;
  return item?.dataset["criterion"];
}

function focusLine(id: string): void {
  const line = document.getElementById(`line-${id}`);
  line?.focus();
  line?.closest("[data-criterion]")?.scrollIntoView({ block: "nearest" });
  line?.scrollIntoView({ block: "nearest" });
}
