import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isProblemCode, problems } from "../../shared/problem.ts";
import { formatDay, type Words } from "../../shared/text.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { State } from "../../shared/ui/State.tsx";
import { optionsWords } from "../../shared/words/options.ts";
import { onChanged } from "../drafts/changed.ts";
import { reportError } from "../errors.ts";
import type { SignIn } from "../messages.ts";
import { call } from "../screen/call.ts";
import { changeSettings, type Settings } from "../settings.ts";
import type { Run } from "./run.ts";

const askEvery = 2_000;

/** Signing in by a code that is approved on the server's page; the password never comes here. */
export function SignInSection({ settings, run }: { settings: Settings; run: Run }): JSX.Element {
  const { t } = useSpeech();
  const { signIn, setSignIn } = useSignIn();
  // A code that was asked for in another tab comes up here too; it does not take the focus.
  const [askedHere, setAskedHere] = useState(false);
  const asked = (next: SignIn) => {
    setAskedHere(next.state === "waiting");
    setSignIn(next);
  };
  return (
    <section aria-labelledby="sign-in">
      <h2 id="sign-in">{t(optionsWords.signInHead)}</h2>
      {signIn?.state === "signedIn" && <SignedIn signIn={signIn} run={run} onChange={setSignIn} />}
      {signIn?.state === "waiting" && <Waiting signIn={signIn} run={run} onChange={setSignIn} askedHere={askedHere} />}
      {(signIn?.state === "signedOut" || signIn?.state === "failed") && (
        <SignInForm signIn={signIn} settings={settings} run={run} onChange={asked} />
      )}
      <p role="status" class="vh">
        {signIn?.state === "signedIn" && t(optionsWords.signedIn)}
      </p>
    </section>
  );
}

interface Part<State> {
  readonly signIn: State;
  readonly run: Run;
  readonly onChange: (next: SignIn) => void;
}

function SignInForm({ signIn, settings, run, onChange }: Part<SignIn> & { settings: Settings }): JSX.Element {
  const { t } = useSpeech();
  const [server, setServer] = useState(settings.server);
  const [asking, setAsking] = useState(false);
  const start = (event: Event) => {
    event.preventDefault();
    if (asking) return;
    setAsking(true);
    run("startSignIn", async () => {
      try {
        const next = await call("startSignIn", { server });
        if (next.state === "waiting") await changeSettings({ server });
        onChange(next);
      } finally {
        setAsking(false);
      }
      return undefined;
    });
  };
  const failed = signIn.state === "failed";
  return (
    <form onSubmit={start} class="form" novalidate>
      {failed ? (
        <div class="notice danger" role="alert">
          <Icon name="stop" />
          <div id="sign-in-failed">
            <strong>{t(optionsWords.failed)}.</strong> {t(failureWords(signIn.code))}
          </div>
        </div>
      ) : (
        <State tone="idle" icon="lock" word={t(optionsWords.notSignedIn)} />
      )}
      <div class="field">
        <label for="server">{t(optionsWords.server)}</label>
        <input
          id="server"
          type="url"
          inputmode="url"
          autocomplete="url"
          spellcheck={false}
          placeholder="https://"
          value={server}
          aria-describedby="server-hint"
          aria-invalid={failed && signIn.code === "server-address"}
          onInput={(event) => setServer(event.currentTarget.value)}
        />
        <p id="server-hint" class="hint">
          {t(optionsWords.serverHint)}
        </p>
      </div>
      <div class="acts">
        <button type="submit" class="btn primary" aria-disabled={asking}>
          {t(asking ? optionsWords.asking : optionsWords.signIn)}
        </button>
        <p class="hint">{t(optionsWords.noPassword)}</p>
      </div>
    </form>
  );
}

function Waiting({
  signIn,
  run,
  onChange,
  askedHere,
}: Part<Extract<SignIn, { state: "waiting" }>> & { readonly askedHere: boolean }): JSX.Element {
  const { t } = useSpeech();
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (askedHere) head.current?.focus();
  }, [signIn.userCode, askedHere]);
  const copy = () =>
    run("copyCode", async () => {
      await navigator.clipboard.writeText(signIn.userCode);
      return optionsWords.copied;
    });
  const stop = () =>
    run("stopSignIn", async () => {
      onChange(await call("signOut", {}));
      return undefined;
    });
  return (
    <div class="code">
      <h3 tabIndex={-1} ref={head}>
        {t(optionsWords.codeHead)}
      </h3>
      <p class="usercode" translate={false}>
        {signIn.userCode}
      </p>
      <p>{t(optionsWords.codeSteps)}</p>
      <div class="acts">
        <a class="btn primary" href={signIn.verificationUriComplete} target="_blank" rel="noreferrer">
          {t(optionsWords.openApproval)}
        </a>
        <button type="button" class="btn" onClick={copy}>
          {t(optionsWords.copyCode)}
        </button>
        <button type="button" class="btn quiet" onClick={stop}>
          {t(optionsWords.stop)}
        </button>
      </div>
      <p class="hint">
        {signIn.verificationUri}
        <br />
        {t(optionsWords.codeUntil, { time: formatDay(new Date(signIn.expiresAt), true).slice(-5) })}
      </p>
    </div>
  );
}

function SignedIn({ signIn, run, onChange }: Part<Extract<SignIn, { state: "signedIn" }>>): JSX.Element {
  const { t } = useSpeech();
  const out = () =>
    run("signOut", async () => {
      onChange(await call("signOut", {}));
      return undefined;
    });
  return (
    <div class="signedin">
      <State tone="ok" icon="checked" word={t(optionsWords.signedIn)} />
      <p class="as">{t(optionsWords.signedInAs, { name: signIn.name, server: signIn.server })}</p>
      <p class="hint">{t(optionsWords.serverIdentity, { id: signIn.identity.instanceId, version: signIn.identity.version })}</p>
      <div class="acts">
        <button type="button" class="btn" onClick={out}>
          {t(optionsWords.signOut)}
        </button>
      </div>
      <p class="hint">{t(optionsWords.signOutNote)}</p>
    </div>
  );
}

/** While a code waits, the background is asked again and again; it asks the server as often as the server allows. */
function useSignIn(): { signIn: SignIn | undefined; setSignIn: (next: SignIn) => void } {
  const [signIn, setSignIn] = useState<SignIn>();
  const waiting = signIn?.state === "waiting";
  useEffect(() => {
    const ask = () => call("signInState", {}).then(setSignIn, (error: unknown) => reportError("signInState", error));
    void ask();
    const stop = onChanged((what) => {
      if (what === "signIn") void ask();
    });
    const timer = waiting ? setInterval(() => void ask(), askEvery) : undefined;
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [waiting]);
  return { signIn, setSignIn };
}

const failures: Readonly<Record<string, Words>> = {
  "server-address": optionsWords.failedAddress,
  "no-network": optionsWords.failedNetwork,
  "timed-out": optionsWords.failedTimeout,
  "unreadable-answer": optionsWords.failedAnswer,
  "another-server": optionsWords.failedAnotherServer,
};

function failureWords(code: string): Words {
  return failures[code] ?? (isProblemCode(code) ? problems[code] : optionsWords.somethingFailed);
}
