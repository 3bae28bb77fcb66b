import type { Checklist } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Field } from "../../shared/field.ts";

/** The checklist version of a sheet: from the lists kept, else the one that comes with the extension. A version never changes once used. */
export function findChecklist(field: Field | undefined, wanted: { readonly id: string; readonly version: string }): Checklist | undefined {
  const known = [...(field?.checklists ?? []), defaultChecklist];
  return known.find(({ id, version }) => id === wanted.id && version === wanted.version);
}
