import type { JSX } from "preact";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { isLead, useLook } from "../../web/look.ts";
import type { BoardRow } from "./board.ts";
import { linesOf } from "./stands-words.ts";

/** Where an inspection stands, in words: before the reveal who has sent, afterwards what is left to decide. Never any points. */
export function Stands({ row }: { readonly row: BoardRow }): JSX.Element {
  const { t, who } = useLook();
  const lines = linesOf(row, t, isLead(who));
  return (
    <ul class="stands">
      {lines.map(({ icon, said }) => (
        <li key={said}>
          <Icon name={icon} />
          <span>{said}</span>
        </li>
      ))}
    </ul>
  );
}
