import type { JSX } from "preact";
import type { Explanation } from "../../../shared/decisions/explanation.ts";
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

export interface ExplanationProps {
  readonly explanation: Explanation;
  readonly filled: Filled;
  readonly done: string | undefined;
}

/** What the team asks the unit to explain, what it has answered, and its next answer. */
export function ExplanationPage({ explanation, filled, done }: ExplanationProps): JSX.Element {
  const { t } = useLook();
  const { id, inspectionId, criterion, text, dueOn, askedAt, answers } = explanation;
  const title = t(words.explainTitle, { criterion });
  return (
    <Layout title={title} active="unit" width="middle" done={done} hasErrors={Object.keys(filled.errors).length > 0}>
      <p class="crumbs">
        <a href="/unit">{t(words.back)}</a>
      </p>
      <h1>{title}</h1>
      <ErrorSummary filled={filled} />
      <ol class="thread">
        <li>
          <strong>{t(words.byTeam)}</strong> <span class="muted small">{formatDay(askedAt, true)}</span>
          <p class="note">{text}</p>
          <p class="small">{t(words.dueOn, { day: formatDay(dueOn) })}</p>
        </li>
        {answers.map((answer) => (
          <li key={answer.id} class="own">
            <strong>{t(words.byUnit)}</strong>{" "}
            <span class="muted small">{[formatDay(answer.at, true), answer.late && t(words.explainLate)].filter(Boolean).join(" · ")}</span>
            <p class="note">{answer.text}</p>
            <FilesOf hashes={answer.evidence} />
          </li>
        ))}
      </ol>
      <form
        class="stack"
        method="post"
        action={`/unit/explanations/${id}/answer`}
        enctype="multipart/form-data"
        data-uploading={t(words.uploading)}
      >
        <KeyField />
        <input type="hidden" name="of" value={inspectionId} />
        <Field filled={filled} name="explanation" label={words.reply} rows={5} />
        <AnswerFiles />
        <button class="btn primary">{t(words.sendReply)}</button>
      </form>
      <Island name="upload" />
    </Layout>
  );
}
