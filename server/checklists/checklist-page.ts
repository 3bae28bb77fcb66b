import { html } from "hono/html";
import { type Checklist, type Criterion, legalStatus } from "../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../shared/points.ts";
import { inBoth } from "../../shared/text.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { unitWords } from "../../shared/words/unit-page.ts";
import { type Look, speaker } from "../web/look.ts";
import { crumbs, type Html, layout, notice } from "../web/old-html.ts";

/** The checklist as it is scored, with how far each legal source was checked. */
export function checklistPage(look: Look, checklist: Checklist): Html {
  const t = speaker(look);
  const title = t(words.checklistTitle, { version: `${checklist.id}@${checklist.version}` });
  const points = (value: number) => formatHundredths(value, look.language);
  return layout(look, {
    title,
    active: "prepare",
    body: html`${crumbs(look)}<h1>${title}</h1><p>${t(checklist.title)}</p>${notice("info", t(checklist.status))}
<table class="criteria reflow" role="table"><thead><tr role="row">${[unitWords.code, unitWords.criterion].map((head) => html`<th scope="col" role="columnheader">${t(head)}</th>`)}<th scope="col" role="columnheader" class="num">${t(unitWords.max)}</th>${[
      words.method,
      words.forms,
      words.legal,
    ].map((head) => html`<th scope="col" role="columnheader">${t(head)}</th>`)}</tr></thead>${checklist.areas.map(
      (area) =>
        html`<tbody role="rowgroup"><tr role="row" class="group"><th scope="rowgroup" role="rowheader" colspan="6">${t(area.title)}</th></tr>${checklist.criteria
          .filter((criterion) => criterion.area === area.id)
          .map(
            (
              criterion,
            ) => html`<tr role="row"><td role="cell" class="tt">${criterion.id}</td><th scope="row" role="rowheader">${t(criterion.title)}${criterion.note ? html`<span class="said small muted">${t(criterion.note)}</span>` : ""}</th>
<td role="cell" class="num" data-l="${t(unitWords.max)}">${points(criterion.maxPoints)}</td><td role="cell" class="wide" data-l="${t(words.method)}">${methodLines(look, criterion).map((said) => html`<span class="said small">${said}</span>`)}</td>
<td role="cell" data-l="${t(words.forms)}">${criterion.forms.map((form) => t(fieldWords[form])).join(", ")}</td>
<td role="cell" class="wide small" data-l="${t(words.legal)}">${criterion.legal.map(
              (source) =>
                html`<span class="said">${t(inBoth(source.ref))}${source.article ? `, ${t(inBoth(source.article))}` : ""} <span class="muted">(${t(fieldWords[legalStatus(source)])})</span></span>`,
            )}</td></tr>`,
          )}</tbody>`,
    )}</table>`,
  });
}

/** How points come about, one line each: what is chosen or counted, and what it is worth. */
function methodLines(look: Look, { method, maxPoints, zeroIf }: Criterion): string[] {
  const t = speaker(look);
  const number = (value: number) => formatHundredths(value, look.language);
  const knockOut = zeroIf ? [t(words.zeroIf, { what: t(zeroIf) })] : [];
  switch (method.type) {
    case "boolean":
      return [t(words.methodBoolean), worth(look, method.yes, t(unitWords.yes)), worth(look, method.no, t(unitWords.no)), ...knockOut];
    case "levels":
      return [t(words.methodLevels), ...method.levels.map((level) => worth(look, level.points, t(level.label))), ...knockOut];
    case "checklist":
      return [
        t(words.methodChecklist, { each: number(method.pointsEach), cap: number(method.cap) }),
        ...method.items.map((item) => t(item.label)),
        ...knockOut,
      ];
    case "ratio":
      return [
        t(words.methodRatio, { numerator: t(method.numerator), denominator: t(method.denominator) }),
        ...(method.thresholds ? thresholdLines(look, method.thresholds) : [t(words.methodLinear, { max: number(maxPoints) })]),
        ...knockOut,
      ];
    case "deduct":
      return [
        t(words.methodDeduct, { start: number(method.start), floor: number(method.floor) }),
        ...method.rules.map((rule) => t(words.deductedFor, { points: number(rule.points), what: t(rule.per) })),
        ...knockOut,
      ];
  }
}

function worth(look: Look, points: number, what: string): string {
  return speaker(look)(words.pointsFor, { points: formatHundredths(points, look.language), what });
}

/** Thresholds stand from high to low; the lower bound belongs to its step, the upper one to the step above. */
function thresholdLines(look: Look, thresholds: readonly { readonly min: number; readonly points: number }[]): string[] {
  const t = speaker(look);
  const number = (value: number) => formatHundredths(value, look.language);
  return thresholds.map(({ min, points }, i) => {
    const above = thresholds[i - 1];
    const values = { min: number(min), below: number(above?.min ?? 0), points: number(points) };
    if (!above) return t(min === 10_000 ? words.thresholdWhole : words.thresholdFrom, values);
    return t(min === 0 ? words.thresholdBelow : words.thresholdBetween, values);
  });
}
