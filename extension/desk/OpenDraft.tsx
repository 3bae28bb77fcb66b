import type { JSX } from "preact";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { findChecklist } from "../drafts/find-checklist.ts";
import { useDesk } from "./desk-context.ts";
import { Missing } from "./Missing.tsx";
import { useDraft } from "./use-draft.ts";

interface Props {
  readonly draftId: string;
  readonly children: (draft: Draft, checklist: Checklist) => JSX.Element;
}

/** A draft with its checklist, or why it cannot be shown; nothing while it is read. */
export function OpenDraft({ draftId, children }: Props): JSX.Element | null {
  const { t } = useSpeech();
  const { state } = useDesk();
  const now = useDraft(draftId);
  if (now.state === "opening") return null;
  if (now.state === "gone") return <Missing title={deskWords.draftGone} why={deskWords.draftGoneWhy} />;
  if (now.state === "broken") return <Missing title={deskWords.draftBroken} />;
  const checklist = findChecklist(state.stored?.field, now.draft.checklist);
  return checklist ? children(now.draft, checklist) : <p class="notice danger">{t(deskWords.noChecklist, now.draft.checklist)}</p>;
}
