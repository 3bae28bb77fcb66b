import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatDay } from "../../shared/text.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { State } from "../../shared/ui/State.tsx";
import { deskWords } from "../../shared/words/desk.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { changeSettings } from "../settings.ts";
import { type Desk, useDesk } from "./desk-context.ts";
import { openOptions } from "./open-options.ts";
import { sections } from "./route.ts";

/** Where one can go, whether there is a network, and who works here. */
export function TopBar(): JSX.Element {
  const { t, language } = useSpeech();
  const { state, online, run } = useDesk();
  const { signIn } = state;
  const other = language === "vi" ? "en" : "vi";
  return (
    <header class="top">
      <div class="wrap">
        <a class="brand" href="#/">
          {t(fieldWords.product)}
        </a>
        <nav aria-label={t(deskWords.mainNavigation)}>
          <ul>
            {sections.map((section) => (
              <li key={section}>
                <a href={`#/${section}`}>{t(deskWords[section])}</a>
              </li>
            ))}
            <li>
              <a href="#/guide">{t(deskWords.guide)}</a>
            </li>
          </ul>
        </nav>
        <div class="who">
          <span role="status">
            <Network online={online} state={state} />
          </span>
          {signIn.state === "signedIn" ? (
            <span>{t(deskWords.signedInAs, { name: signIn.name })}</span>
          ) : (
            <button type="button" class="btn small quiet" onClick={openOptions}>
              <Icon name="lock" />
              {t(deskWords.notSignedIn)}
            </button>
          )}
          <button type="button" class="btn small quiet" onClick={openOptions}>
            {t(deskWords.options)}
          </button>
          <button
            type="button"
            class="btn small quiet"
            lang={other}
            onClick={() => void run("language", async () => void (await changeSettings({ language: other })))}
          >
            {t(deskWords.otherLanguage)}
          </button>
        </div>
      </div>
      {signIn.state === "failed" && state.stored && (
        <div class="notice warn">
          <p class="wrap">{t(signIn.code === "another-server" ? deskWords.anotherServer : deskWords.signInAgain)}</p>
        </div>
      )}
    </header>
  );
}

/** The browser knows whether there is a network; what waits in the outbox knows whether the server answered. */
function Network({ online, state }: Pick<Desk, "online" | "state">): JSX.Element {
  const { t } = useSpeech();
  const [since, setSince] = useState<string>();
  useEffect(() => setSince(online ? undefined : formatDay(new Date(), true).slice(-5)), [online]);
  if (!online) return <State tone="warn" icon="offline" word={since ? t(deskWords.offlineSince, { time: since }) : t(deskWords.offline)} />;
  const away = state.items.some(
    ({ state: one, lastProblem }) => one === "waiting" && (lastProblem?.code === "no-network" || lastProblem?.code === "timed-out"),
  );
  if (away) return <State tone="warn" icon="warn" word={t(deskWords.serverAway)} />;
  return <State tone="ok" icon="online" word={t(deskWords.online)} />;
}
