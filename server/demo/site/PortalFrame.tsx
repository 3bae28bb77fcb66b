import type { ComponentChildren, JSX } from "preact";

interface Frame {
  readonly title: string;
  /** How it looks: as somebody cares for it, or as a page that nobody does. */
  readonly look: "kept" | "plain";
  readonly children: ComponentChildren;
}

/** What every page of the portal stands in. No script, nothing from elsewhere. */
export function PortalFrame({ title, look, children }: Frame): JSX.Element {
  return (
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href="/portal.css" />
      </head>
      <body class={look}>{children}</body>
    </html>
  );
}
