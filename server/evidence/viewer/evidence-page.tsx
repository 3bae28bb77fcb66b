import type { JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import type { Filled } from "../../web/forms.ts";
import { hasErrors } from "../../web/forms.ts";
import { Island } from "../../web/Island.tsx";
import { Layout } from "../../web/Layout.tsx";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { evidencePath, isPicture } from "../EvidenceLink.tsx";
import { Around } from "./Around.tsx";
import { Download } from "./Download.tsx";
import type { EvidenceView } from "./evidence-view.ts";
import { Origin } from "./Origin.tsx";
import { Place } from "./Place.tsx";
import { Removal } from "./Removal.tsx";
import { Shown } from "./Shown.tsx";
import { Uses } from "./Uses.tsx";

interface EvidencePageProps {
  readonly view: EvidenceView;
  /** The reader is an administrator. */
  readonly mayRemove: boolean;
  /** A removal that was refused, as it was typed. */
  readonly filled: Filled;
  readonly done: string | undefined;
}

/** What is said of a sheet that does not count. */
const formers = { current: undefined, replaced: words.ofReplaced, withdrawn: words.ofWithdrawn, late: words.ofLate } as const;

/** One piece of evidence: itself, where it is used, where it comes from, and what it proves. */
export function EvidencePage({ view, mayRemove, filled, done }: EvidencePageProps): JSX.Element {
  const { t } = useLook();
  const { piece, criterion, inspectionId, unitName, concludedAt, file, sheet } = view;
  const { evidence } = piece;
  const title = titleOf(view, t);
  const path = evidencePath({ inspectionId, ...piece });
  const former = formers[sheet.status];
  const back = `/inspections/${inspectionId}?criterion=${encodeURIComponent(criterion.id)}#criterion`;
  return (
    <Layout title={title} active="inspections" done={done} hasErrors={hasErrors(filled)}>
      <p class="crumbs">
        <a href={back}>
          <bdi>{unitName}</bdi>, {criterion.id}
        </a>
        {` › ${t(words.numberOf, { number: view.number, count: view.count })}`}
      </p>
      <ErrorSummary filled={filled} />
      <div class="title">
        <div>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          <p>
            {[unitName, piece.authorName, formatDay(evidence.capturedAt, true)].join(" · ")}
            {concludedAt !== null && ` · ${t(words.frozen, { day: formatDay(concludedAt) })}`}
          </p>
        </div>
        <p class="row no-print">
          <a class="btn" href={back} data-key="Escape">
            <Icon name="back" />
            {t(words.back, { criterion: criterion.id })}
            <kbd hidden>Esc</kbd>
          </a>
          {file?.state === "whole" && <Download path={path} />}
        </p>
      </div>
      {former && <Notice kind="info">{t(former)}</Notice>}
      <div class="viewer">
        <div>
          <Shown view={view} />
          <Around view={view} />
        </div>
        <div>
          <Uses view={view} />
          <Origin view={view} />
          <Place view={view} />
          <Removal path={path} file={file} mayRemove={mayRemove} filled={filled} />
        </div>
      </div>
      <Island name="evidence" />
    </Layout>
  );
}

function titleOf({ piece: { evidence } }: EvidenceView, t: ReturnType<typeof useLook>["t"]): string {
  if (evidence.type === "quote") return t(words.quoteTitle, { title: evidence.title || evidence.url });
  return t(isPicture(evidence) ? words.pictureTitle : words.fileTitle, { title: evidence.name });
}
