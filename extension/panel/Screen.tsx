import type { ComponentChildren, JSX } from "preact";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";

/** What the panel shows where there is no sheet: a title, the way back where there is one, and what can be done. */
export function Screen({
  title,
  onBack,
  children,
}: {
  title: string;
  onBack?: (() => void) | undefined;
  children: ComponentChildren;
}): JSX.Element {
  const { t } = useSpeech();
  return (
    <div class="screen">
      {onBack && (
        <button type="button" class="btn quiet small back" onClick={onBack}>
          <Icon name="back" />
          {t(panel.back)}
        </button>
      )}
      <h2>{title}</h2>
      {children}
    </div>
  );
}
