import { html } from "hono/html";
import { type Criterion, criteriaOf } from "../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../shared/points.ts";
import type { Evidence } from "../../shared/sheets/answer.ts";
import { formatDay } from "../../shared/text.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { type Look, speaker } from "../web/look.ts";
import { type Html, icon, notice } from "../web/old-html.ts";
import { answerText, contradictionText } from "./answer-words.ts";
import type { InspectionView, ScoredCriterion, Sheet } from "./inspection-view.ts";

/** Every criterion by area: what each author answered, wrote and quoted, and the points side by side. */
export function criteriaTable(look: Look, inspection: InspectionView): Html {
  const t = speaker(look);
  const { checklist, form, current } = inspection;
  const criteria = criteriaOf(checklist, form);
  const hasEvidence = current.some((sheet) => [...sheet.criteria.values()].some(({ evidence }) => evidence.length > 0));
  return html`<section><div class="head"><h2>${t(words.allCriteria, { count: criteria.length })}</h2></div>
${hasEvidence ? html`<p class="muted small">${t(words.hashNote)}</p>` : ""}
<table class="criteria reflow" role="table"><thead><tr role="row"><th scope="col" role="columnheader">${t(words.code)}</th><th scope="col" role="columnheader">${t(words.criterion)}</th><th scope="col" role="columnheader" class="num">${t(words.max)}</th>${current.map(
    (sheet) => html`<th scope="col" role="columnheader" class="num">${sheet.authorName}</th>`,
  )}</tr></thead>
${checklist.areas.map((area) => {
  const own = criteria.filter((criterion) => criterion.area === area.id);
  if (own.length === 0) return "";
  const points = formatHundredths(
    own.reduce((sum, criterion) => sum + criterion.maxPoints, 0),
    look.language,
  );
  return html`<tbody role="rowgroup"><tr role="row" class="group"><th scope="rowgroup" role="rowheader" colspan="${3 + current.length}">${t(area.title)} <span class="muted">· ${t(words.areaPoints, { points })}</span></th></tr>
${own.map((criterion) => criterionRow(look, criterion, current))}</tbody>`;
})}</table></section>`;
}

function criterionRow(look: Look, criterion: Criterion, sheets: readonly Sheet[]): Html {
  const t = speaker(look);
  const given = sheets.map((sheet) => ({ sheet, score: sheet.criteria.get(criterion.id) }));
  const differs = new Set(given.map(({ score }) => score?.points)).size > 1;
  return html`<tr role="row"><td role="cell" class="tt">${criterion.id}</td><th scope="row" role="rowheader">${t(criterion.title)}
${given.map(({ sheet, score }) => (score ? said(look, criterion, score, sheets.length > 1 ? sheet.authorName : undefined) : ""))}</th>
<td role="cell" class="num muted" data-l="${t(words.max)}">${formatHundredths(criterion.maxPoints, look.language)}</td>
${given.map(
  ({ sheet, score }) =>
    html`<td role="cell" class="num${differs ? " d" : ""}" data-l="${sheet.authorName}"><span>${differs ? html`${icon("differs")}<span class="vh">${t(words.differs)}</span> ` : ""}${points(look, score)}</span></td>`,
)}</tr>`;
}

function points(look: Look, score: ScoredCriterion | undefined): Html {
  const t = speaker(look);
  if (!score) return html`–`;
  if (score.state === "notApplicable") return html`<abbr title="${t(words.notApplicableLong)}">${t(words.notApplicable)}</abbr>`;
  if (score.state === "notApplicablePending") return html`<span class="state warn">${t(words.pendingShort)}</span>`;
  if (score.points === null) return html`–`;
  return html`<span${score.points === 0 ? html` class="zero"` : ""}>${formatHundredths(score.points, look.language)}</span>`;
}

function said(look: Look, criterion: Criterion, score: ScoredCriterion, author: string | undefined): Html {
  const t = speaker(look);
  const contradiction = contradictionText(look, criterion, score.answer);
  const answer = score.knockedOut
    ? t(words.knockedOut, { why: criterion.zeroIf ? t(criterion.zeroIf) : "–" })
    : score.answer
      ? answerText(look, criterion, score.answer)
      : score.state === "notApplicable"
        ? t(words.byTrait)
        : "–";
  const { decision } = score;
  const verdict = decision && {
    words: decision.approved ? words.decidedApproved : words.decidedRefused,
    values: { name: decision.decidedBy, at: formatDay(decision.decidedAt, true), reason: decision.reason },
  };
  return html`<span class="said muted small">${author ? html`<strong>${author}:</strong> ` : ""}${answer}</span>
${score.note ? html`<span class="said small note">“${score.note}”</span>` : ""}
${contradiction ? notice("warn", contradiction) : ""}
${verdict ? html`<span class="said small">${icon(decision.approved ? "check" : "stop")} ${t(verdict.words, verdict.values)}</span>` : ""}
${score.evidence.length > 0 ? html`<details class="small"><summary>${icon("quote")} ${t(words.evidence, { count: score.evidence.length })}</summary>${score.evidence.map((one) => quote(one))}</details>` : ""}`;
}

/** Page text is data and shown as text; the address is a web address by its schema. */
function quote(evidence: Evidence): Html {
  if (evidence.type === "file") return html`<p class="small">${evidence.name} · ${formatDay(evidence.capturedAt, true)}</p>`;
  return html`<blockquote class="quote"><p>${evidence.prefix ? `…${evidence.prefix}` : ""}<mark>${evidence.exact}</mark>${evidence.suffix ? `${evidence.suffix}…` : ""}</p>
<footer><a href="${evidence.url}" rel="noreferrer noopener">${evidence.title || evidence.url}</a> · ${formatDay(evidence.capturedAt, true)}</footer></blockquote>`;
}
