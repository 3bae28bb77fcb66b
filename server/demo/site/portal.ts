import { readFile } from "node:fs/promises";
import { type Context, Hono } from "hono";
import { h, type JSX } from "preact";
import { renderToString } from "preact-render-to-string";
import { isKept, type Office, offices } from "../offices.ts";
import { ConductPage } from "./conduct-page.tsx";
import { ContactPage } from "./contact-page.tsx";
import { newsOf } from "./news.ts";
import { FrontPage, NewsPage } from "./news-page.tsx";
import { PortalPage } from "./portal-page.tsx";
import { proceduresOf } from "./procedures.ts";
import { ProcedurePage, ProceduresPage } from "./procedures-page.tsx";

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
  app.get("/", (c) => show(c, h(PortalPage, {})));
  for (const office of offices) addOffice(app, office, today);
  app.notFound((c) => c.text("Không tìm thấy trang.", 404));
  return app;
}

function addOffice(app: Hono, office: Office, today: string): void {
  const at = `/${office.slug}/`;
  const news = newsOf(office, today);
  const procedures = proceduresOf(office);
  app.get(at, (c) => show(c, h(FrontPage, { office, news })));
  app.get(`${at}thu-tuc-hanh-chinh/`, (c) => {
    const asked = (c.req.query("tim") ?? "").toLocaleLowerCase("vi");
    const found = procedures.filter((procedure) => procedure.name.toLocaleLowerCase("vi").includes(asked));
    return show(c, h(ProceduresPage, { office, procedures: found }));
  });
  app.get(`${at}thu-tuc-hanh-chinh/:code/`, (c) => {
    const procedure = procedures.find(({ code }) => code === c.req.param("code"));
    return procedure ? show(c, h(ProcedurePage, { office, procedure })) : c.notFound();
  });
  app.get(`${at}tin-tuc/:number/`, (c) => {
    const item = news[Number(c.req.param("number")) - 1];
    return item ? show(c, h(NewsPage, { office, item })) : c.notFound();
  });
  app.get(`${at}lien-he/`, (c) => show(c, h(ContactPage, { office })));
  if (isKept(office)) app.get(`${at}quy-tac-ung-xu/`, (c) => show(c, h(ConductPage, { office })));
}

function show(c: Context, page: JSX.Element): Response {
  return c.html(`<!doctype html>\n${renderToString(page)}`);
}
