import type { JSX } from "preact";
import type { Words } from "../../shared/text.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import { deskWords } from "../../shared/words/desk.ts";

/** What was asked for is not here: says why, and the way back. */
export function Missing({ title, why }: { title: Words; why?: Words }): JSX.Element {
  const { t } = useSpeech();
  return (
    <section aria-labelledby="gone">
      <header>
        <h1 id="gone" tabIndex={-1}>
          {t(title)}
        </h1>
      </header>
      {why && <p class="empty">{t(why)}</p>}
      <a class="btn" href="#/outbox">
        {t(deskWords.toDesk)}
      </a>
    </section>
  );
}
