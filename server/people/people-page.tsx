import type { JSX } from "preact";
import { roleWords } from "../../shared/people/role-words.ts";
import type { Role } from "../../shared/people/sign-in.ts";
import { formatDay, type Words } from "../../shared/text.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { shellWords } from "../../shared/words/pages.ts";
import type { UnitNames } from "../units/unit-names.ts";
import { Copied } from "../web/Copied.tsx";
import { Crumbs } from "../web/Crumbs.tsx";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { FieldError } from "../web/FieldError.tsx";
import { type Filled, hasErrors } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { type Speak, useLook } from "../web/look.ts";
import { NextStep } from "../web/NextStep.tsx";
import { Notice } from "../web/Notice.tsx";
import { Cell, Column, Heads, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import type { OpenLink } from "./links.ts";
import type { Person } from "./people.ts";

const givenRoles = ["inspector", "lead", "admin", "unit"] as const satisfies readonly Role[];
const roleHows: Readonly<Record<Role, Words>> = {
  inspector: words.roleInspectorHow,
  lead: words.roleLeadHow,
  admin: words.roleAdminHow,
  unit: words.roleUnitHow,
};

export interface PeopleProps {
  readonly people: readonly Person[];
  readonly links: readonly OpenLink[];
  readonly filled: Filled;
  /** Roles ticked in a refused invitation. */
  readonly ticked: readonly string[];
  /** A link just made, shown this once. */
  readonly link?: { readonly name: string; readonly address: string };
  readonly done?: string | undefined;
  readonly units: UnitNames;
}

export function PeoplePage({ people, links, filled, ticked, link, done, units }: PeopleProps): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(words.peopleTitle)} active="prepare" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <Crumbs />
      <h1>{t(words.peopleTitle)}</h1>
      {link && (
        <Notice kind="warn">
          {t(words.linkOnce, { name: link.name })}
          <Copied text={link.address} label={words.copyLink} />
        </Notice>
      )}
      {people.some(({ roles }) => roles.includes("inspector")) && <NextStep at="/admin/plan" title={words.stepPlan} />}
      <ErrorSummary filled={filled} />
      <Invitation filled={filled} ticked={ticked} />
      {links.length > 0 && <Waiting links={links} units={units} />}
      <section>
        <div class="head">
          <h2>{t(words.people)}</h2>
        </div>
        <PeopleTable people={people} units={units} />
      </section>
      <datalist id="units">
        {units.labels.map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
    </Layout>
  );
}

function Invitation({ filled, ticked }: Pick<PeopleProps, "filled" | "ticked">): JSX.Element {
  const { t } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(words.inviteTitle)}</h2>
      </div>
      <p class="muted small">{t(words.inviteHow)}</p>
      <form class="stack" method="post" action="/admin/people/invitation">
        <Field filled={filled} name="name" label={shellWords.fullName} />
        <Field filled={filled} name="email" label={shellWords.email} type="email" />
        <fieldset class="field" id="roles">
          <legend>{t(words.roles)}</legend>
          {givenRoles.map((role) => (
            <label key={role} class="check">
              <input type="checkbox" name="roles" value={role} checked={ticked.includes(role)} />
              <span>
                {t(roleWords[role])}
                <small>{t(roleHows[role])}</small>
              </span>
            </label>
          ))}
          <FieldError filled={filled} name="roles" />
        </fieldset>
        <Field filled={filled} name="unit" label={words.unitOf} hint={words.unitOfHow} list="units" optional />
        <button class="btn primary">{t(words.invite)}</button>
      </form>
    </section>
  );
}

