import type { ComponentChildren, JSX } from "preact";

/**
 * A list of things with the same facts each: looks like a table where there is room and like blocks where there is none. It is a list
 * to screen readers, every fact with its name, because a table shown as blocks loses its roles in some browsers.
 */
export function Rows({ heads, label, children }: { heads: readonly string[]; label: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class={`rows of${heads.length}`}>
      <div class="heads" aria-hidden="true">
        {heads.map((head) => (
          <span key={head}>{head}</span>
        ))}
      </div>
      <ul aria-label={label}>{children}</ul>
    </div>
  );
}

/** `tone` marks the row for the eye; its state says the same in words. */
export function Row({ tone, children }: { tone?: "refused" | "sending"; children: ComponentChildren }): JSX.Element {
  return <li class={`row${tone ? ` ${tone}` : ""}`}>{children}</li>;
}

/** One fact of a row, with its name for screen readers and where a row is shown as a block. */
export function Fact({ name, children, wide }: { name: string; children: ComponentChildren; wide?: boolean }): JSX.Element {
  return (
    <div class={wide ? "fact why" : "fact"}>
      <span class="name">{name}: </span>
      {children}
    </div>
  );
}

/** What the row is about. */
export function Subject({ title, detail }: { title: string; detail: string }): JSX.Element {
  return (
    <div class="subject">
      <h3>{title}</h3>
      <small>{detail}</small>
    </div>
  );
}
