import { readFile } from "node:fs/promises";
import { type Context, Hono } from "hono";
import { offices } from "../offices.ts";
import type { Html } from "./layout.ts";
import { conductPage, contactPage, frontPage, newsPage, portalPage, procedurePage, proceduresPage } from "./pages.ts";

/** The offices' websites, all on one origin and told apart by their path, as on many provinces' portals. `today` dates the news. */
export function createPortal(today: string): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header("content-security-policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'");
    c.header("x-content-type-options", "nosniff");
    c.header("referrer-policy", "no-referrer");
  });
  app.get("/portal.css", async (c) =>
    c.body(await readFile(new URL("portal.css", import.meta.url), "utf8"), 200, { "content-type": "text/css; charset=utf-8" }),
  );
  app.get("/favicon.ico", (c) => c.body(null, 204));
  app.get("/", (c) => c.html(portalPage()));
  for (const office of offices) {
    const at = `/${office.slug}/`;
    app.get(at, (c) => c.html(frontPage(office, today)));
    app.get(`${at}thu-tuc-hanh-chinh/`, (c) => c.html(proceduresPage(office, c.req.query("tim") ?? "")));
    app.get(`${at}thu-tuc-hanh-chinh/:code/`, (c) => page(c, procedurePage(office, c.req.param("code"))));
    app.get(`${at}tin-tuc/:number/`, (c) => page(c, newsPage(office, Number(c.req.param("number")), today)));
    app.get(`${at}lien-he/`, (c) => c.html(contactPage(office)));
    app.get(`${at}quy-tac-ung-xu/`, (c) => page(c, conductPage(office)));
  }
  app.notFound((c) => c.text("Không tìm thấy trang.", 404));
  return app;
}

function page(c: Context, content: Html | undefined): Response | Promise<Response> {
  return content === undefined ? c.notFound() : c.html(content);
}
