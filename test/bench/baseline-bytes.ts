// What sending an answer of that size costs at all: the same bytes, made once.
import { serve } from "@hono/node-server";
import { Hono } from "hono";

let bytes = new Uint8Array();
const app = new Hono();
app.get("/healthz", (c) => c.text("ok"));
app.put("/bytes", async (c) => {
  bytes = new Uint8Array(await c.req.arrayBuffer());
  return c.text("ok");
});
app.get("/api/results", (c) => c.body(bytes, 200, { "content-type": "application/json" }));
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["PORT"]) });
