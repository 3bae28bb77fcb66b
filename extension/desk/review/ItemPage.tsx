import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { isProblemCode, problems } from "../../../shared/problem.ts";
import { contextOf } from "../../../shared/sheets/draft.ts";
import { scoreSheet } from "../../../shared/sheets/scoring.ts";
import type { Receipt } from "../../../shared/sheets/submission.ts";
import { formatDay } from "../../../shared/text.ts";
import { useSpeech } from "../../../shared/ui/language.ts";
import { State } from "../../../shared/ui/State.tsx";
import { deskWords } from "../../../shared/words/desk.ts";
import { findChecklist } from "../../drafts/find-checklist.ts";
import type { OutboxItem } from "../../drafts/outbox-item.ts";
import { call } from "../../screen/call.ts";
import { ActionButton } from "../ActionButton.tsx";
import { Confirm } from "../Confirm.tsx";
import { useDesk } from "../desk-context.ts";
import { itemStory } from "../item-story.ts";
import { Missing } from "../Missing.tsx";
import { SheetHead } from "./SheetHead.tsx";
import { SheetTable } from "./SheetTable.tsx";

/** One sheet that has left: its true state, its receipt, what was sent, and taking it back. */
export function ItemPage({ id }: { id: string }): JSX.Element {
  const speech = useSpeech();
  const { t } = speech;
  const { state, now } = useDesk();
  const item = state.items.find((one) => one.id === id);
  if (!item) return <Missing title={deskWords.itemGone} why={deskWords.itemGoneWhy} />;
  const story = itemStory(item, state, now, speech);
  const checklist = findChecklist(state.stored?.field, item.draft.checklist);
  const sheet = checklist && scoreSheet(item.draft.entries, contextOf(item.draft, checklist));
  return (
    <section class="review" aria-labelledby="item">
      <header>
        <h1 id="item" tabIndex={-1}>
          {t(deskWords.item)}
        </h1>
        <p>{item.draft.unit.name}</p>
      </header>
      <div class="itemstate">
        <State tone={story.tone} icon={story.icon} word={t(story.label)} />
        <p>{story.since}</p>
        <p>{story.why}</p>
        <div class="acts">
          {story.actions
            .filter((action) => action !== "receipt")
            .map((action) => (
              <ActionButton key={action} action={action} item={item} />
            ))}
          {item.state === "accepted" && !item.withdrawn && !item.replacedBy && story.order === 5 && <Withdraw item={item} />}
        </div>
      </div>
      {item.receipt && <ReceiptFacts receipt={item.receipt} bytes={item.bytes} />}
      {checklist && sheet && (
        <>
          <h2 class="part">{t(deskWords.whatWasSent)}</h2>
          <SheetHead draft={item.draft} checklist={checklist} sheet={sheet} />
          <SheetTable sheet={sheet} entries={item.draft.entries} checklist={checklist} />
        </>
      )}
    </section>
  );
}

function ReceiptFacts({ receipt, bytes }: { receipt: Receipt; bytes: string }): JSX.Element {
  const { t } = useSpeech();
  const hash = useHash(bytes);
  return (
    <>
      <h2 class="part">{t(deskWords.receiptNumber, { number: receipt.position })}</h2>
      <dl class="facts">
        <dt>{t(deskWords.receivedAt)}</dt>
        <dd>{formatDay(receipt.receivedAt, true)}</dd>
        <dt>{t(deskWords.position)}</dt>
        <dd>{receipt.position}</dd>
        <dt>{t(deskWords.contentHash)}</dt>
        <dd>
          <code>{receipt.contentHash}</code>
          {hash !== undefined && (
            <p class={hash === receipt.contentHash ? "hint" : "danger"}>
              {t(hash === receipt.contentHash ? deskWords.hashSame : deskWords.hashDiffers)}
            </p>
          )}
          <p class="hint">{t(deskWords.hashSays)}</p>
        </dd>
        <dt>{t(deskWords.signature, { key: receipt.keyId })}</dt>
        <dd>
          <code>{receipt.signature}</code>
        </dd>
        <dt>{t(deskWords.sheetId)}</dt>
        <dd>
          <code>{receipt.submissionId}</code>
        </dd>
        {receipt.flags.length > 0 && (
          <>
            <dt>{t(deskWords.flags)}</dt>
            <dd>{receipt.flags.map((flag) => t(deskWords[flag])).join("; ")}</dd>
          </>
        )}
      </dl>
    </>
  );
}

function Withdraw({ item }: { item: OutboxItem }): JSX.Element {
  const { t } = useSpeech();
  const { run, tell } = useDesk();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [lacking, setLacking] = useState(false);
  const close = () => {
    setAsking(false);
    setLacking(false);
  };
  const withdraw = () => {
    if (reason.trim() === "") {
      setLacking(true);
      document.getElementById("withdraw-reason")?.focus();
      return;
    }
    void run("withdraw", async () => {
      close();
      const answer = await call("withdraw", { submissionId: item.id, reason });
      if (answer.ok) tell({ tone: "ok", words: deskWords.withdrawnNow });
      else tell({ tone: "danger", words: isProblemCode(answer.code) ? problems[answer.code] : deskWords.withdrawNeedsNetwork });
    });
  };
  return (
    <>
      <button type="button" class="btn small quiet" onClick={() => setAsking(true)}>
        {t(deskWords.withdraw)}
      </button>
      {asking && (
        <Confirm
          title={t(deskWords.withdrawTitle, { unit: item.draft.unit.name })}
          why={t(deskWords.withdrawWhy)}
          action={t(deskWords.withdrawDo)}
          onYes={withdraw}
          onNo={close}
        >
          <div class="field">
            <label for="withdraw-reason">{t(deskWords.withdrawReason)}</label>
            <textarea
              id="withdraw-reason"
              rows={3}
              maxLength={2_000}
              value={reason}
              aria-required="true"
              aria-invalid={lacking}
              aria-describedby="withdraw-lacking"
              onInput={(event) => setReason(event.currentTarget.value)}
            />
            <p id="withdraw-lacking" class="danger" role="status">
              {lacking ? t(deskWords.withdrawNeedsReason) : ""}
            </p>
          </div>
        </Confirm>
      )}
    </>
  );
}

/** SHA-256 of what is on this device, to hold against the receipt; `undefined` while it is computed. */
function useHash(text: string): string | undefined {
  const [hash, setHash] = useState<string>();
  useEffect(() => {
    let current = true;
    void crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)).then((digest) => {
      if (current) setHash(Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""));
    });
    return () => {
      current = false;
    };
  }, [text]);
  return hash;
}
