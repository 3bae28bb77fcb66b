import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import type { Evidence } from "../../../shared/sheets/answer.ts";
import { formatSize } from "../../../shared/text.ts";
import { answerInWords, toLead } from "../../../shared/ui/answer-in-words.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { PieceOfEvidence } from "../../../shared/ui/PieceOfEvidence.tsx";
import { settlingWords as words } from "../../../shared/words/settling.ts";
import type { Filled } from "../../web/forms.ts";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { contradictionText } from "../contradiction-words.ts";
import { Decide } from "./Decide.tsx";
import { ways } from "./Queue.tsx";
import type { SettleRow, SettleSheet, SettleView } from "./settle-view.ts";
import { givenText, nowText } from "./settling-words.ts";

interface CaseProps {
  readonly view: SettleView;
  readonly row: SettleRow;
  readonly filled: Filled;
}

/** The open criterion: one column for each person, the choices at the same height, next to the number that they take. */
export function Case({ view, row, filled }: CaseProps): JSX.Element {
  const { t, language } = useLook();
  const { sheets, self, queue, id, may } = view;
  const { criterion } = row;
  const decides = may === "yes" || may === "byScorer";
  return (
    <section class="case" id="case" aria-labelledby="case-title">
      <div class="ch">
        <div>
          <p class="muted small">{`${criterion.id} · ${t(words.maximum, { points: formatHundredths(criterion.maxPoints, language) })}`}</p>
          <h2 id="case-title">{t(criterion.title)}</h2>
        </div>
        <div class="row no-print">
          <Way rel="prev" row={beside(queue, row, -1)} />
          <Way rel="next" row={beside(queue, row, 1)} />
        </div>
      </div>
      <p id="case-now" class="now" data-live data-revision={row.choice?.revision ?? 0}>
        {nowText(row, sheets, { language })}
        {row.choice?.reason && row.state === "decided" && ` ${t(words.because, { reason: row.choice.reason })}`}
        {row.choice?.byScorer && ` (${t(words.bySomebodyScoring)})`}
      </p>
      <form class="cols" id="decide" method="post" action={`/inspections/${id}/settle`}>
        <Column title={t(words.self)} kind="self" how={t(words.forComparison)}>
          {self ? <Given view={view} sheet={self} row={row} /> : <p class="muted small">{t(words.noSelf)}</p>}
        </Column>
        {sheets.map((sheet, i) => (
          <Column key={sheet.submissionId} title={sheet.name} how={sheet.blind ? t(words.blindSheet) : t(words.notBlind)}>
            <Given view={view} sheet={sheet} row={row}>
              {decides && <Take sheet={sheet} row={row} place={i + 1} chosen={filled.values["decision"] ?? chosenIn(row)} />}
            </Given>
          </Column>
        ))}
        <Column title={t(words.appraised)} kind="fincol" how={t(words.decision)}>
          {decides ? (
            <Decide view={view} row={row} filled={filled} chosen={filled.values["decision"] ?? chosenIn(row)} next={nextOf(queue, row)} />
          ) : null}
          <p class="muted small">{t(words.noSteer)}</p>
        </Column>
      </form>
    </section>
  );
}

/** What stands, as its radio button names it. */
function chosenIn({ state, choice }: SettleRow): string {
  if (state !== "decided" || !choice) return "";
  return choice.how === "inspector" ? `inspector:${choice.personId}` : choice.how;
}

/** What is opened once it is decided. */
function nextOf(queue: readonly SettleRow[], row: SettleRow): string | undefined {
  const next = beside(queue, row, 1) ?? queue[0];
  return next === row ? undefined : next?.criterion.id;
}

function beside(queue: readonly SettleRow[], row: SettleRow, step: 1 | -1): SettleRow | undefined {
  const at = queue.findIndex(({ criterion }) => criterion.id === row.criterion.id);
  return at < 0 ? queue.at(step === 1 ? 0 : -1) : queue[at + step];
}

function Way({ rel, row }: { readonly rel: "prev" | "next"; readonly row: SettleRow | undefined }): JSX.Element | null {
  const { t } = useLook();
  if (!row) return null;
  return (
    <a class="btn small quiet" rel={rel} href={ways(row)}>
      {rel === "prev" && <Icon name="back" />}
      {t(rel === "prev" ? words.previous : words.next)} <span class="vh">{row.criterion.id}</span>
      {rel === "next" && <Icon name="forward" />}
    </a>
  );
}

