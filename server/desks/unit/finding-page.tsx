import type { JSX } from "preact";
import type { Finding } from "../../../shared/findings/finding.ts";
import { formatDay } from "../../../shared/text.ts";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import { Field } from "../../web/Field.tsx";
import type { Filled } from "../../web/forms.ts";
import { Island } from "../../web/Island.tsx";
import { KeyField } from "../../web/KeyField.tsx";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { AnswerFiles, FilesOf } from "../AnswerFiles.tsx";
import { FindingState } from "./FindingState.tsx";

export interface FindingProps {
  readonly finding: Finding;
  readonly filled: Filled;
  readonly done: string | undefined;
}

const says = { fixed: words.saysFixed, part: words.saysPart, extension: words.saysExtension } as const;

/** A finding with all that was said of it, and the unit's answer. */
export function FindingPage({ finding, filled, done }: FindingProps): JSX.Element {
  const { t } = useLook();
  const title = t(words.findingTitle, { criterion: finding.criterion });
  const chosen = filled.values["says"] ?? "fixed";
  return (
    <Layout title={title} active="unit" width="middle" done={done} hasErrors={Object.keys(filled.errors).length > 0}>
      <p class="crumbs">
        <a href="/unit#findings">{t(words.back)}</a>
      </p>
      <h1>{title}</h1>
      <ErrorSummary filled={filled} />
      <p class="note">{finding.text}</p>
      <p>
        <FindingState finding={finding} />{" "}
        <span class="muted">{t(finding.overdue ? words.overdue : words.dueOn, { day: formatDay(finding.dueOn) })}</span>
      </p>
      {finding.through && <p class="muted">{t(finding.through.label)}</p>}
      <section>
        <div class="head">
          <h2>{t(words.thread)}</h2>
        </div>
        <ol class="thread">
          <li>
            <strong>{t(words.byTeam)}</strong> <span class="muted small">{formatDay(finding.noticeOn)}</span>
            <p class="note">{finding.text}</p>
          </li>
          {finding.steps.map((step) => (
            <li key={step.id} class={step.kind === "answer" ? "own" : undefined}>
              <strong>{t(step.kind === "answer" ? words.byUnit : words.byTeam)}</strong>{" "}
              <span class="muted small">{formatDay(step.at, true)}</span>
              <p class="small">
                {step.says && t(says[step.says])}
                {step.asksUntil && ` ${t(words.asksUntil, { day: formatDay(step.asksUntil) })}`}
                {step.kind === "fixed" && t(words.findingFixed)}
                {step.kind === "notFixed" && t(words.findingNotFixed)}
                {step.kind === "extended" && t(words.extendedUntil, { day: formatDay(step.dueOn ?? "") })}
                {step.dueOn && step.kind !== "extended" && ` · ${t(words.newDeadline, { day: formatDay(step.dueOn) })}`}
              </p>
              <p class="note">{step.text}</p>
              <FilesOf hashes={step.evidence} />
            </li>
          ))}
        </ol>
      </section>
      {finding.state !== "fixed" && (
        <form
          class="stack"
          method="post"
          action={`/unit/findings/${finding.id}/answer`}
          enctype="multipart/form-data"
          data-uploading={t(words.uploading)}
        >
          <KeyField />
          <fieldset>
            <legend>{t(words.remedy)}</legend>
            {(["fixed", "part", "extension"] as const).map((one) => (
              <label class="check" key={one}>
                <input type="radio" name="says" value={one} checked={chosen === one} />
                <span>{t(says[one])}</span>
              </label>
            ))}
          </fieldset>
          <Field filled={filled} name="until" label={words.until} type="day" optional />
          <Field filled={filled} name="reply" label={words.reply} rows={5} />
          <AnswerFiles />
          <button class="btn primary">{t(words.sendReply)}</button>
        </form>
      )}
      <Island name="upload" />
    </Layout>
  );
}
