// What storing alone costs: the same bodies, unread, in grouped commits of the same kind of file, answered after the commit.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import Sqlite from "better-sqlite3";
import { Hono } from "hono";

const folder = process.env["DATA_DIR"] ?? ".";
mkdirSync(folder, { recursive: true });
const file = new Sqlite(join(folder, "bare.sqlite"));
file.pragma("journal_mode = WAL");
file.pragma("synchronous = FULL");
file.exec("create table if not exists submissions (id text primary key, document text not null)");
const insert = file.prepare("insert into submissions (id, document) values (?, ?)");
const insertAll = file.transaction((batch: readonly (typeof waiting)[number][]) => {
  for (const { id, document } of batch) insert.run(id, document);
});

let waiting: { id: string; document: string; done(): void }[] = [];

function commit(): void {
  const batch = waiting;
  waiting = [];
  insertAll(batch);
  for (const { done } of batch) done();
}

function store(id: string, document: string): Promise<void> {
  return new Promise((done) => {
    if (waiting.length === 0) setImmediate(commit);
    waiting.push({ id, document, done });
  });
}

const app = new Hono();
app.get("/healthz", (c) => c.text("ok"));
app.put("/api/submissions/:id", async (c) => {
  await store(c.req.param("id"), await c.req.text());
  return c.json({ stored: true }, 201);
});
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["PORT"]) });
