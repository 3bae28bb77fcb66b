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
import { methodLines } from "./method-words.ts";

const columns: readonly { readonly title: Words; readonly class?: string }[] = [
  { title: unitWords.code },
  { title: unitWords.criterion },
  { title: unitWords.max, class: "num" },
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
      <table class="criteria reflow" role="table">
        <thead>
          <tr role="row">
            {columns.map((column) => (
              <th key={column.title.vi} scope="col" role="columnheader" class={column.class}>
                {t(column.title)}
              </th>
            ))}
          </tr>
        </thead>
        {checklist.areas.map((area) => (
          <tbody key={area.id} role="rowgroup">
            <tr role="row" class="group">
              <th scope="rowgroup" role="rowheader" colspan={columns.length}>
                {t(area.title)}
              </th>
            </tr>
            {checklist.criteria
              .filter((criterion) => criterion.area === area.id)
              .map((criterion) => (
                <CriterionRow key={criterion.id} criterion={criterion} />
              ))}
          </tbody>
        ))}
      </table>
    </Layout>
  );
}

function CriterionRow({ criterion }: { readonly criterion: Criterion }): JSX.Element {
  const { t, ...look } = useLook();
  return (
    <tr role="row">
      <td role="cell" class="tt">
        {criterion.id}
      </td>
      <th scope="row" role="rowheader">
        {t(criterion.title)}
        {criterion.note && <span class="said small muted">{t(criterion.note)}</span>}
      </th>
      <td role="cell" class="num" data-l={t(unitWords.max)}>
        {formatHundredths(criterion.maxPoints, look.language)}
      </td>
      <td role="cell" class="wide" data-l={t(words.method)}>
        {methodLines(look, criterion).map((said) => (
          <span key={said} class="said small">
            {said}
          </span>
        ))}
      </td>
      <td role="cell" data-l={t(words.forms)}>
        {criterion.forms.map((form) => t(fieldWords[form])).join(", ")}
      </td>
      <td role="cell" class="wide small" data-l={t(words.legal)}>
        {criterion.legal.map((source) => (
          <Source key={`${source.ref} ${source.article}`} source={source} />
        ))}
      </td>
    </tr>
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
