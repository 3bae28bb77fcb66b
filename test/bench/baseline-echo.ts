// What the HTTP stack alone costs: the same bodies, read and answered.
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.get("/healthz", (c) => c.text("ok"));
app.put("/api/submissions/:id", async (c) => c.text(await c.req.text()));
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["PORT"]) });
