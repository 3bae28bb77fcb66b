import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { formatDay } from "../../shared/text.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { searchUnits, type Unit } from "../../shared/units/unit.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { panel } from "../../shared/words/panel.ts";
import { call } from "../screen/call.ts";
import { doing } from "../screen/doing.ts";
import type { Kept } from "./kept.ts";
import { Screen } from "./Screen.tsx";
import { type SurpriseChoice, SurpriseForm } from "./SurpriseForm.tsx";
import { type Candidate, candidatesOf, knownUnits, recognise } from "./start-choices.ts";

const shownAtOnce = 30;

interface Props {
  readonly kept: Kept;
  /** The page's address; its unit is recognised by it. Empty: chosen by name. */
  readonly address: string;
  /** What choosing will do, where that is not simply opening. */
  readonly intro?: string;
  /** Leaves without choosing. */
  readonly onBack?: () => void;
  /** Candidates that cannot be chosen, with the reason (moving a sheet). */
  readonly refuse?: (candidate: Candidate) => string | undefined;
  readonly onOpen: (candidate: Exclude<Candidate, { type: "sent" }>) => void;
  readonly onSurprise: (choice: SurpriseChoice) => void;
}

/** Finds what to score: by the page's address, by name, or by opening a surprise inspection on the spot. */
export function Start({ kept, address, intro, onBack, refuse, onOpen, onSurprise }: Props): JSX.Element {
  const { t } = useSpeech();
  const recognised = useMemo(() => recognise(kept, address), [kept, address]);
  const known = useMemo(() => knownUnits(kept), [kept]);
  const [unit, setUnit] = useState<Unit>();
  const [surprise, setSurprise] = useState<Unit>();
  const [search, setSearch] = useState(false);
  const [typed, setTyped] = useState(false);

  if (surprise) {
    return (
      <Screen title={t(panel.surpriseFor, { unit: surprise.name })} onBack={() => setSurprise(undefined)}>
        <SurpriseForm plans={kept.field.plans} unit={surprise} onBegin={onSurprise} />
      </Screen>
    );
  }
  if (unit) {
    const candidates = candidatesOf(kept, unit.id);
    return (
      <Screen title={unit.name} onBack={() => setUnit(undefined)}>
        <Candidates candidates={candidates} refuse={refuse} onOpen={onOpen} />
        {candidates.length === 0 && <p>{t(panel.noInspection, { unit: unit.name })}.</p>}
        <button type="button" class="btn" onClick={() => setSurprise(unit)}>
          {t(panel.surpriseOpen)}
        </button>
      </Screen>
    );
  }
  const { units, candidates } = recognised;
  if (units.length === 0 || search || typed) {
    return (
      <Screen
        title={t(units.length === 0 && address !== "" ? panel.unknownPage : panel.findUnit)}
        onBack={units.length > 0 ? toCandidates : onBack}
      >
        {intro && <p>{intro}</p>}
        {/* Once somebody types here, lists that arrive meanwhile do not take the field away. */}
        <FindUnit units={known} onUnit={setUnit} onTyped={() => setTyped(true)} />
      </Screen>
    );
  }
  const [only] = units.length === 1 ? units : [];
  return (
    <Screen title={title()}>
      {units.length > 1 && <p>{t(panel.severalUnits, { count: units.length })}</p>}
      <Candidates candidates={candidates} refuse={refuse} onOpen={onOpen} />
      {units.map((one) => (
        <button key={one.id} type="button" class="btn" onClick={() => setSurprise(one)}>
          {only ? t(panel.surpriseOpen) : `${t(panel.surpriseOpen)}: ${one.name}`}
        </button>
      ))}
      <button type="button" class="btn quiet" onClick={() => setSearch(true)}>
        <Icon name="search" />
        {t(panel.otherUnit)}
      </button>
    </Screen>
  );

  function toCandidates(): void {
    setSearch(false);
    setTyped(false);
  }

  function title(): string {
    if (candidates.length === 0 && only) return t(panel.noInspection, { unit: only.name });
    const states = candidates.flatMap((candidate) => (candidate.type === "sent" ? [candidate.state] : []));
    if (states.length > 0 && states.length === candidates.length)
      return t(states.every((state) => state === "accepted") ? panel.alreadySent : panel.alreadyQueued);
    return t(panel.whichOne);
  }
}

interface CandidatesProps {
  readonly candidates: readonly Candidate[];
  readonly refuse: Props["refuse"];
  readonly onOpen: Props["onOpen"];
}

const sentWords = {
  waiting: panel.sentWaiting,
  sending: panel.sentSending,
  refused: panel.sentRefused,
  signInNeeded: panel.sentSignInNeeded,
} as const;

function Candidates({ candidates, refuse, onOpen }: CandidatesProps): JSX.Element | null {
  const { t } = useSpeech();
  if (candidates.length === 0) return null;
  return (
    <ul class="choices">
      {candidates.map((candidate) => {
        const { kind, form, visitedOn } = candidate.type === "draft" ? candidate.draft.inspection : candidate.inspection;
        const unit = candidate.type === "draft" ? candidate.draft.unit : candidate.inspection.unit;
        const id = candidate.type === "draft" ? candidate.draft.id : candidate.inspection.id;
        const line = `${t(fieldWords[kind])} · ${t(fieldWords[form])} · ${formatDay(visitedOn)}`;
        if (candidate.type === "sent") {
          return (
            <li key={id} class="choice sent">
              <strong>{unit.name}</strong>
              <span class="muted">{line}</span>
              <span>
                {candidate.state === "accepted"
                  ? `${t(panel.alreadySent)}. ${t(panel.sentHow)}`
                  : `${t(sentWords[candidate.state])} ${t(panel.queuedHow)}`}
              </span>
              <button type="button" class="btn small" onClick={() => doing("openDesk", call("openDesk", { at: "#/outbox" }))}>
                {t(panel.openDesk)}
              </button>
            </li>
          );
        }
        const refused = refuse?.(candidate);
        return (
          <li key={id}>
            <button
              type="button"
              class="choice"
              aria-disabled={refused !== undefined}
              data-candidate={candidate.type}
              onClick={() => refused === undefined && onOpen(candidate)}
            >
              <strong>{unit.name}</strong>
              <span class="muted">{line}</span>
              <Icon name="forward" />
              <span>
                {refused ??
                  (candidate.type === "draft"
                    ? t(panel.draftFrom, { time: formatDay(candidate.draft.changedAt, true) })
                    : t(panel.notBegun))}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function FindUnit({ units, onUnit, onTyped }: { units: readonly Unit[]; onUnit: (unit: Unit) => void; onTyped: () => void }): JSX.Element {
  const { t } = useSpeech();
  const [query, setQuery] = useState("");
  const found = useMemo(() => searchUnits(units, query), [units, query]);
  const count = found.length === 0 ? panel.foundNone : found.length > shownAtOnce ? panel.foundMany : panel.found;
  return (
    <>
      <input
        type="search"
        class="search"
        autocomplete="off"
        aria-label={t(panel.findUnit)}
        placeholder={t(panel.findHint)}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          onTyped();
        }}
      />
      <p class="hint" role="status">
        {t(count, { count: found.length, shown: shownAtOnce })}
      </p>
      <ul class="choices">
        {found.slice(0, shownAtOnce).map((unit) => (
          <li key={unit.id}>
            <button type="button" class="choice" onClick={() => onUnit(unit)}>
              <strong>{unit.name}</strong>
              <span class="muted">
                {t(fieldWords[unit.kind])} · {unit.block}
              </span>
              <Icon name="forward" />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
