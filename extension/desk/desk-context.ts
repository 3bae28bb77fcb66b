import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Words } from "../../shared/text.ts";
import type { DeskState } from "./desk-state.ts";

export type Tone = "ok" | "warn" | "danger" | "info";

export interface Said {
  readonly tone: Tone;
  readonly words: Words;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What every part of the desk works with. */
export interface Desk {
  readonly state: DeskState;
  readonly now: Date;
  readonly online: boolean;
  /** Says what came of something: shown at the top and read out. */
  readonly tell: (...said: readonly Said[]) => void;
  /** Does something a person asked for; what fails is told, never swallowed. */
  readonly run: (step: string, work: () => Promise<void>) => Promise<void>;
}

/** Given by `DeskPage` around everything that the desk shows. */
export const DeskContext = createContext<Desk | undefined>(undefined);

/** Throws outside of the open desk. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("the desk is not open");
  return desk;
}
