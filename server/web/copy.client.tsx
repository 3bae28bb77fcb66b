/*
 * Puts what is to be handed over, or kept, into the clipboard. Without it the text can be selected and copied by hand: the buttons stand
 * only where this runs.
 */
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copies]")) {
  const source = document.getElementById(button.dataset["copies"] ?? "");
  const said = button.nextElementSibling;
  if (!source || !said) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = "";
    const copied = await copy(source);
    said.textContent = button.dataset[copied ? "copied" : "selected"] ?? "";
  });
}

/** Where the clipboard is kept from the page, the text is left selected for a person's own Ctrl+C. */
async function copy(source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return document.execCommand("copy");
  }
}
