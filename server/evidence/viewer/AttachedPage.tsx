import type { JSX } from "preact";
import { formatDay, formatNumber, formatSize } from "../../../shared/text.ts";
import { Section } from "../../../shared/ui/Section.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { ErrorSummary } from "../../web/ErrorSummary.tsx";
import { type Filled, hasErrors } from "../../web/forms.ts";
import { Layout } from "../../web/Layout.tsx";
import { type Speak, useLook } from "../../web/look.ts";
import type { AttachedView, Attachment } from "./attached.ts";
import { Download } from "./Download.tsx";
import { Hash, MatchState, Proof } from "./Place.tsx";
import { Removal } from "./Removal.tsx";
import { ShownBytes } from "./Shown.tsx";

interface AttachedPageProps {
  readonly view: AttachedView;
  /** The reader is an administrator. */
  readonly mayRemove: boolean;
  /** A removal that was refused, as it was typed. */
  readonly filled: Filled;
  readonly done: string | undefined;
}

const kinds = { finding: words.ofFinding, explanation: words.ofExplanation, minutes: words.ofMinutes } as const;

/** A file that goes with an answer or with signed minutes: itself, where it stands, who sent it, and what it proves. */
export function AttachedPage({ view, mayRemove, filled, done }: AttachedPageProps): JSX.Element {
  const { t } = useLook();
  const { inspectionId, unitName, hash, uses, file } = view;
  const [first] = uses;
  const path = `/inspections/${inspectionId}/evidence/${hash}`;
  const title = kindText(t, first);
  const back = first.path ?? `/inspections/${inspectionId}`;
  return (
    <Layout title={title} active="inspections" done={done} hasErrors={hasErrors(filled)}>
      <p class="crumbs">
        <a href={back}>
          <bdi>{unitName}</bdi>
        </a>
        {` › ${title}`}
      </p>
      <ErrorSummary filled={filled} />
      <div class="title">
        <div>
          <h1>{title}</h1>
          <p>
            <bdi>{[unitName, first.by, formatDay(first.at, true)].join(" · ")}</bdi>
          </p>
        </div>
        {file.state === "whole" && (
          <p class="row no-print">
            <Download path={path} />
          </p>
        )}
      </div>
      <div class="viewer">
        <ShownBytes path={path} file={file} name={first.fileName ?? title} />
        <div>
          <AttachedTo uses={uses} />
          <Origin view={view} />
          <Record view={view} />
          <Removal path={path} file={file} mayRemove={mayRemove} filled={filled} />
        </div>
      </div>
    </Layout>
  );
}

function kindText(t: Speak, { to, criterion }: Attachment): string {
  return t(kinds[to], { criterion: criterion ?? "" });
}

/** The answers and minutes that it goes with. */
function AttachedTo({ uses }: Pick<AttachedView, "uses">): JSX.Element {
  const { t } = useLook();
  return (
    <Section title={t(words.usedFor)}>
      <ul class="uses">
        {uses.map((one) => (
          <li key={`${one.to} ${one.criterion} ${one.at} ${one.by}`}>
            {one.path === null ? kindText(t, one) : <a href={one.path}>{kindText(t, one)}</a>}
            <span class="said muted small">{t(words.attachedBy, { name: one.by, at: formatDay(one.at, true) })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Origin({ view: { sentBy, file, mediaType, size, uses } }: { readonly view: AttachedView }): JSX.Element {
  const { t, language } = useLook();
  const fileName = uses.find((one) => one.fileName !== null)?.fileName;
  return (
    <Section title={t(words.origin)}>
      <dl class="facts">
        <dt>{t(words.sender)}</dt>
        <dd>
          <bdi>{sentBy}</bdi>
          {file.receivedAt && <span class="said muted small">{t(words.fileTime, { at: formatDay(file.receivedAt, true) })}</span>}
        </dd>
        {fileName && (
          <>
            <dt>{t(words.fileName)}</dt>
            <dd>
              <bdi>{fileName}</bdi>
            </dd>
          </>
        )}
        <dt>{t(words.fileKind)}</dt>
        <dd>{`${mediaType} · ${formatSize(size, language)}`}</dd>
      </dl>
    </Section>
  );
}

/** Its hash, whether what is stored has it still, where it stands in the chain, and what that proves. */
function Record({ view: { hash, file, position } }: { readonly view: AttachedView }): JSX.Element {
  const { t, language } = useLook();
  const [isThere, differs] = [file.state === "whole", file.state === "differs"];
  const [does, doesNot] = isThere ? [words.provesAttached, words.provesAttachedNot] : [words.provesAttachedGone, words.provesGoneNot];
  return (
    <Section title={t(words.chain)}>
      {(isThere || differs) && <MatchState matches={isThere} />}
      <Hash title={t(words.hashOfFile)} hash={hash} />
      <p class="small">{t(words.placeOnRecord, { position: formatNumber(position, language) })}</p>
      <Proof does={differs ? undefined : does} doesNot={doesNot} position={position} />
    </Section>
  );
}
