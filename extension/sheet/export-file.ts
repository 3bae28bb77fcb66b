import type { Draft } from "../../shared/sheets/draft.ts";
import { withoutMarks } from "../../shared/vietnamese-text.ts";
import { saveFile } from "../screen/save-file.ts";

/** Saves the sheet as it is on the screen, also what could not be stored. */
export function exportDraft(draft: Draft): void {
  const name = withoutMarks(draft.unit.name)
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60);
  saveFile(`phieu-cham-${name}-${draft.inspection.visitedOn}.json`, JSON.stringify(draft, null, 1));
}
