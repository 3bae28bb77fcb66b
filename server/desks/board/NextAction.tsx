import type { JSX } from "preact";
import type { Words } from "../../../shared/text.ts";
import { boardWords as words } from "../../../shared/words/board.ts";
import { useLook } from "../../web/look.ts";
import type { BoardRow, Member } from "./board.ts";

interface ActionProps {
  readonly row: BoardRow;
  readonly isFirst: boolean;
  readonly back: string;
}

/** The one thing that a lead does next; where that is nobody's, the way to the inspection. */
export function NextAction({ row, isFirst, back }: ActionProps): JSX.Element {
  const { t, who } = useLook();
  const kind = isFirst ? "btn small primary" : "btn small";
  if (row.unitEndedOn !== null)
    return (
      <a
        class={kind}
        href={`/inspections/${row.id}/change`}
        aria-label={t(words.lookOf, { what: t(words.decideEnded), unit: row.unitName })}
      >
        {t(words.decideEnded)}
      </a>
    );
  const holders = row.decider && !row.readerDecides ? [row.decider] : row.waiting;
  const people =
    row.overdue > 0 && row.step !== "concluded" ? holders.filter((one) => one.personId !== who?.personId && mayRemind(one)) : [];
  if (people.length > 0) return <Remind inspectionId={row.id} people={people} kind={kind} back={back} />;
  const [said, way] = row.readerDecides ? decisionOf(row) : [words.look, ""];
  return (
    <a class={kind} href={`/inspections/${row.id}${way}`} aria-label={t(words.lookOf, { what: t(said), unit: row.unitName })}>
      {t(said)}
    </a>
  );
}

/** What is decided next, and where. */
function decisionOf({ step, asked }: BoardRow): readonly [Words, string] {
  if (step === "settling") return [words.settle, "/settle"];
  if (step === "conclusion") return [words.conclude, "/conclude"];
  if (asked.objections > 0) return [words.answerObjections, "/objections"];
  return [asked.corrections > 0 ? words.decideCorrection : words.proposeCorrection, "/correct"];
}

/** Who has an account, and was not reminded within a day. */
function mayRemind({ name, reminded }: Member): boolean {
  return name !== null && reminded?.lately !== true;
}

interface RemindProps {
  readonly inspectionId: string;
  readonly people: readonly Pick<Member, "personId" | "name">[];
  readonly kind: string;
  readonly back: string;
}

function Remind({ inspectionId, people, kind, back }: RemindProps): JSX.Element {
  const { t } = useLook();
  const [first] = people;
  return (
    <form method="post" action={`/inspections/${inspectionId}/reminder`}>
      <input type="hidden" name="plan" value={back} />
      {people.map(({ personId }) => (
        <input key={personId} type="hidden" name="person" value={personId} />
      ))}
      <button class={kind}>
        {people.length === 1 ? t(words.remind, { name: first?.name ?? "" }) : t(words.remindAll, { count: people.length })}
      </button>
    </form>
  );
}
