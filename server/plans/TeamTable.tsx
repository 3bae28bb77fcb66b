import type { JSX } from "preact";
import { positions } from "../../shared/plans/plan.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import type { Person } from "../people/people.ts";
import { FieldError } from "../web/FieldError.tsx";
import type { Filled } from "../web/forms.ts";
import { useLook } from "../web/look.ts";
import { Cell, Heads, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import type { TeamMember } from "./plans.ts";

interface Team {
  readonly people: readonly Person[];
  readonly team: readonly TeamMember[];
  readonly filled: Filled;
}

/** Who is in the team, as what, and who scores; read by `teamOf`. */
export function TeamTable({ people, team, filled }: Team): JSX.Element {
  const { t } = useLook();
  return (
    <>
      <p class="muted small" id="team">
        {t(words.teamHow)}
      </p>
      <FieldError filled={filled} name="team" />
      <ReflowTable>
        <Heads titles={[words.person, words.position, words.scores]} />
        <RowGroup>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} own={team.find(({ personId }) => personId === person.id)} />
          ))}
        </RowGroup>
      </ReflowTable>
    </>
  );
}

function PersonRow({ person, own }: { readonly person: Person; readonly own: TeamMember | undefined }): JSX.Element {
  const { t } = useLook();
  return (
    <Row>
      <RowHead>
        <strong>{person.name}</strong>
        <br />
        <span class="muted">{person.email}</span>
      </RowHead>
      <Cell label={t(words.position)}>
        <select name={`position-${person.id}`} aria-label={t(words.positionOf, { name: person.name })}>
          <option value="">{t(words.positionNone)}</option>
          {positions.map((position) => (
            <option key={position} value={position} selected={own?.position === position}>
              {t(fieldWords[position])}
            </option>
          ))}
        </select>
      </Cell>
      <Cell label={t(words.scores)}>
        {person.roles.includes("inspector") ? <Scores person={person} scores={own?.scores} /> : <span class="muted">–</span>}
      </Cell>
    </Row>
  );
}

function Scores({ person, scores }: { readonly person: Person; readonly scores: boolean | undefined }): JSX.Element {
  const { t } = useLook();
  const said = t(words.scoresPerson, { name: person.name });
  return (
    <span>
      <input type="checkbox" name={`scores-${person.id}`} value="yes" aria-label={said} checked={scores} />
    </span>
  );
}
