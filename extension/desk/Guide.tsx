import type { JSX } from "preact";
import type { Words } from "../../shared/text.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import { State } from "../../shared/ui/State.tsx";
import { deskWords, guideWords } from "../../shared/words/desk.ts";

/** What somebody needs who scores for the first time; all of it is here, without a network. */
export function Guide(): JSX.Element {
  const { t } = useSpeech();
  return (
    <article class="guide" aria-labelledby="guide">
      <h1 id="guide" tabIndex={-1}>
        {t(guideWords.title)}
      </h1>
      <p class="inshort">{t(guideWords.inShort)}</p>
      <Part head={guideWords.signInHead} says={[guideWords.signIn]} />
      <Part head={guideWords.websiteHead} says={[guideWords.website]} />
      <Part head={guideWords.onsiteHead} says={[guideWords.onsite, guideWords.keys]} />
      <Part head={guideWords.sendHead} says={[guideWords.send]} />
      <h2>{t(guideWords.statesHead)}</h2>
      <dl>
        <dt>
          <State tone="danger" icon="stop" word={t(deskWords.refused)} />
        </dt>
        <dd>{t(guideWords.refused)}</dd>
        <dt>
          <State tone="info" icon="sync" word={t(deskWords.sending)} />
        </dt>
        <dd>{t(guideWords.sending)}</dd>
        <dt>
          <State tone="warn" icon="clock" word={t(deskWords.waiting)} />
        </dt>
        <dd>{t(guideWords.waiting)}</dd>
        <dt>
          <State tone="warn" icon="lock" word={t(deskWords.signInNeeded)} />
        </dt>
        <dd>{t(guideWords.signInNeeded)}</dd>
        <dt>
          <State tone="ok" icon="checked" word={t(deskWords.accepted)} />
        </dt>
        <dd>{t(guideWords.accepted)}</dd>
        <dt>
          <State tone="idle" icon="lock" word={t(deskWords.ofAnother)} />
        </dt>
        <dd>{t(guideWords.ofAnother)}</dd>
      </dl>
      <p>{t(guideWords.kept)}</p>
      <Part head={guideWords.failHead} says={[guideWords.fail, guideWords.uninstall]} />
    </article>
  );
}

function Part({ head, says }: { head: Words; says: readonly Words[] }): JSX.Element {
  const { t } = useSpeech();
  return (
    <>
      <h2>{t(head)}</h2>
      {says.map((words) => (
        <p key={words.vi}>{t(words)}</p>
      ))}
    </>
  );
}