interface ColumnProps {
  readonly title: string;
  readonly how: string;
  readonly kind?: string;
  readonly children: preact.ComponentChildren;
}

function Column({ title, how, kind, children }: ColumnProps): JSX.Element {
  return (
    <div class={kind ? `col ${kind}` : "col"} role="group" aria-label={title}>
      <div>
        <h3>{title}</h3>
        <p class="muted small">{how}</p>
      </div>
      {children}
    </div>
  );
}

interface GivenProps {
  readonly view: SettleView;
  readonly sheet: SettleSheet;
  readonly row: SettleRow;
  readonly children?: preact.ComponentChildren;
}

/** How many pieces of evidence are seen at once. */
const shownAtOnce = 4;

/** Points, the choice, the answer in words, the note, the evidence. */
function Given({ view, sheet, row: { criterion }, children }: GivenProps): JSX.Element {
  const { t, ...look } = useLook();
  const entry = sheet.entries[criterion.id];
  const score = sheet.scores.get(criterion.id);
  const answered = { criterion, state: score?.state ?? "notScored", answer: entry?.answer ?? null, knockedOut: entry?.knockedOut ?? false };
  const contradiction = contradictionText(look, criterion, answered.answer);
  const evidence = entry?.evidence ?? [];
  return (
    <>
      <p class="pp">
        <b>{givenText(sheet, criterion.id, look)}</b> {t(words.of, { points: formatHundredths(criterion.maxPoints, look.language) })}
      </p>
      <div class="choice">{children}</div>
      <p class="ans">{answerInWords(answered, toLead, { ...look, t }) || t(words.noAnswer)}</p>
      {entry?.note ? (
        <p class="note small">
          “<bdi>{entry.note}</bdi>”
        </p>
      ) : (
        <p class="muted small">{t(words.noNote)}</p>
      )}
      {contradiction && <Notice kind="warn">{contradiction}</Notice>}
      <Pieces inspectionId={view.id} evidence={evidence.slice(0, shownAtOnce)} />
      {evidence.length > shownAtOnce && (
        <details class="small">
          <summary>{t(words.evidenceMore, { count: evidence.length - shownAtOnce })}</summary>
          <Pieces inspectionId={view.id} evidence={evidence.slice(shownAtOnce)} />
        </details>
      )}
    </>
  );
}

function Pieces({ inspectionId, evidence }: { readonly inspectionId: string; readonly evidence: readonly Evidence[] }): JSX.Element | null {
  if (evidence.length === 0) return null;
  return (
    <ul class="evs">
      {evidence.map((one) => (
        <li key={one.id}>{one.type === "quote" ? <PieceOfEvidence evidence={one} /> : <File inspectionId={inspectionId} file={one} />}</li>
      ))}
    </ul>
  );
}

function File({ inspectionId, file }: { readonly inspectionId: string; readonly file: Extract<Evidence, { type: "file" }> }): JSX.Element {
  const { t, language } = useLook();
  const address = `/inspections/${inspectionId}/evidence/${file.sha256}`;
  return (
    <a class="small" href={address}>
      {file.mediaType.startsWith("image/") && <img src={`${address}/file`} alt={t(words.picture, { name: file.name })} loading="lazy" />}
      <bdi>{file.name}</bdi> · {formatSize(file.size, language)}
    </a>
  );
}

interface TakeProps {
  readonly sheet: SettleSheet;
  readonly row: SettleRow;
  readonly place: number;
  readonly chosen: string;
}

/** Takes this inspector's answer; none where it waits for approval. */
function Take({ sheet, row: { criterion }, place, chosen }: TakeProps): JSX.Element | null {
  const { t, language } = useLook();
  const state = sheet.scores.get(criterion.id)?.state;
  if (state !== "scored" && state !== "notApplicable") return null;
  const value = `inspector:${sheet.authorId}`;
  return (
    <label class="option">
      <input type="radio" name="decision" value={value} checked={chosen === value} data-key={place} />
      <span>{t(words.takeOf, { name: sheet.name })}</span>
      <b>{givenText(sheet, criterion.id, { language })}</b>
      <kbd>{place}</kbd>
    </label>
  );
}
