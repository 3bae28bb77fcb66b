import type { JSX } from "preact";
import { newId } from "../../../shared/id.ts";
import { formatDay } from "../../../shared/text.ts";
import { PieceOfEvidence } from "../../../shared/ui/PieceOfEvidence.tsx";
import { Section } from "../../../shared/ui/Section.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { findingWords as words } from "../../../shared/words/cycle/findings.ts";
import { unitDeskWords } from "../../../shared/words/unit-desk.ts";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import { Field } from "../../web/Field.tsx";
import { FieldError } from "../../web/FieldError.tsx";
import { type Filled, hasErrors } from "../../web/forms.ts";
import { Island } from "../../web/Island.tsx";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { AnswerFiles } from "../AnswerFiles.tsx";
import type { FindingPageView } from "./finding-page-view.ts";
import { daysText, saysText, stateOf, verdictText } from "./finding-words.ts";

interface FindingPageProps extends FindingPageView {
  readonly filled: Filled;
  readonly done: string | undefined;
}

/** One finding for its leads: where it comes from, what was said, and what is decided. */
export function FindingPage({ finding, planId, origin, filled, done, ...made }: FindingPageProps): JSX.Element {
  const { t, language } = useLook();
  const { tone, icon, word } = stateOf(finding, finding.turn);
  const { through } = finding;
  return (
    <Layout title={finding.text.split("\n")[0] ?? ""} active="findings" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <p class="crumbs">
        <a href={`/findings?plan=${planId}`}>{t(words.title)}</a> › {finding.criterion}
      </p>
      <ErrorSummary filled={filled} />
      <div>
        <h1 class="note">{finding.text}</h1>
        <p class="row">
          <a href={`/findings?plan=${planId}&unit=${finding.unitId}`}>{finding.unitName}</a>
          <span>
            {t(words.columnDue)} <b>{formatDay(finding.dueOn)}</b>
            {finding.fixedOn === null && finding.turn !== "waiting" && `, ${daysText(language, finding.daysLeft, null)}`}
          </span>
          <State tone={tone} icon={icon} word={t(word)} />
        </p>
        <p class="muted small">
          {t(finding.areaTitle)} · {finding.criterion}. {t(finding.criterionTitle)}
        </p>
        {through && <p class="small">{t(words.carried, { label: t(through.label) })}</p>}
      </div>
      <Origin finding={finding} origin={origin} />
      <Thread finding={finding} {...made} />
      {finding.state === "fixed" ? <Notice kind="ok">{t(words.closed)}</Notice> : <Verdict finding={finding} filled={filled} {...made} />}
      <Responsible finding={finding} {...made} />
      <Island name="verdict" />
      <Island name="upload" />
    </Layout>
  );
}

function Origin({ finding, origin }: Pick<FindingPageProps, "finding" | "origin">): JSX.Element {
  const { t } = useLook();
  return (
    <Section title={t(words.origin)}>
      {origin === null && <p>{t(words.originHidden)}</p>}
      {origin?.length === 0 && <p>{t(words.originNone)}</p>}
      {origin?.map((evidence) => (
        <div key={evidence.id}>
          <PieceOfEvidence evidence={evidence} />
          {evidence.type === "file" && <FileLink inspectionId={finding.inspectionId} hash={evidence.sha256} />}
        </div>
      ))}
    </Section>
  );
}

function FileLink({ inspectionId, hash }: { readonly inspectionId: string; readonly hash: string }): JSX.Element {
  const { t } = useLook();
  return <a href={`/inspections/${inspectionId}/evidence/${hash}`}>{t(words.openFile)}</a>;
}

const verdictLooks = {
  fixed: { tone: "ok", icon: "checked" },
  notFixed: { tone: "warn", icon: "undo" },
  extended: { tone: "info", icon: "clock" },
} as const;

