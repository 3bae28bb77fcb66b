import type { JSX } from "preact";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { useLook } from "./look.ts";

/** The way back. */
export function Crumbs(): JSX.Element {
  const { t } = useLook();
  return (
    <p class="crumbs">
      <a href="/admin">{t(words.back)}</a>
    </p>
  );
}
