/* 1, 2 and 3 choose the verdict, wherever the keyboard is but in a field. */
const choices = [...document.querySelectorAll<HTMLInputElement>("form.verdict [name=verdict]")];

addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, altKey, metaKey, isComposing } = event;
  if (ctrlKey || altKey || metaKey || isComposing || !/^[1-9]$/.test(key)) return;
  const typing = target instanceof HTMLElement && target.matches("textarea, select, input:not([type=radio])");
  const choice = typing ? undefined : choices[Number(key) - 1];
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.focus();
});
