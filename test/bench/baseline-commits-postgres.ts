// What storing alone costs: the same bodies, unread, in grouped commits to PostgreSQL, answered after the commit.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";

const client = new pg.Client({ connectionString: process.env["DATABASE_URL"] });
await client.connect();
await client.query("create table if not exists submissions (id text primary key, document text not null)");

let waiting: { id: string; document: string; done(): void }[] = [];
let running = false;

async function commit(): Promise<void> {
  running = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    // One statement is one transaction.
    const rows = batch.map((_, i) => `($${2 * i + 1}, $${2 * i + 2})`);
    const values = batch.flatMap(({ id, document }) => [id, document]);
    await client.query(`insert into submissions (id, document) values ${rows.join()}`, values);
    for (const { done } of batch) done();
  }
  running = false;
}

function store(id: string, document: string): Promise<void> {
  return new Promise((done) => {
    waiting.push({ id, document, done });
    if (!running && waiting.length === 1) setImmediate(commit);
  });
}

const app = new Hono();
app.get("/healthz", (c) => c.text("ok"));
app.put("/api/submissions/:id", async (c) => {
  await store(c.req.param("id"), await c.req.text());
  return c.json({ stored: true }, 201);
});
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["PORT"]) });
