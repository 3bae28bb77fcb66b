import { type Entry, emptyEntry } from "../../shared/sheets/answer.ts";
import { type Draft, type DraftChange, withChange } from "../../shared/sheets/draft.ts";
import { onChanged } from "../drafts/changed.ts";
import { changeDraft, loadDraft } from "../drafts/drafts.ts";
import { type StorageReason, storageFailure } from "../drafts/storage-failed.ts";
import { reportError } from "../errors.ts";

/** `saved` is said only after the transaction is complete; `failed` stays until everything is saved. */
export type Saving =
  | { readonly state: "saved"; readonly at: string }
  | { readonly state: "saving" }
  | { readonly state: "failed"; readonly reason: StorageReason; readonly at: string };

export interface OpenSheet {
  /** As the person sees it: the stored draft with every change that is not saved yet. */
  readonly draft: Draft;
  readonly saving: Saving;
  readonly canUndo: boolean;
  /** It was sent or deleted elsewhere. */
  readonly gone: boolean;
}

export interface SheetStore {
  get(): OpenSheet;
  subscribe(listener: () => void): () => void;
  change(change: DraftChange): void;
  /** Takes the last change of this panel back; gives the criterion it was at. */
  undo(): string | undefined;
  /** Resolves when nothing waits to be saved; `false` where it could not be. Also tries again what has failed. */
  flush(): Promise<boolean>;
  close(): void;
}

interface Undo {
  readonly criterionId: string;
  readonly keys: string;
  readonly before: Entry;
  readonly at: number;
}

/** Typing within this long is one step of undoing. */
const sameStep = 1_500;
const undoSteps = 100;

/** Shows one draft and saves every change to it at once. What is typed while a transaction runs is joined and saved next, never dropped. */
export function openSheet(stored: Draft, now: () => Date = () => new Date()): SheetStore {
  let base = stored;
  let waiting: DraftChange[] = [];
  let running: Promise<boolean> | undefined;
  let undos: Undo[] = [];
  const listeners = new Set<() => void>();
  let sheet: OpenSheet = { draft: stored, saving: { state: "saved", at: stored.changedAt }, canUndo: false, gone: false };

  function tell(changes: Partial<OpenSheet>): void {
    const draft = waiting.reduce((shown, change) => withChange(shown, change, now()), base);
    sheet = { ...sheet, draft, canUndo: undos.length > 0, ...changes };
    for (const listener of listeners) listener();
  }

  function add(change: DraftChange): void {
    const last = waiting.at(-1);
    const free = waiting.length > 1 || !running;
    waiting = last && free && joined(last, change) ? [...waiting.slice(0, -1), joined(last, change) ?? change] : [...waiting, change];
    tell({ saving: { state: "saving" } });
    void save();
  }

  /** The first change in line stays there until it is on the disk. */
  function save(): Promise<boolean> {
    running ??= run().finally(() => (running = undefined));
    return running;
  }

  async function run(): Promise<boolean> {
    for (let change = waiting[0]; change; change = waiting[0]) {
      try {
        const saved = await changeDraft(base.id, change, now());
        base = saved;
        waiting = waiting.slice(1);
        tell(waiting.length > 0 ? {} : { saving: { state: "saved", at: saved.changedAt } });
      } catch (error) {
        const { reason } = storageFailure(error);
        if (reason !== "missing") void reportError("saveDraft", error);
        tell({ saving: { state: "failed", reason, at: now().toISOString() }, gone: reason === "missing" });
        return false;
      }
    }
    return true;
  }

  async function readAgain(): Promise<void> {
    if (running) return;
    const draft = await loadDraft(base.id);
    if (!draft) return tell({ gone: true });
    if (draft.revision <= base.revision) return;
    base = draft;
    tell(waiting.length > 0 ? {} : { saving: { state: "saved", at: draft.changedAt } });
  }

  const stop = onChanged((what) => {
    if (what === "drafts" || what === "outbox") readAgain().catch((error: unknown) => reportError("readDraft", error));
  });

  return {
    get: () => sheet,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(change) {
      remember(change);
      add(change);
    },
    undo() {
      const step = undos.at(-1);
      if (!step) return undefined;
      undos = undos.slice(0, -1);
      add({ type: "entry", criterionId: step.criterionId, entry: { ...step.before, knockedOut: step.before.knockedOut ?? false } });
      return step.criterionId;
    },
    flush: () => (waiting.length === 0 ? Promise.resolve(true) : save()),
    close() {
      stop();
      listeners.clear();
    },
  };

  function remember(change: DraftChange): void {
    if (change.type !== "entry" && change.type !== "clearAnswer") {
      undos = [];
      return;
    }
    const keys = change.type === "entry" ? Object.keys(change.entry).sort().join() : "clear";
    const last = undos.at(-1);
    const at = now().getTime();
    if (last && last.criterionId === change.criterionId && last.keys === keys && keys === "note" && at - last.at < sameStep) {
      undos = [...undos.slice(0, -1), { ...last, at }];
      return;
    }
    const before = sheet.draft.entries[change.criterionId] ?? emptyEntry;
    undos = [...undos, { criterionId: change.criterionId, keys, before, at }].slice(-undoSteps);
  }
}

function joined(first: DraftChange, second: DraftChange): DraftChange | undefined {
  if (first.type !== "entry" || second.type !== "entry" || first.criterionId !== second.criterionId) return undefined;
  return { ...first, entry: { ...first.entry, ...second.entry } };
}
