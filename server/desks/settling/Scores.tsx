import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { bandOf } from "../../../shared/sheets/scoring.ts";
import { formatDay, type Words } from "../../../shared/text.ts";
import { BandMark } from "../../../shared/ui/BandMark.tsx";
import { settlingWords as words } from "../../../shared/words/settling.ts";
import { useLook } from "../../web/look.ts";
import { Cell, Column, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import { IndexScale } from "./IndexScale.tsx";
import type { SettleSheet, SettleView } from "./settle-view.ts";

interface Part {
  readonly view: SettleView;
}

/** Self-score, inspectors, their mean and what is appraised; how far they agree, and where the index can still come to. */
export function Scores({ view }: Part): JSX.Element {
  return (
    <div class="settle-head" id="scores" data-live>
      <SideBySide view={view} />
      <Agreement view={view} />
    </div>
  );
}

function SideBySide({ view }: Part): JSX.Element {
  const { t, language } = useLook();
  const { self, sheets, rows, queue, checklist, appraisedIndex } = view;
  const areas = checklist.areas.filter(({ id }) => rows.some(({ criterion }) => criterion.area === id));
  return (
    <section>
      <div class="head">
        <h2>{t(words.scores)}</h2>
        <p>{t(words.scoresHow)}</p>
      </div>
      <ReflowTable kind="sheets">
        <thead>
          <Row>
            <Column>{t(words.source)}</Column>
            <Column kind="num">{t(words.index)}</Column>
            <Column>{t(words.band)}</Column>
            {areas.map(({ id, short }) => (
              <Column key={id} kind="num">
                {t(short)}
              </Column>
            ))}
          </Row>
        </thead>
        <RowGroup>
          {self && <SheetRow view={view} sheet={self} title={t(words.self)} areas={areas} />}
          {sheets.map((sheet) => (
            <SheetRow key={sheet.submissionId} view={view} sheet={sheet} title={sheet.name} areas={areas} />
          ))}
          {sheets.length > 1 && (
            <Row>
              <RowHead>
                {t(words.mean)} <span class="said muted small">{t(words.meanHow)}</span>
              </RowHead>
              <Cell kind="num" label={t(words.index)}>
                {figure(view.meanIndex, language)}
              </Cell>
              <Cell label={t(words.band)}>
                <Band view={view} index={sheets.every(({ isRated }) => isRated) ? view.meanIndex : null} />
              </Cell>
              {areas.map(({ id, short }) => (
                <Cell key={id} kind="num" label={t(short)}>
                  –
                </Cell>
              ))}
            </Row>
          )}
          <Row kind="fin">
            <RowHead>
              {t(words.appraised)}{" "}
              <span class="said muted small">{t(words.appraisedHow, { done: rows.length - queue.length, all: rows.length })}</span>
            </RowHead>
            <Cell kind="num" label={t(words.index)}>
              {figure(appraisedIndex, language)}
            </Cell>
            <Cell kind="wide" label={t(words.band)}>
              {appraisedIndex === null ? t(words.appraisedNone, { count: queue.length }) : <Band view={view} index={appraisedIndex} />}
            </Cell>
            {areas.map(({ id, short }) => (
              <Cell key={id} kind="num" label={t(short)}>
                –
              </Cell>
            ))}
          </Row>
        </RowGroup>
      </ReflowTable>
    </section>
  );
}

interface SheetRowProps extends Part {
  readonly sheet: SettleSheet;
  readonly title: string;
  readonly areas: readonly { readonly id: string; readonly short: Words }[];
}

function SheetRow({ view, sheet, title, areas }: SheetRowProps): JSX.Element {
  const { t, language } = useLook();
  const isSelf = sheet === view.self;
  const how = [
    t(words.sheetAt, { at: formatDay(sheet.at, true) }),
    isSelf ? t(words.selfHow) : t(sheet.blind ? words.blindSheet : words.notBlind),
  ];
  return (
    <Row>
      <RowHead>
        {title} <span class="said muted small">{how.join(" · ")}</span>
        {sheet.returned !== null && <span class="said small">{t(words.returned, { reason: sheet.returned })}</span>}
      </RowHead>
      <Cell kind="num" label={t(words.index)}>
        <b>{figure(sheet.index, language)}</b>
      </Cell>
      <Cell label={t(words.band)}>
        <Band view={view} index={sheet.isRated ? sheet.index : null} />
      </Cell>
      {areas.map(({ id, short }) => (
        <Cell key={id} kind="num" label={t(short)}>
          {figure(sheet.areas.find(({ area }) => area === id)?.index, language)}
        </Cell>
      ))}
    </Row>
  );
}

function Band({ view: { checklist }, index }: Part & { readonly index: number | null }): JSX.Element | string {
  const band = index === null ? undefined : bandOf(checklist.bands, index);
  return band ? <BandMark band={band} bands={checklist.bands} /> : "–";
}

function Agreement({ view }: Part): JSX.Element {
  const { t, language } = useLook();
  const { agreement, queue, range, rows } = view;
  const { exact, meanDifference, alpha } = agreement;
  const both = rows.filter((row) => row.mean !== null).length;
  return (
    <section>
      <div class="head">
        <h2>{t(words.agreement)}</h2>
        <p>{t(words.agreementBase, { count: both })}</p>
      </div>
      <dl class="agree">
        <div>
          <dt>{t(words.equal)}</dt>
          <dd>
            {exact.percent === null
              ? "–"
              : t(words.equalOf, { equal: exact.equal, pairs: exact.pairs, percent: formatHundredths(exact.percent, language, 2) })}
          </dd>
        </div>
        <div>
          <dt>{t(words.difference)}</dt>
          <dd>{meanDifference === null ? "–" : t(words.differenceOf, { percent: formatHundredths(meanDifference, language, 2) })}</dd>
        </div>
        <div>
          <dt>{t(words.alpha)}</dt>
          <dd>
            {alpha === null ? "–" : thousandths(alpha, language)} <span class="muted">{t(alphaWord(alpha))}</span>
          </dd>
        </div>
      </dl>
      {range === null ? (
        <p class="small">{t(words.rangeNone)}</p>
      ) : (
        <figure class="range">
          <figcaption class="small">
            {queue.length === 0
              ? t(words.rangeDone, { index: formatHundredths(range.low, language, 2) })
              : t(words.range, {
                  count: queue.length,
                  low: formatHundredths(range.low, language, 2),
                  high: formatHundredths(range.high, language, 2),
                })}
          </figcaption>
          <IndexScale range={range} bands={view.checklist.bands} />
        </figure>
      )}
    </section>
  );
}

function figure(index: number | null | undefined, language: "vi" | "en"): string {
  return index === null || index === undefined ? "–" : formatHundredths(index, language, 2);
}

function thousandths(value: number, language: "vi" | "en"): string {
  const text = (value / 1_000).toFixed(3);
  return language === "vi" ? text.replace(".", ",") : text;
}

/** From 0.8 on figures count as reliable, from 0.667 on for tentative conclusions (Krippendorff, Content Analysis, 2004, p. 241). */
function alphaWord(alpha: number | null): Words {
  if (alpha === null) return words.alphaNone;
  if (alpha >= 800) return words.alphaHigh;
  return alpha >= 667 ? words.alphaMiddle : words.alphaLow;
}
