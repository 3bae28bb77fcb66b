import type { JSX } from "preact";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { evidenceWords as words } from "../../../shared/words/inspection/evidence.ts";
import { useLook } from "../../web/look.ts";

/** The file of a piece of evidence at this path, to be kept. */
export function Download({ path }: { readonly path: string }): JSX.Element {
  const { t } = useLook();
  return (
    <a class="btn" href={`${path}/file`}>
      <Icon name="down" />
      {t(words.download)}
    </a>
  );
}
