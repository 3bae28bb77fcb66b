import type { ComponentChildren, JSX } from "preact";
import type { Words } from "../../shared/text.ts";
import { useLook } from "./look.ts";

interface Content {
  readonly children?: ComponentChildren;
}

/**
 * A table whose rows become blocks in a narrow window, where each cell says its label. Drawn of these parts: their roles stand in the
 * markup because some browsers drop them with `display`.
 */
export function ReflowTable({ kind, children }: Content & { readonly kind?: string }): JSX.Element {
  return (
    <table class={kind === undefined ? "reflow" : `${kind} reflow`} role="table">
      {children}
    </table>
  );
}

/** One column for each title, and what stands behind them. */
export function Heads({ titles, children }: Content & { readonly titles: readonly Words[] }): JSX.Element {
  const { t } = useLook();
  return (
    <thead>
      <Row>
        {titles.map((title) => (
          <Column key={title.vi}>{t(title)}</Column>
        ))}
        {children}
      </Row>
    </thead>
  );
}

interface Hidable {
  readonly hidden?: boolean;
}

/** The rows of one group; `of`: what the page's script knows it by. */
export function RowGroup({ of, hidden, children }: Content & Hidable & { readonly of?: string }): JSX.Element {
  return (
    <tbody role="rowgroup" data-group={of} hidden={hidden}>
      {children}
    </tbody>
  );
}

export function Row({ kind, hidden, children }: Content & Hidable & { readonly kind?: string | undefined }): JSX.Element {
  return (
    <tr role="row" class={kind} hidden={hidden}>
      {children}
    </tr>
  );
}

interface Column {
  readonly kind?: string | undefined;
  /** How the rows are sorted by it, where they are. */
  readonly order?: "ascending" | "descending" | undefined;
}

/** The head of a column. */
export function Column({ kind, order, children }: Content & Column): JSX.Element {
  return (
    <th scope="col" role="columnheader" class={kind} aria-sort={order}>
      {children}
    </th>
  );
}

/** What a row is about. */
export function RowHead({ kind, children }: Content & { readonly kind?: string | undefined }): JSX.Element {
  return (
    <th scope="row" role="rowheader" class={kind}>
      {children}
    </th>
  );
}

/** What the rows of a group are about, across all columns. */
export function GroupHead({ columns, children }: Content & { readonly columns: number }): JSX.Element {
  return (
    <th scope="rowgroup" role="rowheader" colspan={columns}>
      {children}
    </th>
  );
}

/** `label`: what it says before its content where the row is a block. */
export function Cell({ kind, label, children }: Content & { readonly kind?: string; readonly label?: string }): JSX.Element {
  return (
    <td role="cell" class={kind} data-l={label}>
      {children}
    </td>
  );
}
