import type { Criterion } from "../../shared/checklists/checklist.ts";
import { until } from "./browser.ts";
import type { Shown } from "./overlay.ts";

/**
 * Scores the criterion that is open (the panel opens at the first that lacks something, and `m` goes on to the next). `=text` is typed
 * into the field that has the focus, everything else is a key.
 */
export async function scoreByKeyboard(
  { hands, panel }: Shown,
  criterion: Criterion,
  keys: readonly string[] = bestKeys(criterion),
): Promise<void> {
  await until(`${criterion.id} to be open`, () => panel.evaluate((id) => document.getElementById(`body-${id}`) !== null, criterion.id));
  for (const key of keys) {
    if (key.startsWith("=")) {
      await until("a field to type into", () => panel.evaluate(() => document.activeElement?.matches("textarea, input[type=text]")));
      await hands.type(key.slice(1));
    } else await hands.press(key);
  }
  await until(`${criterion.id} to be scored`, () =>
    panel.evaluate((id) => document.querySelector(`[data-criterion="${id}"]`)?.getAttribute("data-state") === "scored", criterion.id),
  );
}

/** The keys for the answer that earns everything. */
function bestKeys({ method }: Criterion): readonly string[] {
  switch (method.type) {
    case "boolean":
    case "levels":
      return ["1"];
    case "checklist":
      return method.items.map((_, i) => String(i + 1));
    case "deduct":
      return ["0"];
    case "ratio":
      return ["1", "=12", "Tab", "=12", "Escape"];
  }
}
