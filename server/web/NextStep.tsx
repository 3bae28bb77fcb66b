import type { JSX } from "preact";
import type { Words } from "../../shared/text.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { useLook } from "./look.ts";

/** Once something is done: the way on. */
export function NextStep({ at, title }: { readonly at: string; readonly title: Words }): JSX.Element {
  const { t } = useLook();
  return (
    <p>
      {t(words.next)}: <a href={at}>{t(title)}</a>
    </p>
  );
}
