import type { html } from "hono/html";

/** Escaped HTML, from `hono/html` alone. */
export type Html = ReturnType<typeof html>;
