import type { JSX } from "preact";
import type { Criterion } from "../../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../../shared/points.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { settlingWords as words } from "../../../shared/words/settling.ts";
import { useLook } from "../../web/look.ts";
import { Cell, Column, GroupHead, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";
import { ways } from "./Queue.tsx";
import type { SettleRow, SettleView } from "./settle-view.ts";
import { givenText, pointsText, whatText } from "./settling-words.ts";

interface Part {
  readonly view: SettleView;
}

/** Every criterion with all that was given for it. */
export function AllCriteria({ view }: Part): JSX.Element {
  const { t } = useLook();
  const { sheets, self, checklist, rows, without } = view;
  return (
    <section id="all" data-live>
      <div class="head">
        <h2>{t(words.all, { count: rows.length + without.length })}</h2>
        <p>{t(words.allHow)}</p>
      </div>
      <ReflowTable kind="criteria">
        <thead>
          <Row>
            <Column>{t(words.code)}</Column>
            <Column>{t(words.criterion)}</Column>
            <Column kind="num">{t(words.max)}</Column>
            {self && <Column kind="num">{t(words.self)}</Column>}
            {sheets.map(({ submissionId, name }) => (
              <Column key={submissionId} kind="num">
                {name}
              </Column>
            ))}
            <Column kind="num">{t(words.appraised)}</Column>
            {self && <Column kind="num">{t(words.selfApart)}</Column>}
            <Column kind="num">{t(words.evidence)}</Column>
          </Row>
        </thead>
        {checklist.areas.map((area) => {
          const own = rows.filter(({ criterion }) => criterion.area === area.id);
          const left = without.filter((criterion) => criterion.area === area.id);
          if (own.length + left.length === 0) return null;
          return (
            <RowGroup key={area.id}>
              <Row kind="group">
                <GroupHead columns={5 + sheets.length + (self ? 2 : 0)}>{t(area.title)}</GroupHead>
              </Row>
              {own.map((row) => (
                <CriterionRow key={row.criterion.id} view={view} row={row} />
              ))}
              {left.map((criterion) => (
                <Without key={criterion.id} view={view} criterion={criterion} />
              ))}
            </RowGroup>
          );
        })}
      </ReflowTable>
    </section>
  );
}

function CriterionRow({ view, row }: Part & { readonly row: SettleRow }): JSX.Element {
  const { t, language } = useLook();
  const { self, sheets } = view;
  const { criterion, state, points, agreed, choice } = row;
  const { id } = criterion;
  const differs = agreed === undefined;
  const own = self?.scores.get(id);
  const apart = own?.state === "scored" && own.points !== null && typeof points === "number" ? own.points - points : undefined;
  const evidence = sheets.reduce((sum, { entries }) => sum + (entries[id]?.evidence.length ?? 0), 0);
  return (
    <Row>
      <Cell kind="tt">
        <a href={ways(row)}>{id}</a>
      </Cell>
      <RowHead>
        {t(criterion.title)}
        {state === "decided" && choice && (
          <span class="said muted small">
            {`${whatText(row, sheets, { language })} · ${choice.byName}`}
            {choice.reason !== null && ` · ${t(words.because, { reason: choice.reason })}`}
          </span>
        )}
      </RowHead>
      <Cell kind="num muted" label={t(words.max)}>
        {formatHundredths(criterion.maxPoints, language)}
      </Cell>
      {self && (
        <Cell kind="num" label={t(words.self)}>
          {givenText(self, id, { language })}
        </Cell>
      )}
      {sheets.map((sheet) => (
        <Cell key={sheet.submissionId} kind={differs ? "num d" : "num"} label={sheet.name}>
          <span>
            {differs && <Icon name="differs" />} {givenText(sheet, id, { language })}
          </span>
        </Cell>
      ))}
      <Cell kind="num fin" label={t(words.appraised)}>
        {points === undefined ? t(words.waits) : pointsText(points, { language })}
      </Cell>
      {self && (
        <Cell kind="num" label={t(words.selfApart)}>
          {apart === undefined || apart === 0 ? "–" : `${apart > 0 ? "+" : "−"}${formatHundredths(Math.abs(apart), language)}`}
        </Cell>
      )}
      <Cell kind="num" label={t(words.evidence)}>
        {evidence === 0 ? "–" : <a href={ways(row)}>{evidence}</a>}
      </Cell>
    </Row>
  );
}

function Without({ view: { self, sheets }, criterion }: Part & { readonly criterion: Criterion }): JSX.Element {
  const { t } = useLook();
  return (
    <Row>
      <Cell kind="tt">{criterion.id}</Cell>
      <RowHead>{t(criterion.title)}</RowHead>
      <td role="cell" class="muted" colspan={3 + sheets.length + (self ? 2 : 0)}>
        {t(words.byTrait)}
      </td>
    </Row>
  );
}
