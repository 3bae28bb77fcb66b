import type { JSX } from "preact";
import type { ShownEvidence } from "../../../shared/decisions/conclusion.ts";
import type { Objection } from "../../../shared/decisions/objection.ts";
import { formatHundredths } from "../../../shared/points.ts";
import { bandOf } from "../../../shared/sheets/scoring.ts";
import { formatDay, formatSize } from "../../../shared/text.ts";
import { BandMark } from "../../../shared/ui/BandMark.tsx";
import { PieceOfEvidence } from "../../../shared/ui/PieceOfEvidence.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import { Field } from "../../web/Field.tsx";
import type { Filled } from "../../web/forms.ts";
import { KeyField } from "../../web/KeyField.tsx";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { Cell, Heads, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import type { OwnConclusion } from "./unit-desk.ts";
import { visitText } from "./visit-words.ts";

export interface ConclusionProps {
  readonly own: OwnConclusion;
  readonly all: boolean;
  /** The criterion that is objected to. */
  readonly objecting: string | undefined;
  readonly filled: Filled;
  readonly done: string | undefined;
}

/** The conclusion beside the unit's own score, differences first; reasons, evidence, objections. */
export function ConclusionPage(props: ConclusionProps): JSX.Element {
  const { t, language } = useLook();
  const { own, filled, done, all } = props;
  const { stages, checklist } = own;
  const { conclusion } = stages;
  const title = t(words.conclusionTitle, { visit: visitText(t, own.visit) });
  const path = `/unit/inspections/${stages.inspectionId}`;
  const index = conclusion?.index ?? null;
  const band = index === null ? undefined : bandOf(checklist.bands, index);
  const selfIndex = stages.sheets[0]?.index ?? null;
  const rows = rowsOf(own);
  const differing = rows.filter(({ differs }) => differs);
  const shown = all || differing.length === 0 ? [...differing, ...rows.filter(({ differs }) => !differs)] : differing;
  const list = checklist.adjustments?.list ?? [];
  return (
    <Layout title={title} active="unit" done={done} hasErrors={Object.keys(filled.errors).length > 0}>
      <p class="crumbs">
        <a href="/unit">{t(words.back)}</a>
      </p>
      <div class="title">
        <div>
          <h1>{title}</h1>
          <p>{conclusion && t(words.concludedAt, { at: formatDay(conclusion.at) })}</p>
        </div>
      </div>
      <ErrorSummary filled={filled} />
      <p class="say">
        <b>{index === null ? "–" : formatHundredths(index, language, 2)}</b> {t(words.ofIndex)}{" "}
        {band && <BandMark band={band} bands={checklist.bands} />}
        {selfIndex !== null && ` · ${t(words.ofSelf, { index: formatHundredths(selfIndex, language, 2) })}`}
      </p>
      {own.corrected.map(({ at, criteria }) => (
        <Notice key={at} kind="info">
          {t(words.corrected, { at: formatDay(at, true), criteria: criteria.join(", ") })}
        </Notice>
      ))}
      {conclusion && conclusion.adjustments.length > 0 && (
        <>
          <p>
            {t(words.bonusPenalty, {
              bonus: formatHundredths(conclusion.bonus, language, 2),
              penalty: formatHundredths(conclusion.penalty, language, 2),
            })}
          </p>
          <ul class="prose">
            {conclusion.adjustments.map(({ id, reason }) => {
              const known = list.find((one) => one.id === id);
              return <li key={id}>{t(words.adjustment, { title: known ? t(known.title) : id, reason })}</li>;
            })}
          </ul>
        </>
      )}
      <section>
        <div class="head">
          <h2>{all ? t(words.allCriteria, { count: rows.length }) : t(words.differing, { count: differing.length })}</h2>
          <p>
            <a href={all ? path : `${path}?show=all`}>{all ? t(words.onlyDiffering) : t(words.allCriteria, { count: rows.length })}</a>
          </p>
        </div>
        <ReflowTable kind="criteria">
          <Heads titles={[words.code, words.criterionReason, words.self, words.concluded, words.gap, words.basis]} />
          <RowGroup>
            {shown.map((row) => (
              <ConcludedRow key={row.id} row={row} path={path} {...props} />
            ))}
          </RowGroup>
        </ReflowTable>
      </section>
      <Objections path={path} {...props} />
    </Layout>
  );
}

interface ConcludedCriterion {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string;
  readonly maxPoints: number;
  readonly self: number | null;
  readonly points: number | null;
  readonly state: "scored" | "notApplicable" | "differ";
  readonly reason: string;
  readonly evidence: readonly ShownEvidence[];
  readonly differs: boolean;
}

/** By the share of its maximum that is in dispute. */
function rowsOf({ stages, checklist }: OwnConclusion): ConcludedCriterion[] {
  const rows = (stages.conclusion?.criteria ?? []).flatMap((own): ConcludedCriterion[] => {
    const criterion = checklist.criteria.find(({ id }) => id === own.criterion);
    if (!criterion) return [];
    const given = stages.criteria.find((one) => one.criterion === own.criterion)?.given[0];
    const self = given?.points ?? null;
    const { points, state, reason, evidence } = own;
    const differs = given === undefined ? points !== criterion.maxPoints : self !== points;
    const { vi: title, en: titleEn } = criterion.title;
    return [{ id: criterion.id, title, titleEn, maxPoints: criterion.maxPoints, self, points, state, reason, evidence, differs }];
  });
  const gap = ({ self, points, maxPoints }: ConcludedCriterion) => Math.abs((self ?? maxPoints) - (points ?? 0)) / maxPoints;
  return rows.sort((a, b) => gap(b) - gap(a));
}

type InPage = ConclusionProps & { readonly path: string };

function ConcludedRow({ row, own, path, objecting }: InPage & { readonly row: ConcludedCriterion }): JSX.Element {
  const { t, language } = useLook();
  const worth = (points: number | null) => (points === null ? "–" : formatHundredths(points, language));
  const objected = own.objections.some(({ criterion }) => criterion === row.id);
  return (
    <Row>
      <Cell kind="tt" label={t(words.code)}>
        {row.id}
      </Cell>
      <RowHead>
        {t({ vi: row.title, en: row.titleEn })}
        {row.reason && <span class="said muted small note">{row.reason}</span>}
      </RowHead>
      <Cell kind="num" label={t(words.self)}>{`${worth(row.self)} / ${worth(row.maxPoints)}`}</Cell>
      <Cell kind="num fin" label={t(words.concluded)}>
        {row.state === "notApplicable" ? t(words.notCounted) : worth(row.points)}
      </Cell>
      <Cell kind="num" label={t(words.gap)}>
        {row.self !== null && row.points !== null && row.self !== row.points ? signed(row.points - row.self, language) : "–"}
      </Cell>
      <Cell kind="wide" label={t(words.basis)}>
        {row.evidence.length > 0 && (
          <details class="small">
            <summary>{t(words.pieces, { count: row.evidence.length })}</summary>
            {row.evidence.map((one) => (
              <Shown key={one.type === "file" ? one.sha256 : `${one.url} ${one.exact}`} evidence={one} />
            ))}
          </details>
        )}
        {own.mayObject && !objected && objecting !== row.id && (
          <a class="btn small" href={`${path}?object=${row.id}#object`}>
            {t(words.object)}
          </a>
        )}
      </Cell>
    </Row>
  );
}

function signed(points: number, language: "vi" | "en"): string {
  return `${points < 0 ? "−" : "+"}${formatHundredths(Math.abs(points), language)}`;
}

/** What was seen, where and when; nobody's name. */
function Shown({ evidence }: { readonly evidence: ShownEvidence }): JSX.Element {
  const { t, language } = useLook();
  if (evidence.type === "quote") return <PieceOfEvidence evidence={{ ...evidence, id: "" }} />;
  return (
    <p class="small">
      <a href={`/unit/evidence/${evidence.sha256}`}>{t(words.fetchFile, { size: formatSize(evidence.size, language) })}</a>
      {` · ${formatDay(evidence.capturedAt, true)}`}
    </p>
  );
}

function Objections({ own, path, objecting, filled }: InPage): JSX.Element {
  const { t } = useLook();
  const { objections, objectBy, mayObject } = own;
  const judged = own.checklist.criteria.find(({ id }) => id === objecting);
  return (
    <section>
      <div class="head">
        <h2>{t(words.objections)}</h2>
      </div>
      {objectBy && <p class="muted">{t(mayObject ? words.objectBy : words.objectOver, { day: formatDay(objectBy) })}</p>}
      {objections.map((one) => (
        <div class="decide" key={one.id}>
          <h3>{one.criterion}</h3>
          <p class="note">{one.text}</p>
          <p class="muted small">{t(words.raisedAt, { at: formatDay(one.at, true) })}</p>
          <Answered objection={one} />
        </div>
      ))}
      {judged && mayObject && (
        <form class="stack" id="object" method="post" action={`${path}/objections`}>
          <KeyField />
          <input type="hidden" name="criterion" value={judged.id} />
          <h3>{`${judged.id} · ${t(judged.title)}`}</h3>
          <Field filled={filled} name="objection" label={words.objectReason} rows={5} />
          <button class="btn primary">{t(words.sendObjection)}</button>
        </form>
      )}
    </section>
  );
}

/** What the lead answered to an objection. */
export function Answered({ objection: { answer } }: { readonly objection: Objection }): JSX.Element {
  const { t } = useLook();
  if (!answer) return <State tone="info" icon="clock" word={t(words.waitsForLead)} />;
  return (
    <p class="note">
      <State
        tone={answer.accepted ? "ok" : "idle"}
        icon={answer.accepted ? "check" : "stop"}
        word={t(answer.accepted ? words.accepted : words.declined, { reason: answer.reason })}
      />
    </p>
  );
}
