import type { ComponentChildren, JSX } from "preact";

/** A part of a page under its title. */
export function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <section>
      <div class="head">
        <h2>{title}</h2>
      </div>
      {children}
    </section>
  );
}
