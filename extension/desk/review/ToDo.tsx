import type { JSX } from "preact";
import { type Draft, openNeeds } from "../../../shared/sheets/draft.ts";
import type { Need, SheetScore } from "../../../shared/sheets/scoring.ts";
import { isVisitInFuture } from "../../../shared/sheets/submission.ts";
import { formatDay, vietnamDay, type Words } from "../../../shared/text.ts";
import { useSpeech } from "../../../shared/ui/language.ts";
import { deskWords } from "../../../shared/words/desk.ts";

/** One thing that stands between the sheet and sending it. */
export type Todo =
  | { readonly criterionId: string; readonly title: Words; readonly needs: readonly Need[] }
  | { readonly criterionId: undefined; readonly visit?: { readonly visitedOn: string; readonly today: string } };

const needWords: Readonly<Record<Need, Words>> = {
  score: deskWords.needScore,
  note: deskWords.needNote,
  contradictionReason: deskWords.needContradiction,
  notApplicableReason: deskWords.needNotApplicable,
  possibleAnswer: deskWords.needPossible,
};

/** Everything that keeps the sheet from being sent: the day of the visit, the reason for replacing, then the criteria in their order. */
export function todosOf(sheet: SheetScore, draft: Draft, now: Date): Todo[] {
  const criteria = openNeeds(sheet).map(({ criterion, needs }): Todo => ({ criterionId: criterion.id, title: criterion.title, needs }));
  const { visitedOn } = draft.inspection;
  const visit: Todo[] = isVisitInFuture({ visitedOn }, now)
    ? [{ criterionId: undefined, visit: { visitedOn, today: vietnamDay(now) } }]
    : [];
  const reason: Todo[] = draft.replaces?.reason.trim() === "" ? [{ criterionId: undefined }] : [];
  return [...visit, ...reason, ...criteria];
}

/** What is missing, each with the way to it. */
export function ToDo({ todos, draftId }: { todos: readonly Todo[]; draftId: string }): JSX.Element {
  const { t } = useSpeech();
  return (
    <div class="todo">
      <h2 id="todo" tabIndex={-1}>
        {t(deskWords.missingBefore, { count: todos.length })}
      </h2>
      <ul>
        {todos.map((todo) =>
          todo.criterionId === undefined && todo.visit ? (
            <li key="visit">
              {t(deskWords.needVisitDay, { visitedOn: formatDay(todo.visit.visitedOn), today: formatDay(todo.visit.today) })}
            </li>
          ) : todo.criterionId === undefined ? (
            <li key="reason">
              <button type="button" class="link" onClick={focusReason}>
                {t(deskWords.needReplaceReason)}
              </button>
            </li>
          ) : (
            <li key={todo.criterionId}>
              <a href={`#/score/${draftId}/${todo.criterionId}`}>{todo.criterionId}</a> {t(todo.title)}:{" "}
              <strong>{todo.needs.map((need) => t(needWords[need])).join("; ")}</strong>
            </li>
          ),
        )}
      </ul>
    </div>
  );
}

function focusReason(event: Event): void {
  event.preventDefault();
  document.getElementById("replace-reason")?.focus();
}
