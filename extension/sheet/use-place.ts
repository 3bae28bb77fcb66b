import { useRef, useState } from "preact/hooks";
import type { CriterionScore, Need } from "../../shared/sheets/scoring.ts";
import type { TypingIn } from "../messages.ts";
import { focusField, focusLine } from "./use-commands.ts";

interface PlaceInSheet {
  readonly openId: string | undefined;
  readonly open: (criterionId: string | undefined) => void;
  /** What a key belongs to that was pressed at a criterion, or at none: on the way to another one, to that already. */
  readonly keyBelongsTo: (pressedAt: string | undefined) => string | undefined;
  /** Opens a criterion and moves the focus to its line. */
  readonly goTo: (criterionId: string) => void;
  /** Opens it and moves the focus into one of its fields. */
  readonly goInto: (criterionId: string, fieldId: string) => void;
  /** The next criterion after the open one that lacks this, or anything; round to the first. */
  readonly goToMissing: (need?: Need) => void;
}

/** Where the person is in the sheet: at most one criterion is open, and the keys belong to it. */
export function usePlace(
  criteria: readonly CriterionScore[],
  lacking: readonly CriterionScore[],
  typing: TypingIn | undefined,
): PlaceInSheet {
  const [openId, open] = useState(() => typing?.criterionId ?? lacking[0]?.criterion.id);
  /** On the way there: a key pressed before the focus has moved belongs to it already. */
  const going = useRef<string | undefined>(undefined);

  function goTo(id: string): void {
    going.current = id;
    open(id);
    requestAnimationFrame(() => {
      // Gone elsewhere meanwhile: into a field of it, or on to another.
      if (going.current !== id) return;
      going.current = undefined;
      focusLine(id);
    });
  }

  function goInto(id: string, fieldId: string): void {
    going.current = undefined;
    open(id);
    focusField(fieldId);
  }

  function goToMissing(need?: Need): void {
    const wanted = lacking.filter(({ needs }) => need === undefined || needs.includes(need));
    const place = (id: string | undefined) => criteria.findIndex(({ criterion }) => criterion.id === id);
    const next = wanted.find(({ criterion }) => place(criterion.id) > place(openId)) ?? wanted[0];
    if (next) goTo(next.criterion.id);
  }

  return { openId, open, keyBelongsTo: (pressedAt) => going.current ?? pressedAt ?? openId, goTo, goInto, goToMissing };
}
