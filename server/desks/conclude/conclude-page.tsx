import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { formatDay, type Words } from "../../../shared/text.ts";
import { BandMark } from "../../../shared/ui/BandMark.tsx";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { concludeWords as words } from "../../../shared/words/cycle/conclude.ts";
import { shellWords } from "../../../shared/words/pages.ts";
import { indexText } from "../../results/figure-words.ts";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import { Field } from "../../web/Field.tsx";
import { type Filled, hasErrors } from "../../web/forms.ts";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { Cell, Column, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import { subtitle } from "../inspection-words.ts";
import type { ConcludeView, Known, OpenQuestion } from "./conclude-view.ts";

interface ConcludePageProps {
  readonly view: ConcludeView;
  /** Where whoever asked came from. */
  readonly back: string;
  readonly filled: Filled;
}

/** Asks once, with all that a conclusion freezes, what is still open and what will be printed; nothing has changed before its button. */
export function ConcludePage({ view, back, filled }: ConcludePageProps): JSX.Element {
  const { t, ...look } = useLook();
  const title = t(words.title, { unit: view.unitName });
  const blocked = view.open.length > 0;
  return (
    <Layout title={title} active="inspections" hasErrors={hasErrors(filled)}>
      <p class="crumbs">
        <a href="/inspections">{t(shellWords.inspections)}</a> › <a href={back}>{view.unitName}</a>
      </p>
      <ErrorSummary filled={filled} />
      <div>
        <h1>{title}</h1>
        <p>{subtitle(look, view)}</p>
        <p class="muted">{t(words.nothingYet)}</p>
      </div>
      <form class="stack" method="post" action={`/inspections/${view.id}/conclude`}>
        <input type="hidden" name="back" value={back} />
        <input type="hidden" name="asked" value="yes" />
        <input type="hidden" name="seen" value={view.mark} autocomplete="off" />
        {blocked && <Open view={view} />}
        <Result view={view} />
        {view.outstanding > 0 && (
          <section>
            <Notice kind="warn">{t(words.outstanding, { count: view.outstanding })}</Notice>
            <Field filled={filled} name="waiveEvidence" label={words.waive} rows={2} />
          </section>
        )}
        <WillBePrinted view={view} />
        <Frozen view={view} />
        <Findings view={view} />
        <section class="endbar no-print" aria-label={t(words.bar)}>
          <p id="consequences">
            {blocked ? t(words.barOpen, { count: view.open.length }) : t(words.barDoes, consequences(view, look.language))}
          </p>
          <a class="btn" href={back}>
            {t(back.endsWith("/settle") ? words.settle : words.back)}
          </a>
          <button class="btn primary" aria-describedby="consequences" {...(blocked && { type: "button", "aria-disabled": "true" })}>
            <Icon name="lock" />
            {t(words.conclude)}
          </button>
        </section>
      </form>
    </Layout>
  );
}

interface ViewProps {
  readonly view: ConcludeView;
}

function consequences({ criteria, findings, unitName, index }: ConcludeView, language: "vi" | "en") {
  return { points: criteria, findings: findings.length, unit: unitName, index: indexText(index, language) };
}

function Head({ title, how }: { readonly title: string; readonly how?: string }): JSX.Element {
  return (
    <div class="head">
      <h2>{title}</h2>
      {how && <p>{how}</p>}
    </div>
  );
}

const openWords: Readonly<Record<OpenQuestion["what"], Words>> = {
  returned: words.openReturned,
  notApplicable: words.openNotApplicable,
  differences: words.openDifferences,
  late: words.openLate,
  minutes: words.openMinutes,
  scorer: words.openScorer,
  secretary: words.openSecretary,
};

/** Each is a way to where it is decided; what somebody else has to do is none. */
function Open({ view: { id, open } }: ViewProps): JSX.Element {
  const { t } = useLook();
  return (
    <section id="open">
      <Head title={t(words.open)} />
      <ul class="lines">
        {open.map(({ what, count }) => {
          const said = t(openWords[what], { count });
          return (
            <li key={what}>
              <Icon name="stop" />
              {what === "scorer" || what === "secretary" ? (
                <span>{said}</span>
              ) : (
                <a href={`/inspections/${id}/${what === "minutes" ? "minutes" : "settle"}`}>{said}</a>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Result({ view }: ViewProps): JSX.Element {
  const { t, language } = useLook();
  const source = { appraisal: words.fromAppraisal, mean: words.fromMean, one: words.fromOne, unsettled: words.fromUnsettled }[view.from];
  return (
    <section>
      <Head title={t(words.result)} how={t(source)} />
      {view.index === null ? (
        <p>{t(view.from === "unsettled" ? words.resultUnsettled : words.resultNone)}</p>
      ) : (
        <p class="outcome">
          <b>{indexText(view.index, language)}</b> {view.band && <BandMark band={view.band} bands={view.checklist.bands} />}
        </p>
      )}
      <div class="twin">
        <Sums view={view} />
        <Areas view={view} />
      </div>
      <p class="muted">
        {view.notApplicable.length > 0 &&
          `${t(words.notApplicable, { count: view.notApplicable.length, criteria: view.notApplicable.join(", ") })} `}
        {t(words.rankLater)}
      </p>
    </section>
  );
}

function Sums({ view: { criteriaIndex, bonus, penalty, index } }: ViewProps): JSX.Element {
  const { t, language } = useLook();
  const signed = (sign: string, points: number) => (points === 0 ? "0" : `${sign}${formatHundredths(points, language, 2)}`);
  const lines: readonly (readonly [Words, string])[] = [
    [words.criteriaIndex, indexText(criteriaIndex, language)],
    [words.bonus, signed("+", bonus)],
    [words.penalty, signed("−", penalty)],
    [words.published, indexText(index, language)],
  ];
  return (
    <table>
      <tbody>
        {lines.map(([label, figure]) => (
          <tr key={label.vi} class={label === words.published ? "total" : undefined}>
            <th scope="row">{t(label)}</th>
            <td class="num">{figure}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Areas({ view: { columns, areas } }: ViewProps): JSX.Element {
  const { t, language } = useLook();
  const names = columns.map(({ name, self }) => (self ? t(words.selfScore) : name));
  return (
    <ReflowTable>
      <thead>
        <Row>
          <Column>{t(words.area)}</Column>
          {names.map((name) => (
            <Column key={name} kind="num">
              {name}
            </Column>
          ))}
          <Column kind="num">{t(words.concluded)}</Column>
        </Row>
      </thead>
      <RowGroup>
        {areas.map(({ title, figures, result }) => (
          <Row key={title.vi}>
            <RowHead>{t(title)}</RowHead>
            {figures.map((figure, i) => (
              <Cell key={names[i]} kind="num" label={names[i] ?? ""}>
                {indexText(figure, language)}
              </Cell>
            ))}
            <Cell kind="num" label={t(words.concluded)}>
              <b>{indexText(result, language)}</b>
            </Cell>
          </Row>
        ))}
      </RowGroup>
    </ReflowTable>
  );
}

function WillBePrinted({ view }: ViewProps): JSX.Element {
  const { t } = useLook();
  const { known, decided, deciders, minutes } = view;
  const stands = {
    none: undefined,
    signed: words.knownMinutesSigned,
    refused: words.knownMinutesRefused,
    waived: words.knownMinutesWaived,
  };
  const stand = stands[minutes];
  const nothing = known.length === 0 && decided === 0 && stand === undefined;
  return (
    <section>
      <Head title={t(words.known)} how={t(words.knownHow)} />
      <ul class="lines">
        {known.map((one) => (
          <li key={JSON.stringify(one)}>
            <Icon name="warn" />
            <KnownLine known={one} />
          </li>
        ))}
        {decided > 0 && (
          <li>
            <Icon name="check" />
            {t(words.knownDecided, { decided, names: deciders.join(", ") })}
          </li>
        )}
        {stand && (
          <li>
            <Icon name={minutes === "signed" ? "check" : "warn"} />
            {t(stand)}
          </li>
        )}
        {nothing && (
          <li>
            <Icon name="check" />
            {t(words.knownNothing)}
          </li>
        )}
      </ul>
    </section>
  );
}

function KnownLine({ known }: { readonly known: Known }): JSX.Element {
  const { t } = useLook();
  switch (known.what) {
    case "reopened":
      return <span>{t(words.knownReopened, { ...known, day: formatDay(known.at) })}</span>;
    case "replaced":
      return <span>{t(words.knownReplaced, known)}</span>;
    case "notBlind":
      return <span>{t(words.knownNotBlind, known)}</span>;
    case "lateAccepted":
      return <span>{t(words.knownLateAccepted, known)}</span>;
    case "excused":
      return <span>{t(words.knownExcused, known)}</span>;
    case "settledByScorer":
      return <span>{t(words.knownSettledByScorer)}</span>;
    case "concludesAsScorer":
      return <span>{t(words.knownConcludesAsScorer)}</span>;
  }
}

function Frozen({ view: { criteria, columns, evidence, checklist } }: ViewProps): JSX.Element {
  const { t } = useLook();
  const sheets = columns.filter(({ self }) => !self).length;
  const frozen = [
    t(words.frozenPoints, { count: criteria }),
    t(words.frozenSheets, { count: sheets, evidence }),
    t(words.frozenDecisions),
    t(words.frozenChecklist, { checklist: `${checklist.id}@${checklist.version}` }),
  ];
  const possible = [t(words.possibleCorrect), t(words.possibleFindings), t(words.possibleLate), t(words.possibleEvidence)];
  return (
    <section>
      <Head title={t(words.freezes)} />
      <div class="twin">
        {(
          [
            [words.frozen, frozen],
            [words.possible, possible],
          ] as const
        ).map(([title, lines]) => (
          <div key={title.vi}>
            <h3>{t(title)}</h3>
            <ul class="prose">
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function Findings({ view: { id, findings, remedies } }: ViewProps): JSX.Element {
  const { t } = useLook();
  const count = findings.length;
  return (
    <section>
      <Head title={t(words.findings)} {...(count > 0 && { how: t(words.findingsHow, { count, days: remedies }) })} />
      {count === 0 ? (
        <p>{t(words.findingsNone)}</p>
      ) : (
        <ReflowTable>
          <thead>
            <Row>
              <Column>{t(words.finding)}</Column>
              <Column>{t(words.due)}</Column>
            </Row>
          </thead>
          <RowGroup>
            {findings.map((finding) => (
              <Row key={finding.id}>
                <RowHead>
                  <a href={`/findings/${finding.id}`}>{finding.text}</a> <span class="muted">{finding.criterion}</span>
                </RowHead>
                <Cell label={t(words.due)}>{finding.dueNamed ? formatDay(finding.dueOn) : t(words.dueAfter, { days: remedies })}</Cell>
              </Row>
            ))}
          </RowGroup>
        </ReflowTable>
      )}
      <p>
        <a href={`/inspections/${id}/findings`}>{t(words.findingsRaise)}</a>
      </p>
    </section>
  );
}
