import type { JSX } from "preact";
import type { Criterion } from "../../checklists/checklist.ts";
import { formatHundredths } from "../../points.ts";
import { type Entry, emptyEntry } from "../../sheets/answer.ts";
import { type CriterionScore, traitAgainst } from "../../sheets/scoring.ts";
import type { Words } from "../../text.ts";
import { panel } from "../../words/panel.ts";
import { Icon, type IconName } from "../Icon.tsx";
import { useSpeech } from "../language.ts";
import { AboutCriterion } from "./AboutCriterion.tsx";
import { type Mark, markOf } from "./answers.ts";
import { ChecklistAnswer } from "./ChecklistAnswer.tsx";
import { ChoiceAnswer } from "./ChoiceAnswer.tsx";
import { DeductAnswer } from "./DeductAnswer.tsx";
import { EvidenceList } from "./EvidenceList.tsx";
import { NotApplicableAnswer } from "./NotApplicableAnswer.tsx";
import { Option } from "./Option.tsx";
import { RatioAnswer } from "./RatioAnswer.tsx";
import { useSheetTools } from "./sheet-tools.ts";

/** How each mark looks, and what it is called: the shape says the same as the colour. */
export const marks: Readonly<Record<Mark, { readonly word: Words; readonly icon: IconName; readonly tone: string }>> = {
  scored: { word: panel.markScored, icon: "check", tone: "ok" },
  notApplicable: { word: panel.markNotApplicable, icon: "none", tone: "info" },
  wrongFigures: { word: panel.markWrongFigures, icon: "stop", tone: "danger" },
  incomplete: { word: panel.markIncomplete, icon: "warn", tone: "warn" },
  open: { word: panel.markOpen, icon: "dot", tone: "idle" },
};

interface Props {
  readonly score: CriterionScore;
  readonly entry: Entry | undefined;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** One line of the list; opened, everything that can be said about the criterion. */
export function CriterionItem({ score, entry, open, onToggle }: Props): JSX.Element {
  const { t, language } = useSpeech();
  const { criterion } = score;
  const { id } = criterion;
  const mark = markOf(score, entry);
  const { word, icon, tone } = marks[mark];
  const evidence = entry?.evidence.length ?? 0;
  const leftOut = mark === "notApplicable" && score.maxPoints === null;
  return (
    <section class={open ? "crit open" : "crit"} data-criterion={id} data-state={mark}>
      <h3>
        <button
          type="button"
          class="line"
          id={`line-${id}`}
          aria-expanded={open}
          aria-controls={open ? `body-${id}` : undefined}
          onClick={onToggle}
        >
          <span class={`state ${tone}`}>
            <Icon name={icon} />
            <span class="vh">{t(word)}. </span>
          </span>
          <span>
            <span class="title">{t(criterion.title)}</span>
            <span class="code">
              <span>{id}</span>
              {score.state === "notApplicablePending" && <span>{t(panel.awaitsLead)}</span>}
              {(mark === "wrongFigures" || mark === "incomplete") && <span class={tone}>{t(word)}</span>}
              {evidence > 0 && (
                <span>
                  <Icon name="quote" /> {evidence}
                  <span class="vh"> {t(panel.evidence)}</span>
                </span>
              )}
            </span>
          </span>
          {leftOut ? (
            <span class="pt muted">{t(panel.noPoints)}</span>
          ) : (
            <span class="pt">
              <b>{score.points === null ? "–" : formatHundredths(score.points, language)}</b>
              <small>
                {" "}
                <span aria-hidden="true">/</span>
                <span class="vh">{t(panel.of)}</span> {formatHundredths(criterion.maxPoints, language)}
              </small>
            </span>
          )}
        </button>
      </h3>
      {open && (
        <div class="body" id={`body-${id}`}>
          <Body criterion={criterion} entry={entry ?? emptyEntry} needsNote={score.needs.includes("note")} />
        </div>
      )}
    </section>
  );
}

function Body({ criterion, entry, needsNote }: { criterion: Criterion; entry: Entry; needsNote: boolean }): JSX.Element {
  const { t } = useSpeech();
  const { draft, checklist, change } = useSheetTools();
  const { id } = criterion;
  const trait = traitAgainst(criterion, draft.unit.traits);
  const traitWords = trait === undefined ? undefined : checklist.unitTraits[trait];
  return (
    <>
      {trait !== undefined ? (
        <div class="notice info">
          <Icon name="none" />
          <div>{t(panel.byTrait, { trait: traitWords ? t(traitWords) : trait })}</div>
        </div>
      ) : (
        <Scoring criterion={criterion} entry={entry} />
      )}
      {criterion.noSite && draft.unit.traits.includes("noSite") && (
        <div class="notice info">
          <Icon name="help" />
          <div>{t(panel.noSite)}</div>
        </div>
      )}
      <div>
        <label class="lab" for={`${id}-note`}>
          {t(panel.note)}{" "}
          <em class={needsNote ? "danger" : undefined}>
            {needsNote ? t(panel.noteMissing) : trait === undefined && t(panel.noteRequired)}
          </em>
        </label>
        <textarea
          id={`${id}-note`}
          rows={2}
          maxLength={4_000}
          aria-required={needsNote}
          aria-invalid={needsNote}
          value={entry.note}
          onInput={(event) => change(id, { note: event.currentTarget.value })}
        />
      </div>
      <EvidenceList criterionId={id} evidence={entry.evidence} />
      <AboutCriterion criterion={criterion} />
    </>
  );
}

function Scoring({ criterion, entry }: { criterion: Criterion; entry: Entry }): JSX.Element {
  const { t } = useSpeech();
  const { change, clear, sayNotApplicable } = useSheetTools();
  const { id, method } = criterion;
  const { answer } = entry;
  const props = { criterion, answer, onAnswer: (next: NonNullable<Entry["answer"]>) => change(id, { answer: next }) };
  if (answer?.type === "notApplicable") {
    return <NotApplicableAnswer criterion={criterion} answer={answer} onAnswer={props.onAnswer} onClear={() => clear(id)} />;
  }
  return (
    <>
      {method.type === "checklist" && <ChecklistAnswer {...props} method={method} />}
      {method.type === "ratio" && <RatioAnswer {...props} method={method} />}
      {method.type === "deduct" && <DeductAnswer {...props} method={method} />}
      {(method.type === "boolean" || method.type === "levels") && <ChoiceAnswer {...props} />}
      {criterion.zeroIf && (
        <Option
          kind="knock"
          label={
            <>
              {t(panel.knockOut, { reason: t(criterion.zeroIf) })}
              {entry.knockedOut && <span class="src">{t(panel.knockedOut)}</span>}
            </>
          }
          points="0"
        >
          <input
            type="checkbox"
            checked={entry.knockedOut ?? false}
            onChange={(event) => change(id, { knockedOut: event.currentTarget.checked })}
          />
        </Option>
      )}
      {(answer !== null || entry.knockedOut || criterion.notApplicable) && (
        <div class="under">
          {(answer !== null || entry.knockedOut) && (
            <button type="button" class="btn quiet small" onClick={() => clear(id)}>
              {t(panel.clear)}
            </button>
          )}
          {criterion.notApplicable && (
            <button type="button" class="btn quiet small" onClick={() => sayNotApplicable(id)}>
              <Icon name="none" />
              {t(panel.notApplicable)}
            </button>
          )}
        </div>
      )}
    </>
  );
}
