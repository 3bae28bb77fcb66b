import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Draft } from "../../../shared/sheets/draft.ts";
import { formatDay } from "../../../shared/text.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { useSpeech } from "../../../shared/ui/language.ts";
import { State } from "../../../shared/ui/State.tsx";
import { deskWords } from "../../../shared/words/desk.ts";
import { deleteDraft, sameOwner } from "../../drafts/drafts.ts";
import { exportSheets } from "../../screen/save-file.ts";
import { Confirm } from "../Confirm.tsx";
import { useDesk } from "../desk-context.ts";
import { formatWhen } from "../formats.ts";
import { BrokenRecord } from "./BrokenRecord.tsx";
import { sendableLater, sheetOf } from "./inspection-rows.ts";
import { Fact, Row, Rows, Subject } from "./Row.tsx";
import { Strip } from "./Strip.tsx";

/** What is only here: drafts on this device, others' and unreadable ones too. */
export function Drafts(): JSX.Element {
  const { t } = useSpeech();
  const { state } = useDesk();
  const { drafts, brokenDrafts, items, brokenItems } = state;
  const heads = [
    t(deskWords.sheet),
    t(deskWords.scored),
    t(deskWords.missing),
    t(deskWords.evidence),
    t(deskWords.lastSaved),
    t(deskWords.actions),
  ];
  const exportAll = () =>
    exportSheets({ drafts: [...drafts, ...brokenDrafts.map(({ raw }) => raw)], outbox: [...items, ...brokenItems.map(({ raw }) => raw)] });
  const none = drafts.length + brokenDrafts.length === 0;
  return (
    <section aria-labelledby="drafts">
      <header>
        <h2 id="drafts" tabIndex={-1}>
          {t(deskWords.draftsHere)}
        </h2>
        <p>{t(deskWords.draftsNote)}</p>
        {(!none || items.length > 0) && (
          <div class="acts">
            <button type="button" class="btn small quiet" onClick={exportAll}>
              <Icon name="down" />
              {t(deskWords.exportAll)}
            </button>
          </div>
        )}
      </header>
      {none ? (
        <p class="empty">{t(deskWords.noDrafts)}</p>
      ) : (
        <Rows heads={heads} label={t(deskWords.draftsHere)}>
          {brokenDrafts.map((broken) => (
            <BrokenRecord
              key={broken.id}
              id={broken.id}
              onExport={() => exportSheets({ drafts: [broken.raw] })}
              onDelete={() => deleteDraft(broken.id)}
            />
          ))}
          {drafts.map((draft) => (
            <DraftLine key={draft.id} draft={draft} />
          ))}
        </Rows>
      )}
    </section>
  );
}

function DraftLine({ draft }: { draft: Draft }): JSX.Element {
  const speech = useSpeech();
  const { t } = speech;
  const { state, now, run, tell } = useDesk();
  const [asking, setAsking] = useState(false);
  const own = state.owner !== undefined && sameOwner(draft.owner, state.owner);
  const cancelled = state.stored?.field.cancelled?.find(({ inspectionId }) => inspectionId === draft.inspectionId);
  const sheet = sheetOf(draft, state.stored?.field);
  const needs = sheet?.criteria.filter((score) => score.needs.length > 0) ?? [];
  const wrong = needs.filter((score) => score.needs.some((need) => need === "possibleAnswer" || need === "contradictionReason")).length;
  const later = sendableLater(draft, now);
  const complete = later === undefined ? t(deskWords.nothingMissing) : t(deskWords.sendableFrom, { day: formatDay(later) });
  const pieces = Object.values(draft.entries).reduce((sum, entry) => sum + entry.evidence.length, 0);
  const version = t(deskWords.checklistVersion, { version: draft.checklist.version });
  const remove = () =>
    run("deleteDraft", async () => {
      setAsking(false);
      await deleteDraft(draft.id);
      tell({ tone: "info", words: deskWords.deleted });
    });
  return (
    <Row>
      <Subject title={draft.unit.name} detail={draft.replaces ? `${version} · ${t(deskWords.replacesSent)}` : version} />
      <Fact name={t(deskWords.scored)}>{sheet && <Strip sheet={sheet} />}</Fact>
      <Fact name={t(deskWords.missing)}>
        {cancelled && <State tone="warn" icon="warn" word={t(deskWords.cancelled, { reason: cancelled.reason })} />}
        {!cancelled && (needs.length === 0 && sheet ? complete : t(deskWords.needCount, { count: needs.length }))}
        {cancelled && <small>{t(deskWords.cancelledWhat)}</small>}
        {!cancelled && wrong > 0 && <small>{t(deskWords.wrongFigures, { count: wrong })}</small>}
      </Fact>
      <Fact name={t(deskWords.evidence)}>{pieces > 0 ? t(deskWords.evidenceCount, { count: pieces }) : t(deskWords.noEvidence)}</Fact>
      <Fact name={t(deskWords.lastSaved)}>
        {formatWhen(draft.changedAt, now, speech)}
        {!own && <small>{t(deskWords.ofAnother)}</small>}
      </Fact>
      <div class="act">
        {own && (
          <a class="btn small" href={`#/score/${draft.id}`} aria-label={`${t(deskWords.goOn)}: ${draft.unit.name}`}>
            {t(deskWords.goOn)}
          </a>
        )}
        {own && !cancelled && needs.length === 0 && sheet && later === undefined && (
          <a class="btn small primary" href={`#/review/${draft.id}`} aria-label={`${t(deskWords.reviewShort)}: ${draft.unit.name}`}>
            {t(deskWords.reviewShort)}
          </a>
        )}
        <button
          type="button"
          class="btn small quiet"
          onClick={() => exportSheets({ drafts: [draft] })}
          aria-label={`${t(deskWords.exportOne)}: ${draft.unit.name}`}
        >
          {t(deskWords.exportOne)}
        </button>
        <button
          type="button"
          class="btn small quiet"
          onClick={() => setAsking(true)}
          aria-label={`${t(deskWords.remove)} ${draft.unit.name}`}
        >
          {t(deskWords.remove)}
        </button>
        {asking && (
          <Confirm
            title={t(deskWords.deleteDraft, { unit: draft.unit.name })}
            why={t(draft.replaces ? deskWords.deleteReplacingWhy : deskWords.deleteDraftWhy)}
            action={t(deskWords.deleteForGood)}
            onYes={remove}
            onNo={() => setAsking(false)}
          />
        )}
      </div>
    </Row>
  );
}
