/* 1, 2 and 3 choose the verdict, wherever the keyboard is but in a field. */
import { onSingleKey } from "../../../shared/ui/single-keys.ts";

const choices = [...document.querySelectorAll<HTMLInputElement>("form.verdict [name=verdict]")];

onSingleKey(document, ({ digit }) => {
  const choice = digit === undefined ? undefined : choices[digit - 1];
  return choice && (() => choose(choice));
});

function choose(choice: HTMLInputElement): void {
  choice.checked = true;
  choice.focus();
}
