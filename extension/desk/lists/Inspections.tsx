import type { JSX } from "preact";
import { formatDay, vietnamDay } from "../../../shared/text.ts";
import { type Speech, useSpeech } from "../../../shared/ui/language.ts";
import { State } from "../../../shared/ui/State.tsx";
import { deskWords } from "../../../shared/words/desk.ts";
import { fieldWords } from "../../../shared/words/field.ts";
import { createDraft, sameOwner } from "../../drafts/drafts.ts";
import { ownerOf } from "../../drafts/field.ts";
import { draftOf } from "../../drafts/new-draft.ts";
import { type Desk, useDesk } from "../desk-context.ts";
import { formatWhen } from "../formats.ts";
import { itemStory } from "../item-story.ts";
import { goTo } from "../route.ts";
import { type InspectionRow, inspectionRows } from "./inspection-rows.ts";
import { Fact, Row, Rows, Subject } from "./Row.tsx";

/** What must I do: my inspections with how each stands. */
export function Inspections(): JSX.Element | null {
  const desk = useDesk();
  const { t } = useSpeech();
  const { stored, owner, drafts, items } = desk.state;
  if (!stored || !owner) return null;
  const rows = sameOwner(owner, ownerOf(stored.field)) ? inspectionRows(stored.field, owner, drafts, items, desk.now) : [];
  const open = rows.filter(({ state }) => state === "notStarted" || state === "scoring" || state === "returned").length;
  const words = deskWords;
  return (
    <section aria-labelledby="inspections">
      <header>
        <h2 id="inspections" tabIndex={-1}>
          {t(words.myInspections)}
        </h2>
        {rows.length > 0 && <p>{t(words.inspectionCount, { open, overdue: rows.filter(({ overdue }) => overdue).length })}</p>}
      </header>
      {rows.length === 0 ? (
        <p class="empty">{t(words.noInspections)}</p>
      ) : (
        <Rows
          heads={[t(words.unit), t(words.form), t(words.day), t(words.team), t(words.state), t(words.actions)]}
          label={t(words.myInspections)}
        >
          {rows.map((row) => (
            <InspectionLine key={row.inspection.id} row={row} />
          ))}
        </Rows>
      )}
    </section>
  );
}

function InspectionLine({ row }: { row: InspectionRow }): JSX.Element {
  const speech = useSpeech();
  const { t } = speech;
  const desk = useDesk();
  const { inspection } = row;
  const { unit, otherInspectors: others } = inspection;
  const site = unit.websites[0]?.origin.replace(/^https?:\/\//, "") ?? t(deskWords.noWebsite);
  return (
    <Row>
      <Subject title={unit.name} detail={`${unit.block} · ${site}`} />
      <Fact name={t(deskWords.form)}>
        {t(fieldWords[inspection.kind])}
        <small>{t(fieldWords[inspection.form])}</small>
      </Fact>
      <Fact name={t(deskWords.day)}>
        {formatDay(inspection.visitedOn)}
        <NearDay day={inspection.visitedOn} now={desk.now} speech={speech} />
      </Fact>
      <Fact name={t(deskWords.team)}>
        {others === 0 ? t(deskWords.alone) : t(deskWords.others, { count: others })}
        {others > 0 && <small>{t(deskWords.blind)}</small>}
      </Fact>
      <Fact name={t(deskWords.state)}>
        <RowState row={row} desk={desk} speech={speech} />
        <Reminded inspectionId={inspection.id} desk={desk} speech={speech} />
      </Fact>
      <div class="act">
        <RowAction row={row} desk={desk} speech={speech} />
      </div>
    </Row>
  );
}

function NearDay({ day, now, speech: { t } }: { day: string; now: Date; speech: Speech }): JSX.Element | null {
  if (day === vietnamDay(now)) return <small>{t(deskWords.today)}</small>;
  if (day === vietnamDay(new Date(now.getTime() + 86_400_000))) return <small>{t(deskWords.tomorrow)}</small>;
  return null;
}

/** That a lead has reminded of the sheet; the server says so until it is in. */
function Reminded({ inspectionId, desk, speech }: { inspectionId: string; desk: Desk; speech: Speech }): JSX.Element | null {
  const reminder = desk.state.stored?.field.reminders?.find((one) => one.inspectionId === inspectionId);
  if (!reminder) return null;
  const { count, lastAt } = reminder;
  return <small>{speech.t(deskWords.reminded, { count, when: formatWhen(lastAt, desk.now, speech) })}</small>;
}

function RowState({ row, desk, speech }: { row: InspectionRow; desk: Desk; speech: Speech }): JSX.Element {
  const { t } = speech;
  const { state, item, progress } = row;
  const done = progress && <small>{t(deskWords.progress, { done: progress.done, all: progress.all })}</small>;
  if (item && state === "queued") {
    const story = itemStory(item, desk.state, desk.now, speech);
    return (
      <>
        <State tone={story.tone} icon={story.icon} word={t(story.label)} />
        <small>{story.since}</small>
      </>
    );
  }
  if (row.overdue) {
    return (
      <>
        <State tone="warn" icon="warn" word={t(deskWords.overdue)} />
        {done ?? <small>{t(deskWords.nothingSent)}</small>}
      </>
    );
  }
  switch (state) {
    case "scoring":
      return (
        <>
          <State tone="info" icon="dot" word={t(deskWords.scoring)} />
          {done}
          {row.sendableFrom !== undefined && <small>{t(deskWords.sendableFrom, { day: formatDay(row.sendableFrom) })}</small>}
        </>
      );
    case "returned":
      return <State tone="warn" icon="warn" word={t(deskWords.returned)} />;
    case "settled":
      return <State tone="idle" icon="check" word={t(deskWords.settled)} />;
    case "concluded":
      return <State tone="idle" icon="check" word={t(deskWords.concluded)} />;
    case "sentElsewhere":
      return <State tone="ok" icon="checked" word={t(deskWords.sentElsewhere)} />;
    default:
      return <State tone="idle" icon="clock" word={t(deskWords.notStarted)} />;
  }
}

function RowAction({ row, desk, speech: { t } }: { row: InspectionRow; desk: Desk; speech: Speech }): JSX.Element | null {
  const { inspection, draft, item, state, ready } = row;
  const name = inspection.unit.name;
  if (draft) {
    const words = ready ? deskWords.reviewShort : deskWords.goOn;
    return (
      <a class="btn small primary" href={`#/${ready ? "review" : "score"}/${draft.id}`} aria-label={`${t(words)}: ${name}`}>
        {t(words)}
      </a>
    );
  }
  if (item) {
    return (
      <a class="btn small" href={`#/item/${item.id}`} aria-label={`${t(deskWords.look)}: ${name}`}>
        {t(deskWords.look)}
      </a>
    );
  }
  if (state !== "notStarted" && state !== "returned") return null;
  const start = () =>
    desk.run("startInspection", async () => {
      const { stored } = desk.state;
      if (!stored) return;
      const begun = await createDraft(draftOf(inspection, stored, new Date()));
      goTo(`#/score/${begun.id}`);
    });
  return (
    <button type="button" class="btn small" onClick={start} aria-label={`${t(deskWords.start)}: ${name}`}>
      {t(deskWords.start)}
    </button>
  );
}
