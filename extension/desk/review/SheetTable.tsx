import type { JSX } from "preact";
import type { Checklist } from "../../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../../shared/points.ts";
import type { Entry } from "../../../shared/sheets/answer.ts";
import type { CriterionScore, SheetScore } from "../../../shared/sheets/scoring.ts";
import { type Answered, answerInWords, toInspector } from "../../../shared/ui/answer-in-words.ts";
import { useSpeech } from "../../../shared/ui/language.ts";
import { deskWords } from "../../../shared/words/desk.ts";
import { useDesk } from "../desk-context.ts";
import { formatWhen } from "../formats.ts";

interface Props {
  readonly sheet: SheetScore;
  readonly entries: Readonly<Record<string, Entry>>;
  readonly checklist: Checklist;
  /** The draft in which a score can be changed; absent for what has been sent. */
  readonly changeIn?: string;
}

/** Every score of a sheet, area by area: points, answer in words, note, evidence. */
export function SheetTable({ sheet, entries, checklist, changeIn }: Props): JSX.Element {
  const { t, language } = useSpeech();
  return (
    <>
      {checklist.areas.map((area) => {
        const own = sheet.criteria.filter(({ criterion }) => criterion.area === area.id);
        const sum = sheet.areas.find((one) => one.area === area.id);
        if (own.length === 0 || !sum) return null;
        return (
          <section key={area.id} class="area" aria-labelledby={`area-${area.id}`}>
            <h2 id={`area-${area.id}`}>
              {t(area.title)}
              {sheet.complete && (
                <span>
                  {t(deskWords.pointsOf, { points: formatHundredths(sum.awarded, language), max: formatHundredths(sum.max, language) })}
                </span>
              )}
            </h2>
            <ul>
              {own.map((score) => (
                <Line
                  key={score.criterion.id}
                  score={score}
                  entry={entries[score.criterion.id]}
                  {...(changeIn !== undefined && { changeIn })}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Line({ score, entry, changeIn }: { score: CriterionScore; entry: Entry | undefined; changeIn?: string }): JSX.Element {
  const speech = useSpeech();
  const { t, language } = speech;
  const { now } = useDesk();
  const { criterion, points, needs } = score;
  const answer = answerInWords(answeredOf(score, entry), toInspector, speech);
  const reason = entry?.answer?.type === "ratio" ? entry.answer.contradictionReason : undefined;
  return (
    <li class={needs.length > 0 ? "score lacking" : "score"}>
      <div class="what">
        <h3>{t(criterion.title)}</h3>
        <small>{criterion.id}</small>
      </div>
      <div class="said">
        <p>{answer || t(deskWords.needScore)}</p>
        {reason && (
          <p>
            <span class="name">{t(deskWords.reasonIs)}: </span>
            {reason}
          </p>
        )}
        {entry && entry.note !== "" && (
          <p class="note">
            <span class="name">{t(deskWords.note)}: </span>
            {entry.note}
          </p>
        )}
        {entry?.evidence.map((item) =>
          item.type === "file" ? (
            <p key={item.id}>{item.name}</p>
          ) : (
            <blockquote key={item.id}>
              “{item.exact}”
              <small>{t(deskWords.quoteFrom, { title: item.title || item.url, when: formatWhen(item.capturedAt, now, speech) })}</small>
            </blockquote>
          ),
        )}
      </div>
      <p class="points num">
        {points === null ? score.state === "notScored" ? "–" : t(deskWords.left) : <b>{formatHundredths(points, language)}</b>}
        <small> / {formatHundredths(criterion.maxPoints, language)}</small>
      </p>
      {changeIn !== undefined && (
        <a
          class="btn small quiet"
          href={`#/score/${changeIn}/${criterion.id}`}
          aria-label={t(deskWords.changeOf, { criterion: criterion.id })}
        >
          {t(deskWords.change)}
        </a>
      )}
    </li>
  );
}

function answeredOf({ criterion, state }: CriterionScore, entry: Entry | undefined): Answered {
  return { criterion, state, answer: entry?.answer ?? null, knockedOut: entry?.knockedOut ?? false };
}
