import { type Context, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Checklist } from "../../checklists/checklist.ts";
import type { Answer, Entry } from "../../sheets/answer.ts";
import type { Draft } from "../../sheets/draft.ts";

/** What every part of an open sheet can do. */
export interface SheetTools {
  readonly draft: Draft;
  readonly checklist: Checklist;
  /** Changes one criterion; saved at once. */
  readonly change: (criterionId: string, entry: Partial<Omit<Entry, "knockedOut">> & { readonly knockedOut?: boolean }) => void;
  /** Says that the criterion does not apply, and goes to the field for the reason: what is typed next belongs there. */
  readonly sayNotApplicable: (criterionId: string) => void;
  readonly clear: (criterionId: string) => void;
  /** The answer as it is, and not as it was last drawn: several keys can come between two frames. */
  readonly answerNow: (criterionId: string) => Answer | null;
  readonly halfTyped: (criterionId: string) => Readonly<Record<string, string>>;
  readonly typeHalf: (criterionId: string, typed: Readonly<Record<string, string>>) => void;
  /** Absent where there is no page beside the sheet (the desk). */
  readonly quote?: (criterionId: string) => void;
}

const none: SheetTools | undefined = undefined;
/** Given around a sheet's criteria by whoever keeps the sheet: on the device by `Sheet`. */
export const SheetToolsContext: Context<SheetTools | undefined> = createContext<SheetTools | undefined>(none);

/** Throws outside of a sheet. */
export function useSheetTools(): SheetTools {
  const tools = useContext(SheetToolsContext);
  if (!tools) throw new Error("a criterion is shown outside a sheet");
  return tools;
}
