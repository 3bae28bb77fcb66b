import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatHundredths } from "../../../shared/points.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { useSpeech } from "../../../shared/ui/language.ts";
import { State } from "../../../shared/ui/State.tsx";
import { deskWords } from "../../../shared/words/desk.ts";
import { deleteItem } from "../../drafts/outbox.ts";
import type { OutboxItem } from "../../drafts/outbox-item.ts";
import { call } from "../../screen/call.ts";
import { exportSheets } from "../../screen/save-file.ts";
import { ActionButton } from "../ActionButton.tsx";
import { useDesk } from "../desk-context.ts";
import { formatWhen } from "../formats.ts";
import { type ItemStory, itemStory } from "../item-story.ts";
import { BrokenRecord } from "./BrokenRecord.tsx";
import { sheetOf } from "./inspection-rows.ts";
import { Fact, Row, Rows, Subject } from "./Row.tsx";

/** What has left, with the truth about each: refused first, then sending, waiting, accepted. */
export function Outbox(): JSX.Element {
  const speech = useSpeech();
  const { t } = speech;
  const { state, now, run, tell } = useDesk();
  const [trying, setTrying] = useState(false);
  const stories = state.items
    .map((item) => ({ item, story: itemStory(item, state, now, speech) }))
    .sort((a, b) => a.story.order - b.story.order || (a.item.queuedAt < b.item.queuedAt ? 1 : -1));
  const count = (...orders: number[]) => stories.filter(({ story }) => orders.includes(story.order)).length;
  const unsent = count(1, 2, 3);
  const sendNow = () =>
    run("sendNow", async () => {
      if (trying) return;
      setTrying(true);
      try {
        await call("sendNow", {});
        tell({ tone: "info", words: deskWords.tried });
      } finally {
        setTrying(false);
      }
    });
  const counts = { waiting: count(2, 3), sending: count(1), refused: count(0), accepted: count(5) };
  return (
    <section aria-labelledby="outbox">
      <header>
        <h2 id="outbox" tabIndex={-1}>
          {t(deskWords.outbox)}
        </h2>
        {stories.length > 0 && (
          <p>
            {t(deskWords.outboxCount, counts)} {count(0) > 0 && t(deskWords.refusedBlocksNone)}
          </p>
        )}
        {unsent > 0 && (
          <div class="acts">
            <button type="button" class="btn small" onClick={sendNow} aria-disabled={trying}>
              <Icon name="sync" />
              {t(trying ? deskWords.trying : deskWords.sendNow)}
            </button>
          </div>
        )}
      </header>
      {stories.length + state.brokenItems.length === 0 ? (
        <p class="empty">{t(deskWords.outboxEmpty)}</p>
      ) : (
        <Rows
          heads={[t(deskWords.sheet), t(deskWords.trueState), t(deskWords.details), t(deskWords.queuedAt), t(deskWords.actions)]}
          label={t(deskWords.outbox)}
        >
          {state.brokenItems.map((broken) => (
            <BrokenRecord
              key={broken.id}
              id={broken.id}
              onExport={() => exportSheets({ outbox: [broken.raw] })}
              onDelete={() => deleteItem(broken.id)}
            />
          ))}
          {stories.map(({ item, story }) => (
            <OutboxLine key={item.id} item={item} story={story} />
          ))}
        </Rows>
      )}
    </section>
  );
}

function OutboxLine({ item, story }: { item: OutboxItem; story: ItemStory }): JSX.Element {
  const speech = useSpeech();
  const { t, language } = speech;
  const { state, now } = useDesk();
  const index = sheetOf(item.draft, state.stored?.field)?.index;
  const detail = [
    index == null ? "" : t(deskWords.indexIs, { index: formatHundredths(index, language, 2) }),
    item.draft.replaces ? t(deskWords.replacesSent) : "",
  ].filter(Boolean);
  const tone = story.order === 0 ? ({ tone: "refused" } as const) : story.order === 1 ? ({ tone: "sending" } as const) : {};
  return (
    <Row {...tone}>
      <Subject title={item.draft.unit.name} detail={detail.join(" · ")} />
      <Fact name={t(deskWords.trueState)}>
        <State tone={story.tone} icon={story.icon} word={t(story.label)} />
        <small>{story.since}</small>
      </Fact>
      <Fact name={t(deskWords.details)} wide>
        {story.why}
      </Fact>
      <Fact name={t(deskWords.queuedAt)}>{formatWhen(item.queuedAt, now, speech)}</Fact>
      <div class="act">
        {story.actions.map((action) => (
          <ActionButton key={action} action={action} item={item} />
        ))}
      </div>
    </Row>
  );
}