/** What was handed over and nobody has used: each can be taken back. */
function Waiting({ links, units }: Pick<PeopleProps, "links" | "units">): JSX.Element {
  const { t } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(words.invitations)}</h2>
      </div>
      <ul class="prose">
        {links.map((link) => {
          const what = whatOpens(link, units, t);
          return (
            <li key={link.id}>
              <form class="row" method="post" action={`/admin/people/links/${link.id}/cancellation`}>
                <span>
                  {link.name}{" "}
                  <span class="muted">
                    · {link.email} · {what} · {t(words.invitedUntil, { until: formatDay(link.expiresAt, true) })}
                  </span>
                </span>
                <button class="btn small danger" aria-label={t(words.cancelLinkNamed, { name: link.name ?? "", what })}>
                  {t(words.cancelLink)}
                </button>
              </form>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function whatOpens(link: OpenLink, units: UnitNames, t: Speak): string {
  return link.purpose === "password" ? t(words.resetLink) : rolesOf(link, units, t);
}

/** "Lead"; behind the role of an account that speaks for a unit, which: "Unit: Xã Suối Ngàn (xã)". */
function rolesOf({ roles, unitId }: Pick<Person, "roles" | "unitId">, units: UnitNames, t: Speak): string {
  const said = roles.map((role) => t(roleWords[role])).join(", ");
  if (!roles.includes("unit")) return said;
  return `${said}: ${(unitId !== null && units.labelOf(unitId)) || t(words.noUnit)}`;
}

function PeopleTable({ people, units }: Pick<PeopleProps, "people" | "units">): JSX.Element {
  const { t } = useLook();
  return (
    <ReflowTable>
      <Heads titles={[words.person, words.roles, words.state]}>
        <Column>
          <span class="vh">{t(words.disable)}</span>
        </Column>
      </Heads>
      <RowGroup>
        {people.map((person) => (
          <PersonRow key={person.id} person={person} units={units} />
        ))}
      </RowGroup>
    </ReflowTable>
  );
}

interface PersonProps {
  readonly person: Person;
}

function PersonRow({ person, units }: PersonProps & { readonly units: UnitNames }): JSX.Element {
  const { t, who } = useLook();
  const self = person.id === who?.personId;
  return (
    <Row>
      <RowHead>
        <strong>{person.name}</strong>
        {self && (
          <>
            {" "}
            <span class="muted">({t(words.you)})</span>
          </>
        )}
        <br />
        <span class="muted">{person.email}</span>
      </RowHead>
      <Cell kind="wide" label={t(words.roles)}>
        {rolesOf(person, units, t)}
        {!person.disabledAt && person.roles.includes("unit") && <UnitForm person={person} />}
        {!person.disabledAt && <RolesForm person={person} />}
      </Cell>
      <Cell label={t(words.state)}>{person.disabledAt ? t(words.disabled, { day: formatDay(person.disabledAt) }) : t(words.active)}</Cell>
      <Cell>
        <div class="row">
          {!self && <DisableForm person={person} />}
          {!person.disabledAt && <PasswordLinkForm person={person} />}
        </div>
      </Cell>
    </Row>
  );
}

function DisableForm({ person }: PersonProps): JSX.Element {
  const { t } = useLook();
  const [word, named, value] = person.disabledAt ? [words.enable, words.enableNamed, "no"] : [words.disable, words.disableNamed, "yes"];
  return (
    <form method="post" action={`/admin/people/${person.id}/disabled`}>
      <button
        class={person.disabledAt ? "btn small" : "btn small danger"}
        name="disabled"
        value={value}
        aria-label={t(named, { name: person.name })}
      >
        {t(word)}
      </button>
    </form>
  );
}

function PasswordLinkForm({ person }: PersonProps): JSX.Element {
  const { t } = useLook();
  return (
    <form method="post" action={`/admin/people/${person.id}/password-link`}>
      <button class="btn small" aria-label={t(words.resetLinkNamed, { name: person.name })}>
        {t(words.resetLink)}
      </button>
    </form>
  );
}

function RolesForm({ person }: PersonProps): JSX.Element {
  const { t } = useLook();
  return (
    <details class="small">
      <summary aria-label={t(words.changeRoles, { name: person.name })}>{t(words.setRoles)}</summary>
      <form class="stack" method="post" action={`/admin/people/${person.id}/roles`}>
        <div>
          {givenRoles.map((role) => (
            <label key={role} class="check">
              <input type="checkbox" name="roles" value={role} checked={person.roles.includes(role)} />
              <span>{t(roleWords[role])}</span>
            </label>
          ))}
        </div>
        <UnitField id={`roles-unit-${person.id}`} />
        <button class="btn small">{t(words.setRoles)}</button>
      </form>
    </details>
  );
}

/** Another unit to speak for, or none any more. */
function UnitForm({ person }: PersonProps): JSX.Element {
  const { t } = useLook();
  return (
    <details class="small">
      <summary aria-label={t(words.changeUnit, { name: person.name })}>{t(words.setUnit)}</summary>
      <form class="stack" method="post" action={`/admin/people/${person.id}/unit`}>
        <UnitField id={`unit-${person.id}`} />
        <div class="row">
          <button class="btn small" name="end" value="no">
            {t(words.moveUnit)}
          </button>
          {person.unitId !== null && (
            <button class="btn small danger" name="end" value="yes" aria-label={t(words.endUnitNamed, { name: person.name })}>
              {t(words.endUnit)}
            </button>
          )}
        </div>
      </form>
    </details>
  );
}

function UnitField({ id }: { readonly id: string }): JSX.Element {
  const { t } = useLook();
  return (
    <div class="field">
      <label for={id}>{t(words.unitOf)}</label>
      <input id={id} name="unit" list="units" autocomplete="off" />
    </div>
  );
}
