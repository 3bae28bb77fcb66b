import type { JSX } from "preact";
import { type Checklist, type Criterion, legalStatus } from "../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../shared/points.ts";
import { inBoth, type Words } from "../../shared/text.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { unitWords } from "../../shared/words/unit-page.ts";
import { Crumbs } from "../web/Crumbs.tsx";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import { Cell, Column, GroupHead, ReflowTable, Row, RowGroup, RowHead } from "../web/ReflowTable.tsx";
import { methodLines } from "./method-words.ts";

const columns: readonly { readonly title: Words; readonly kind?: string }[] = [
  { title: unitWords.code },
  { title: unitWords.criterion },
  { title: unitWords.max, kind: "num" },
  { title: words.method },
  { title: words.forms },
  { title: words.legal },
];

/** The checklist as it is scored, with how far each legal source was checked. */
export function ChecklistPage({ checklist }: { readonly checklist: Checklist }): JSX.Element {
  const { t } = useLook();
  const title = t(words.checklistTitle, { version: `${checklist.id}@${checklist.version}` });
  return (
    <Layout title={title} active="prepare">
      <Crumbs />
      <h1>{title}</h1>
      <p>{t(checklist.title)}</p>
      <Notice kind="info">{t(checklist.status)}</Notice>
      <ReflowTable kind="criteria">
        <thead>
          <Row>
            {columns.map((column) => (
              <Column key={column.title.vi} kind={column.kind}>
                {t(column.title)}
              </Column>
            ))}
          </Row>
        </thead>
        {checklist.areas.map((area) => (
          <RowGroup key={area.id}>
            <Row kind="group">
              <GroupHead columns={columns.length}>{t(area.title)}</GroupHead>
            </Row>
            {checklist.criteria
              .filter((criterion) => criterion.area === area.id)
              .map((criterion) => (
                <CriterionRow key={criterion.id} criterion={criterion} />
              ))}
          </RowGroup>
        ))}
      </ReflowTable>
    </Layout>
  );
}

function CriterionRow({ criterion }: { readonly criterion: Criterion }): JSX.Element {
  const { t, ...look } = useLook();
  return (
    <Row>
      <Cell kind="tt">{criterion.id}</Cell>
      <RowHead>
        {t(criterion.title)}
        {criterion.note && <span class="said small muted">{t(criterion.note)}</span>}
      </RowHead>
      <Cell kind="num" label={t(unitWords.max)}>
        {formatHundredths(criterion.maxPoints, look.language)}
      </Cell>
      <Cell kind="wide" label={t(words.method)}>
        {methodLines(look, criterion).map((said) => (
          <span key={said} class="said small">
            {said}
          </span>
        ))}
      </Cell>
      <Cell label={t(words.forms)}>{criterion.forms.map((form) => t(fieldWords[form])).join(", ")}</Cell>
      <Cell kind="wide small" label={t(words.legal)}>
        {criterion.legal.map((source) => (
          <Source key={`${source.ref} ${source.article}`} source={source} />
        ))}
      </Cell>
    </Row>
  );
}

function Source({ source }: { readonly source: Criterion["legal"][number] }): JSX.Element {
  const { t } = useLook();
  return (
    <span class="said">
      {t(inBoth(source.ref))}
      {source.article && `, ${t(inBoth(source.article))}`} <span class="muted">({t(fieldWords[legalStatus(source)])})</span>
    </span>
  );
}
