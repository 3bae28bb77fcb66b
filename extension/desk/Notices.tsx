import type { JSX } from "preact";
import { Icon, type IconName } from "../../shared/ui/Icon.tsx";
import { useSpeech } from "../../shared/ui/language.ts";
import { deskWords } from "../../shared/words/desk.ts";
import type { Said } from "./desk-context.ts";

const icons: Readonly<Record<Said["tone"], IconName>> = { ok: "checked", warn: "warn", danger: "stop", info: "info" };

/** What came of the last thing a person did; read out, and there until closed or the next one. */
export function Notices({ said, onClose }: { said: readonly Said[]; onClose: () => void }): JSX.Element {
  const { t } = useSpeech();
  const tone = said.find((one) => one.tone === "danger")?.tone ?? said[0]?.tone ?? "info";
  return (
    <div role="status" class="notices">
      {said.length > 0 && (
        <div class={`notice ${tone}`}>
          <Icon name={icons[tone]} />
          <div>
            {said.map((one) => (
              <p key={one.words.vi}>{t(one.words, one.values)}</p>
            ))}
          </div>
          <button type="button" class="btn quiet small" onClick={onClose} aria-label={t(deskWords.dismiss)}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
