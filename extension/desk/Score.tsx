import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { formatDay } from "../../shared/text.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { sameOwner } from "../drafts/drafts.ts";
import { Sheet } from "../sheet/Sheet.tsx";
import { useDesk } from "./desk-context.ts";
import { OpenDraft } from "./OpenDraft.tsx";
import { goTo } from "./route.ts";
import { whenThere } from "./use-route.ts";

/** Scoring in the office: the panel's sheet with the room of a whole tab, with no site and no network. */
export function Score({ draftId, criterionId }: { draftId: string; criterionId: string | undefined }): JSX.Element {
  useCriterion(criterionId);
  return <OpenDraft draftId={draftId}>{(draft, checklist) => <ScoredDraft draft={draft} checklist={checklist} />}</OpenDraft>;
}

function ScoredDraft({ draft, checklist }: { readonly draft: Draft; readonly checklist: Checklist }): JSX.Element {
  const { t } = useSpeech();
  const { state } = useDesk();
  if (!state.owner || !sameOwner(draft.owner, state.owner)) return <p class="notice warn">{t(deskWords.notYours)}</p>;
  return (
    <Sheet
      key={draft.id}
      stored={draft}
      checklist={checklist}
      onGone={() => goTo("#/outbox")}
      frame={({ draft: shown, state: saved, sheet }) => (
        <div class="scoring">
          <section class="panel wide" aria-labelledby="score">
            <ScoreHead draft={shown} />
            {saved}
            {sheet}
          </section>
        </div>
      )}
    />
  );
}

function ScoreHead({ draft }: { draft: Draft }): JSX.Element {
  const { t } = useSpeech();
  const { unit, inspection } = draft;
  const site = unit.websites[0];
  return (
    <header>
      <h1 id="score" tabIndex={-1}>
        {unit.name}
      </h1>
      <p>
        {t(fieldWords[inspection.kind])}, {t(fieldWords[inspection.form])} · {formatDay(inspection.visitedOn)}
      </p>
      {site && inspection.form !== "onsite" && (
        <a class="btn small" href={`${site.origin}${site.path}`} target="_blank" rel="noreferrer">
          {t(deskWords.openWebsite)}
        </a>
      )}
    </header>
  );
}

/** Opens the criterion that the address names, once: when the sheet is there. */
function useCriterion(criterionId: string | undefined): void {
  useEffect(() => {
    if (criterionId === undefined) return;
    return whenThere(`#line-${CSS.escape(criterionId)}`, (line) => {
      if (line.getAttribute("aria-expanded") === "false") line.click();
      line.focus();
      line.scrollIntoView({ block: "start" });
    });
  }, [criterionId]);
}
