import type { JSX } from "preact";
import { formatDay } from "../../shared/text.ts";
import { documentWords } from "../../shared/words/documents.ts";
import { startWords } from "../../shared/words/pages.ts";
import { RemindedNotice } from "../inspections/reminders/RemindedNotice.tsx";
import type { Reminder } from "../inspections/reminders/reminders.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";

interface StartProps {
  readonly publicUrl: string;
  /** How many devices of theirs may score. */
  readonly devices: number;
  /** Whose minutes they write. */
  readonly writing: readonly { readonly id: string; readonly unitName: string; readonly visitedOn: string }[];
  /** What they were reminded of. */
  readonly reminders: readonly Reminder[];
}

/** What an inspector does first; leads go to the results instead. */
export function StartPage(props: StartProps): JSX.Element {
  const { t, who } = useLook();
  const title = t(startWords.title, { name: who?.name ?? "" });
  return (
    <Layout title={title} width="middle">
      <h1>{title}</h1>
      <RemindedNotice reminders={props.reminders} />
      <Writing {...props} />
      {who?.roles.includes("inspector") ? <Steps {...props} /> : <Notice kind="info">{t(startWords.unitOnly)}</Notice>}
    </Layout>
  );
}

/** Minutes are typed on the spot: the way to them stands first. */
function Writing({ writing }: Pick<StartProps, "writing">): JSX.Element | null {
  const { t } = useLook();
  if (writing.length === 0) return null;
  return (
    <section>
      <div class="head">
        <h2>{t(documentWords.writing)}</h2>
      </div>
      <ul class="prose">
        {writing.map(({ id, unitName, visitedOn }) => (
          <li key={id}>
            <a href={`/inspections/${id}/minutes`}>{unitName}</a> · {formatDay(visitedOn)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Steps({ publicUrl, devices }: Pick<StartProps, "publicUrl" | "devices">): JSX.Element {
  const { t } = useLook();
  const connected = devices > 0;
  return (
    <section>
      <div class="head">
        <h2>{t(startWords.todo)}</h2>
        {connected && <p>{t(startWords.connected, { count: devices })}</p>}
      </div>
      <ol class="steps">
        <li class={connected ? "done" : undefined} aria-current={connected ? undefined : "step"}>
          <div>
            <h3>{t(startWords.load)}</h3>
            <p class="muted">{t(startWords.loadHow)}</p>
          </div>
          <a class="btn" href="/extension">
            {t(startWords.load)}
          </a>
        </li>
        <li class={connected ? "done" : undefined}>
          <div>
            <h3>{t(startWords.connect)}</h3>
            <p class="muted">{t(startWords.connectHow, { url: publicUrl })}</p>
          </div>
          <a class="btn" href="/device">
            {t(startWords.enterCode)}
          </a>
        </li>
        <li aria-current={connected ? "step" : undefined}>
          <div>
            <h3>{t(startWords.score)}</h3>
            <p class="muted">{t(startWords.scoreHow)}</p>
          </div>
        </li>
      </ol>
    </section>
  );
}
