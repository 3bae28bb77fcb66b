import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../../shared/text.ts";
import { type Speech, speechIn } from "../../shared/ui/language.ts";
import type { Who } from "../ledger/who.ts";
import type { OwnPath } from "./own-path.ts";

/** What every page knows of its reader. */
export interface Look {
  readonly language: Language;
  readonly who: Who | undefined;
  /** The page that is read, for the way to the other language. */
  readonly at: OwnPath;
  readonly version: string;
}

export type Speak = Speech["t"];

export const LookContext = createContext<Look | undefined>(undefined);

/** The reader of the page that is drawn, and `t`, which speaks their language. */
export function useLook(): Look & { readonly t: Speak } {
  const look = useContext(LookContext);
  if (!look) throw new Error("a page is drawn by showPage");
  return { ...look, t: speaker(look) };
}

/** Speaks the reader's language. */
export function speaker({ language }: Pick<Look, "language">): Speak {
  return speechIn(language).t;
}

export function isLead(who: Who | undefined): boolean {
  return who !== undefined && (who.roles.includes("lead") || who.roles.includes("admin"));
}
