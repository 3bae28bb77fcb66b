import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import * as v from "valibot";
import { canonicalJson } from "../../../shared/canonical.ts";
import type { Checklist } from "../../../shared/checklists/checklist.ts";
import { newId } from "../../../shared/id.ts";
import { formatHundredths } from "../../../shared/points.ts";
import { problems, saidValues } from "../../../shared/problem.ts";
import { contextOf, type Draft, toSubmission } from "../../../shared/sheets/draft.ts";
import { scoreSheet } from "../../../shared/sheets/scoring.ts";
import { maxSubmissionBytes, Submission } from "../../../shared/sheets/submission.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { useSpeech } from "../../../shared/ui/language.ts";
import { deskWords } from "../../../shared/words/desk.ts";
import { changeDraft, sameOwner } from "../../drafts/drafts.ts";
import { queueSubmission } from "../../drafts/outbox.ts";
import { saveLatest } from "../../drafts/save-latest.ts";
import { StorageFailed } from "../../drafts/storage-failed.ts";
import { reportError } from "../../errors.ts";
import { call } from "../../screen/call.ts";
import { useDesk } from "../desk-context.ts";
import { OpenDraft } from "../OpenDraft.tsx";
import { goTo } from "../route.ts";
import { SheetHead } from "./SheetHead.tsx";
import { SheetTable } from "./SheetTable.tsx";
import { ToDo, todosOf } from "./ToDo.tsx";

/** Review and send: every score is read here, on a page that no inspected page can cover, before it leaves. */
export function Review({ draftId }: { draftId: string }): JSX.Element {
  return <OpenDraft draftId={draftId}>{(draft, checklist) => <ReviewSheet draft={draft} checklist={checklist} />}</OpenDraft>;
}

function ReviewSheet({ draft, checklist }: { draft: Draft; checklist: Checklist }): JSX.Element {
  const { t, language } = useSpeech();
  const { state, online, now } = useDesk();
  const sheet = scoreSheet(draft.entries, contextOf(draft, checklist));
  const todos = todosOf(sheet, draft, now);
  const own = state.owner !== undefined && sameOwner(draft.owner, state.owner);
  const reason = useReason(draft);
  const { send, queueing } = useSending(draft, checklist, reason.saved);
  const ready = todos.length === 0 && own && !queueing;
  return (
    <section class="review" aria-labelledby="review">
      <header>
        <h1 id="review" tabIndex={-1}>
          {t(deskWords.review)}
        </h1>
        <p>{t(deskWords.reviewNote)}</p>
      </header>
      <SheetHead draft={draft} checklist={checklist} sheet={sheet} />
      {draft.replaces && <ReplaceReason reason={reason} />}
      {todos.length > 0 && <ToDo todos={todos} draftId={draft.id} />}
      <SheetTable sheet={sheet} entries={draft.entries} checklist={checklist} changeIn={draft.id} />
      <div class="sendbar">
        <div>
          {!own && <p class="danger">{t(deskWords.notYours)}</p>}
          {todos.length > 0 ? (
            <p>
              <button type="button" class="link" onClick={focusTodo}>
                {t(deskWords.missingBefore, { count: todos.length })}
              </button>
            </p>
          ) : (
            sheet.index !== null && (
              <p>{t(deskWords.sendComplete, { count: sheet.criteria.length, index: formatHundredths(sheet.index, language, 2) })}</p>
            )
          )}
          {todos.length === 0 && state.signIn.state !== "signedIn" && <p class="muted">{t(deskWords.sendSignedOut)}</p>}
          {todos.length === 0 && !online && <p class="muted">{t(deskWords.sendOffline)}</p>}
        </div>
        <div class="acts">
          <a class="btn" href={`#/score/${draft.id}`}>
            {t(deskWords.backToScoring)}
          </a>
          <button type="button" class="btn primary" aria-disabled={!ready} onClick={ready ? send : focusTodo}>
            <Icon name="send" />
            {t(queueing ? deskWords.sendingNow : deskWords.send)}
          </button>
        </div>
      </div>
    </section>
  );
}

