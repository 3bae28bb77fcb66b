import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Words } from "../../shared/text.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";

const keys: readonly (readonly [readonly string[], Words])[] = [
  [["J", "K", "↓", "↑"], panel.keyMove],
  [["Enter"], panel.keyOpen],
  [["1", "…", "9"], panel.keyChoose],
  [["⇧1", "…", "⇧9"], panel.keyBack],
  [["0"], panel.keyNone],
  [["M"], panel.keyMissing],
  [["N"], panel.keyNote],
  [["E"], panel.keyQuote],
  [["X"], panel.keyNotApplicable],
  [["U", "Ctrl+Z"], panel.keyUndo],
  [["R"], panel.keyReview],
  [["Esc"], panel.keyLeave],
  [["?"], panel.keyHelp],
];

interface Props {
  readonly shortcuts: boolean;
  readonly onShortcuts: (on: boolean) => void;
  readonly onClose: () => void;
}

/** Every key, and the switch that turns single keys off (WCAG 2.1.4). */
export function Help({ shortcuts, onShortcuts, onClose }: Props): JSX.Element {
  const { t } = useSpeech();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="help" aria-labelledby="help-title">
      <div class="row">
        <h2 id="help-title" ref={heading} tabIndex={-1}>
          {t(panel.keys)}
        </h2>
        <button type="button" class="tool" aria-label={t(panel.closeHelp)} title={t(panel.closeHelp)} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <p class="hint">{t(panel.keysWhere)}</p>
      <dl>
        {keys.map(([names, what]) => (
          <div key={names.join()}>
            <dt>{names.map((name) => (name === "…" ? " … " : <kbd key={name}>{name}</kbd>))}</dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <label class="switch">
        <input type="checkbox" checked={shortcuts} onChange={(event) => onShortcuts(event.currentTarget.checked)} /> {t(panel.keysOn)}
      </label>
    </section>
  );
}
