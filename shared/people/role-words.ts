import type { Words } from "../text.ts";
import { shellWords } from "../words/pages.ts";
import type { Role } from "./sign-in.ts";

/** What a role is called. */
export const roleWords: Readonly<Record<Role, Words>> = {
  inspector: shellWords.roleInspector,
  lead: shellWords.roleLead,
  unit: shellWords.roleUnit,
  admin: shellWords.roleAdmin,
};
