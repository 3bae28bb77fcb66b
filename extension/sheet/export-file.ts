import type { Draft } from "../../shared/sheets/draft.ts";
import { withoutMarks } from "../../shared/vietnamese-text.ts";

/** Saves the sheet as it is on the screen, also what could not be stored. */
export function exportDraft(draft: Draft): void {
  const name = withoutMarks(draft.unit.name)
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60);
  const address = URL.createObjectURL(new Blob([JSON.stringify(draft, null, 1)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `phieu-cham-${name}-${draft.inspection.visitedOn}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