/** `send` makes the id and the bytes once; a second click finds the first one at work, a second window finds the draft gone. */
function useSending(shown: Draft, checklist: Checklist, saved: () => Promise<Draft | undefined>): { send: () => void; queueing: boolean } {
  const speech = useSpeech();
  const { run, tell } = useDesk();
  const [queueing, setQueueing] = useState(false);
  const atWork = useRef(false);
  async function queue(): Promise<void> {
    const draft = (await saved()) ?? shown;
    if (!sameButReason(draft, shown)) throw new StorageFailed("changed");
    const now = new Date();
    const submissionId = newId(now.getTime());
    const submission = toSubmission(draft, checklist, { id: submissionId, at: now });
    if (!submission) return;
    const bytes = canonicalJson(v.parse(Submission, submission));
    if (new TextEncoder().encode(bytes).length > maxSubmissionBytes) {
      tell({
        tone: "danger",
        words: problems["too-large"],
        values: saidValues({ limit: `${maxSubmissionBytes} B`, body: "sheet" }, speech.language),
      });
      return;
    }
    await queueSubmission({ draftId: draft.id, revision: draft.revision, submissionId, bytes }, now);
    goTo("#/outbox");
    tell({ tone: "ok", words: deskWords.queuedNow });
    // It is in the outbox: what comes of sending stands there, and the alarm tries again.
    call("sendNow", {}).catch((error: unknown) => reportError("sendNow", error));
  }
  const send = () => {
    if (atWork.current) return;
    atWork.current = true;
    setQueueing(true);
    void run("queueSubmission", queue).finally(() => {
      atWork.current = false;
      setQueueing(false);
    });
  };
  return { send, queueing };
}

interface Reason {
  readonly typed: string;
  readonly type: (text: string) => void;
  /** The draft with the last typed reason, once it is on the disk; `undefined` where nothing was typed here. */
  readonly saved: () => Promise<Draft | undefined>;
}

/** The reason is kept with the draft as it is typed. */
function useReason(draft: Draft): Reason {
  const { run } = useDesk();
  const [typed, setTyped] = useState(draft.replaces?.reason ?? "");
  const { save, last } = useMemo(
    () => saveLatest((reason: string) => changeDraft(draft.id, { type: "replaceReason", reason }, new Date())),
    [draft.id],
  );
  const type = (reason: string) => {
    setTyped(reason);
    const begun = save(reason);
    if (begun) void run("replaceReason", async () => void (await begun));
  };
  return { typed, type, saved: last };
}

/** What was reviewed is what goes out; only the reason may have been typed since the screen last followed the storage. */
function sameButReason(a: Draft, b: Draft): boolean {
  const fixed = ({ replaces, revision: _, changedAt: __, ...rest }: Draft) => canonicalJson({ ...rest, replaces: replaces?.id });
  return fixed(a) === fixed(b);
}

function ReplaceReason({ reason }: { reason: Reason }): JSX.Element {
  const { t } = useSpeech();
  return (
    <div class="notice info">
      <Icon name="differs" />
      <div class="field">
        <strong>{t(deskWords.replaceTitle)}</strong>
        <label for="replace-reason">{t(deskWords.needReplaceReason)}</label>
        <textarea
          id="replace-reason"
          rows={2}
          maxLength={2_000}
          value={reason.typed}
          aria-required="true"
          aria-invalid={reason.typed.trim() === ""}
          aria-describedby="replace-hint"
          onInput={(event) => reason.type(event.currentTarget.value)}
        />
        <p id="replace-hint" class="hint">
          {t(deskWords.replaceHint)}
        </p>
      </div>
    </div>
  );
}

function focusTodo(event: Event): void {
  event.preventDefault();
  document.getElementById("todo")?.focus();
}
