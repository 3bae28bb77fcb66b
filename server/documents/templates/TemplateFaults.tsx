import type { JSX } from "preact";
import { templateWords as words } from "../../../shared/words/documents.ts";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";

/** Everything that is wrong with an uploaded template; nothing where nothing is. */
export function TemplateFaults({ faults }: { readonly faults: readonly string[] }): JSX.Element | null {
  const { t } = useLook();
  if (faults.length === 0) return null;
  return (
    <Notice kind="danger">
      <strong>{t(words.refused)}</strong>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </Notice>
  );
}
