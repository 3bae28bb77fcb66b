import type { JSX } from "preact";
import { formatDay } from "../../shared/text.ts";
import { deviceWords, shellWords } from "../../shared/words/pages.ts";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { emptyForm, type Filled, hasErrors } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { PendingDevice } from "./devices.ts";

interface DeviceProps {
  /** What was typed or came with the link. */
  readonly code: string;
  readonly pending: PendingDevice | undefined;
  readonly filled?: Filled;
}

/** First the code, then the device behind it with the question and the password. */
export function DevicePage({ code, pending, filled = emptyForm }: DeviceProps): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(deviceWords.title)} width="narrow" hasErrors={hasErrors(filled)}>
      <h1>{t(deviceWords.title)}</h1>
      {pending ? <Approval pending={pending} filled={filled} /> : <Entry code={code} filled={filled} />}
    </Layout>
  );
}

function Entry({ code, filled }: { readonly code: string; readonly filled: Filled }): JSX.Element {
  const { t } = useLook();
  const asks = code ? <Notice kind="warn">{t(deviceWords.unknown)}</Notice> : <p>{t(deviceWords.enter)}</p>;
  return (
    <>
      {hasErrors(filled) ? <ErrorSummary filled={filled} /> : asks}
      <form class="stack" method="get" action="/device">
        <Field filled={filled} name="code" label={deviceWords.code} value={code} />
        <button class="btn primary">{t(deviceWords.look)}</button>
      </form>
    </>
  );
}

function Approval({ pending, filled }: { readonly pending: PendingDevice; readonly filled: Filled }): JSX.Element {
  const { t, who } = useLook();
  return (
    <>
      <ErrorSummary filled={filled} />
      <Notice kind="info">{t(deviceWords.compare)}</Notice>
      <dl class="facts">
        <dt>{t(deviceWords.code)}</dt>
        <dd class="big">{pending.userCode}</dd>
        <dt>{t(deviceWords.device)}</dt>
        <dd>{pending.deviceName}</dd>
        <dt>{t(deviceWords.place)}</dt>
        <dd>{pending.place}</dd>
        <dt>{t(deviceWords.asked)}</dt>
        <dd>{formatDay(pending.askedAt, true)}</dd>
        <dt>{t(deviceWords.account)}</dt>
        <dd>
          {who?.name} ({who?.email})
        </dd>
      </dl>
      <p class="muted small">{t(deviceWords.may)}</p>
      <form class="stack" method="post" action="/device">
        <input type="hidden" name="code" value={pending.userCode} />
        <input type="hidden" name="username" autocomplete="username" value={who?.email} />
        <Field filled={filled} name="password" label={deviceWords.passwordAgain} type="password" autocomplete="current-password" />
        <div class="row">
          <button class="btn primary" name="decision" value="approve">
            {t(deviceWords.approve)}
          </button>
          <button class="btn" name="decision" value="deny" formnovalidate>
            {t(deviceWords.deny)}
          </button>
        </div>
      </form>
    </>
  );
}

export function DeviceDonePage({ approved }: { readonly approved: boolean }): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(deviceWords.title)} width="narrow">
      <h1>{t(deviceWords.title)}</h1>
      <Notice kind={approved ? "ok" : "info"}>{t(approved ? deviceWords.approved : deviceWords.denied)}</Notice>
      <p>
        <a href="/account">{t(shellWords.account)}</a>
      </p>
    </Layout>
  );
}
