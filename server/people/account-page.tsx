import type { JSX } from "preact";
import { roleWords } from "../../shared/people/role-words.ts";
import { formatDay, type Words } from "../../shared/text.ts";
import { accountWords, shellWords, startWords } from "../../shared/words/pages.ts";
import { Copied } from "../web/Copied.tsx";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { FieldError } from "../web/FieldError.tsx";
import { type Filled, hasErrors } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { isLead, useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import { Cell, Column, Heads, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import type { Device } from "./people.ts";

export interface AccountProps {
  readonly devices: readonly Device[];
  readonly filled: Filled;
  readonly done?: string | undefined;
  readonly token?: MadeToken;
}

/** A token just made, shown this once. */
interface MadeToken {
  readonly text: string;
  readonly scope: "read" | "lead";
}

interface FormProps {
  readonly filled: Filled;
}

const scopeWords: Readonly<Record<Device["scope"], Words>> = {
  inspector: accountWords.scopeInspector,
  unit: accountWords.scopeUnit,
  read: accountWords.scopeRead,
  lead: accountWords.scopeLead,
};

export function AccountPage({ devices, filled, done, token }: AccountProps): JSX.Element {
  const { t, who } = useLook();
  return (
    <Layout title={t(accountWords.title)} active="account" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <h1>{t(accountWords.title)}</h1>
      <dl class="facts">
        <dt>{t(shellWords.fullName)}</dt>
        <dd>{who?.name}</dd>
        <dt>{t(shellWords.email)}</dt>
        <dd>{who?.email}</dd>
        <dt>{t(accountWords.roles)}</dt>
        <dd>{who?.roles.map((role) => t(roleWords[role])).join(", ")}</dd>
      </dl>
      <ErrorSummary filled={filled} />
      {token && (
        <Notice kind="warn">
          {t(token.scope === "read" ? accountWords.tokenOnce : accountWords.workTokenOnce)}
          <Copied text={token.text} label={accountWords.copyToken} />
        </Notice>
      )}
      <Devices devices={devices} />
      <Password filled={filled} />
      {isLead(who) && <Tokens filled={filled} />}
      <Everywhere />
    </Layout>
  );
}

function Devices({ devices }: { readonly devices: readonly Device[] }): JSX.Element {
  const { t, who } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(accountWords.devices)}</h2>
      </div>
      <p class="muted small">{t(accountWords.devicesHint)}</p>
      {who?.roles.some((role) => role === "inspector" || role === "unit") && (
        <p>
          <a class="btn" href="/device">
            {t(startWords.enterCode)}
          </a>
        </p>
      )}
      {devices.length === 0 ? <p>{t(accountWords.noDevices)}</p> : <DeviceTable devices={devices} />}
    </section>
  );
}

const deviceHeads = [accountWords.device, accountWords.scope, accountWords.since, accountWords.lastUsed, accountWords.until];

function DeviceTable({ devices }: { readonly devices: readonly Device[] }): JSX.Element {
  const { t } = useLook();
  return (
    <ReflowTable>
      <Heads titles={deviceHeads}>
        <Column>
          <span class="vh">{t(accountWords.revoke)}</span>
        </Column>
      </Heads>
      <RowGroup>
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </RowGroup>
    </ReflowTable>
  );
}

function DeviceRow({ device }: { readonly device: Device }): JSX.Element {
  const { t } = useLook();
  return (
    <Row>
      <RowHead>
        {device.name}
        <br />
        <span class="muted">{device.place}</span>
      </RowHead>
      <Cell label={t(accountWords.scope)}>{t(scopeWords[device.scope])}</Cell>
      <Cell label={t(accountWords.since)}>{formatDay(device.created_at)}</Cell>
      <Cell label={t(accountWords.lastUsed)}>{device.last_used_on ? formatDay(device.last_used_on) : t(accountWords.neverUsed)}</Cell>
      <Cell label={t(accountWords.until)}>{formatDay(device.expires_at)}</Cell>
      <Cell>
        <form method="post" action={`/account/devices/${device.id}/revoke`}>
          <button class="btn small danger" aria-label={t(accountWords.revokeNamed, { name: device.name })}>
            {t(accountWords.revoke)}
          </button>
        </form>
      </Cell>
    </Row>
  );
}

function Password({ filled }: FormProps): JSX.Element {
  const { t, who } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(accountWords.changePassword)}</h2>
      </div>
      <form class="stack" method="post" action="/account/password">
        <input type="hidden" name="username" autocomplete="username" value={who?.email} />
        <Field filled={filled} name="current" label={accountWords.currentPassword} type="password" autocomplete="current-password" />
        <Field
          filled={filled}
          name="password"
          label={accountWords.newPassword}
          hint={shellWords.passwordHint}
          type="password"
          autocomplete="new-password"
        />
        <Field filled={filled} name="again" label={accountWords.repeatPassword} type="password" autocomplete="new-password" />
        <EndDevices filled={filled} />
        <button class="btn">{t(accountWords.changePassword)}</button>
      </form>
    </section>
  );
}

/** Offered, and chosen beforehand: who changes a password because somebody has it means everything that it opened. */
function EndDevices({ filled }: FormProps): JSX.Element {
  const { t } = useLook();
  const wasSent = "current" in filled.errors || "password" in filled.errors || "again" in filled.errors;
  return (
    <label class="check">
      <input type="checkbox" name="devices" value="end" checked={!wasSent || filled.values["devices"] === "end"} />
      <span>
        {t(accountWords.endDevices)}
        <small>{t(accountWords.endDevicesHint)}</small>
      </span>
    </label>
  );
}

const tokenKinds = [
  { scope: "read", word: accountWords.scopeRead, how: accountWords.tokenReadHow },
  { scope: "lead", word: accountWords.scopeLead, how: accountWords.tokenWorkHow },
];

function Tokens({ filled }: FormProps): JSX.Element {
  const { t, who } = useLook();
  const chosen = filled.values["scope"] ?? "read";
  return (
    <section>
      <div class="head">
        <h2>{t(accountWords.tokens)}</h2>
      </div>
      <p class="muted small">{t(accountWords.tokensHint)}</p>
      <form class="stack" method="post" action="/account/token">
        <input type="hidden" name="username" autocomplete="username" value={who?.email} />
        <Field filled={filled} name="purpose" label={accountWords.tokenName} />
        <fieldset class="field" id="scope">
          <legend>{t(accountWords.scope)}</legend>
          {tokenKinds.map(({ scope, word, how }) => (
            <label key={scope} class="check">
              <input type="radio" name="scope" value={scope} checked={chosen === scope} />
              <span>
                {t(word)}
                <small>{t(how)}</small>
              </span>
            </label>
          ))}
          <FieldError filled={filled} name="scope" />
        </fieldset>
        <Field filled={filled} name="tokenPassword" label={accountWords.tokenPassword} type="password" autocomplete="current-password" />
        <button class="btn">{t(accountWords.makeToken)}</button>
      </form>
    </section>
  );
}

function Everywhere(): JSX.Element {
  const { t } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(accountWords.everywhere)}</h2>
      </div>
      <p class="muted small">{t(accountWords.everywhereHint)}</p>
      <form method="post" action="/account/sign-out-everywhere">
        <button class="btn danger">{t(accountWords.everywhere)}</button>
      </form>
    </section>
  );
}