/** Every step as it was taken; nothing of it is ever changed. */
function Thread({ finding, names, visits }: Pick<FindingPageProps, "finding" | "names" | "visits">): JSX.Element {
  const { t, language } = useLook();
  const nameOf = (id: string | null) => (id === null ? "" : (names.get(id) ?? id));
  const visitOf = (id: string | null) => visits.find((visit) => visit.id === id);
  return (
    <Section title={t(words.thread)}>
      <ol class="thread">
        <li>
          <p>
            <b>{nameOf(finding.raisedBy)}</b> <span class="muted">{formatDay(finding.raisedAt, true)}</span> {t(words.raisedStep)}
          </p>
        </li>
        {finding.steps.map((step) => {
          const visit = visitOf(step.inspectionId);
          return (
            <li key={step.id} class={step.kind === "answer" ? "theirs" : undefined}>
              <p>
                <b>{step.kind === "answer" ? `${t(words.ofUnitStep)} (${nameOf(step.by)})` : nameOf(step.by)}</b>{" "}
                <span class="muted">{formatDay(step.at, true)}</span>{" "}
                {step.kind === "answer" ? (
                  saysText(language, step)
                ) : (
                  <State {...verdictLooks[step.kind]} word={verdictText(language, step)} />
                )}
              </p>
              <p class="note">{step.text}</p>
              {step.dueOn !== null && step.kind !== "extended" && <p class="small">{t(words.newDue, { day: formatDay(step.dueOn) })}</p>}
              {visit && <p class="small">{t(words.lookedAt, { day: formatDay(visit.visitedOn) })}</p>}
              {step.evidence.map((hash) => (
                <p key={hash}>
                  <FileLink inspectionId={finding.inspectionId} hash={hash} />
                </p>
              ))}
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

const verdicts = [
  ["fixed", words.verdictFixed],
  ["notFixed", words.verdictNotFixed],
  ["extended", words.verdictExtended],
] as const;

function Verdict({ finding, visits, filled }: Pick<FindingPageProps, "finding" | "visits" | "filled">): JSX.Element {
  const { t } = useLook();
  const asks = finding.steps.findLast(({ kind }) => kind === "answer")?.asksUntil ?? "";
  return (
    <Section title={t(words.verdict)}>
      <form
        class="stack verdict"
        method="post"
        action={`/findings/${finding.id}/verdict`}
        enctype="multipart/form-data"
        data-uploading={t(unitDeskWords.uploading)}
      >
        <input type="hidden" name="step" value={filled.values["step"] ?? newId()} />
        <fieldset class="field" aria-describedby="verdict-keys">
          <legend>{t(words.verdict)}</legend>
          <div class="row">
            {verdicts.map(([value, label], i) => (
              <label key={value} class="check">
                <input
                  type="radio"
                  name="verdict"
                  id={i === 0 ? "verdict" : undefined}
                  value={value}
                  required
                  checked={filled.values["verdict"] === value}
                />
                <span>
                  {t(label)} <kbd>{i + 1}</kbd>
                </span>
              </label>
            ))}
          </div>
          <FieldError filled={filled} name="verdict" />
          <span class="hint" id="verdict-keys">
            {t(words.keys)}
          </span>
        </fieldset>
        <Field filled={filled} name="reason" label={words.reason} hint={words.reasonHint} rows={3} />
        <Field filled={filled} name="dueOn" label={words.dueOn} hint={words.dueOnHint} type="day" value={asks} optional />
        <AnswerFiles />
        {visits.length > 0 && (
          <div class="field">
            <label for="visit">{t(words.visit)}</label>
            <select id="visit" name="visit">
              <option value="">{t(words.visitNone)}</option>
              {visits.map(({ id, unitName, visitedOn }) => (
                <option key={id} value={id} selected={filled.values["visit"] === id}>
                  {formatDay(visitedOn)} · {unitName}
                </option>
              ))}
            </select>
          </div>
        )}
        <div class="row">
          <button class="btn primary">{t(words.judge)}</button>
          <span class="muted small">{t(words.judgeNote)}</span>
        </div>
      </form>
    </Section>
  );
}

function Responsible({ finding, people }: Pick<FindingPageProps, "finding" | "people">): JSX.Element {
  const { t } = useLook();
  return (
    <form class="row" method="post" action={`/findings/${finding.id}/responsible`}>
      <div class="field">
        <label for="person">{t(words.assign)}</label>
        <select id="person" name="person">
          <option value="">{t(words.nobody)}</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id} selected={id === finding.responsible}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <button class="btn">{t(words.assignDo)}</button>
    </form>
  );
}
