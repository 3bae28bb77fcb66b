import * as v from "valibot";
import type { Field } from "../../shared/field.ts";
import { newId } from "../../shared/id.ts";
import type { Inspection } from "../../shared/plans/plan.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { say, Uuid } from "../../shared/text.ts";
import { sameSpelling } from "../../shared/vietnamese-text.ts";
import { deskWords } from "../../shared/words/desk.ts";
import type { OutboxItem } from "./outbox-item.ts";

/** The item's sheet as a draft: what it will replace, and in which inspection it stands now. */
export function draftAgain(item: OutboxItem, field: Field | undefined, now: Date): Draft {
  const { replaces: _, surprise, ...sheet } = item.draft;
  const replaces = replacedBy(item);
  const changed = { ...sheet, ...(replaces && { replaces }), changedAt: now.toISOString(), revision: item.draft.revision + 1 };
  // What had a receipt stays in the outbox, and what was withdrawn too: the new draft is another one.
  const draft = item.withdrawn || item.receipt !== null ? { ...changed, id: newId(now.getTime()) } : changed;
  const same = field?.inspections.find(({ id }) => id === sheet.inspectionId);
  const found = same ?? (field && openedAgain(item, field));
  const opened = surprise && (found === undefined || found === same) ? { surprise } : {};
  if (!found) return { ...draft, ...opened };
  const { id: inspectionId, kind, form, visitedOn, planId, unit, checklist } = found;
  return { ...draft, ...opened, inspectionId, inspection: { kind, form, visitedOn, planId }, unit, checklist };
}

function replacedBy(item: OutboxItem): Draft["replaces"] {
  const before = item.draft.replaces;
  if (item.withdrawn) return undefined;
  if (item.state === "accepted") return { id: item.id, reason: "" };
  const code = item.lastProblem?.code;
  if (item.state === "refused" && (code === "already-scored" || code === "replaces-unknown")) {
    // The server has named the current sheet; without one there is nothing to replace.
    const current = v.safeParse(Uuid, item.lastProblem?.values["current"]);
    return current.success ? { id: current.output, reason: before?.reason ?? "" } : undefined;
  }
  return item.receipt === null ? before : { id: item.id, reason: say(deskWords.sentBeforeRestore, "vi") };
}

const lost = new Set(["inspection-unknown", "inspection-cancelled", "plan-unknown", "unit-unknown"]);

/**
 * A server restored from a backup lacks what was opened since, and a lead cancels what was opened wrongly, and opens it again under
 * another id: the inspection of the same unit, day and form, where there is one and no more. The unit may have been imported anew: then it
 * is told by its name and kind.
 */
function openedAgain({ state, lastProblem, draft }: OutboxItem, field: Field): Inspection | undefined {
  if (state !== "refused" || !lost.has(lastProblem?.code ?? "")) return undefined;
  const isSameUnit = ({ id, kind, name }: Draft["unit"]) =>
    id === draft.unit.id || (kind === draft.unit.kind && sameSpelling(name) === sameSpelling(draft.unit.name));
  const { form, visitedOn } = draft.inspection;
  const [found, ...more] = field.inspections.filter((one) => one.form === form && one.visitedOn === visitedOn && isSameUnit(one.unit));
  return more.length === 0 ? found : undefined;
}
