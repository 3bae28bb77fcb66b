import { type ErrorHandler, Hono, type Context as HonoContext, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { getCookie, setCookie } from "hono/cookie";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Logger } from "pino";
import type { ComponentType } from "preact";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { isStorable, type Language, languages, Uuid, type Words } from "../../shared/text.ts";
import type { BodyKind } from "../../shared/words/refusals.ts";
import type { ServerInstance } from "../database/instance.ts";
import type { Env } from "../host/env.ts";
import type { ApiVariables } from "../http/api.ts";
import { refusalOf } from "../http/errors.ts";
import type { Who } from "../ledger/who.ts";
import { drawPage } from "./draw.ts";
import { type Look, speaker } from "./look.ts";
import { type OwnPath, ownPath, pathAsked } from "./own-path.ts";
import { ProblemPage } from "./problem-page.tsx";

/** What a page's handler knows. */
export interface WebVariables {
  Variables: { who: Who | undefined; look: Look };
}

export type Web = HonoContext<WebVariables>;

/** What pages need of the server, whatever they show. */
export interface WebNeeds {
  readonly env: Pick<Env, "publicUrl">;
  readonly instance: ServerInstance;
}

interface AnswersStrangers {
  readonly log: Logger;
  /** The way in, for whoever has to sign in before the page `next`. */
  readonly SignIn: ComponentType<{ readonly next: OwnPath }>;
}

const formLimit = 64 * 1024;
/** What comes as a file, or is as long as minutes: a list of units (3,321 communes take 0.4 MB), a scan, a template, a document. */
const larger: readonly (readonly [path: RegExp, most: number, body: BodyKind])[] = [
  [/^\/admin\/units$/, 5_000_000, "table"],
  [/^\/inspections\/[^/]+\/minutes$/, 500_000, "form"],
  [/^\/inspections\/[^/]+\/minutes\/stand$/, 20_500_000, "file"],
  [/^\/(admin\/templates|inspections\/[^/]+\/documents\/trial)$/, 2_500_000, "file"],
  [/^\/verify$/, 5_000_000, "file"],
  [/^\/unit\/.*\/(files|answer)$/, 11_000_000, "file"],
  [/^\/findings\/[^/]+\/verdict$/, 11_000_000, "file"],
];

/** An app for pages: every change from our own origin, forms of a bounded size, and a reader with a language. */
export function createWeb(context: WebNeeds): Hono<WebVariables> {
  const web = new Hono<WebVariables>();
  const ofForm = limitOf(formLimit, "form");
  const ofLarger = larger.map(([path, most, body]) => [path, limitOf(most, body)] as const);
  web.use(async (c, next) => {
    if (!isPage(c)) return next();
    c.set("look", lookOf(c, c.get("who"), context));
    const asked = c.req.query("lang");
    if (isLanguage(asked)) setCookie(c, "lang", asked, { path: "/", maxAge: 365 * 24 * 60 * 60, sameSite: "Lax", httpOnly: true });
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    demandOwnOrigin(c, context.env.publicUrl);
    const [, limit = ofForm] = ofLarger.find(([path]) => path.test(c.req.path)) ?? [];
    return limit(c, next);
  });
  return web;
}

/** Answers a refusal with a page where a page was asked for; everything else is left to `otherwise`. */
export function pageErrors(context: WebNeeds & AnswersStrangers, otherwise: ErrorHandler<ApiVariables>): ErrorHandler<ApiVariables> {
  return (error, c) => {
    if (!isPage(c)) return otherwise(error, c);
    const look = lookOf(c, c.get("who"), context);
    const refusal = refusalOf(error, context.log, c);
    if (refusal.code === "not-signed-in") {
      // Whoever opens the front door is shown the way in; anything else is answered 401, with the form in place.
      if (c.req.path === "/" && c.req.method === "GET") return goTo(c, ownPath("/sign-in"));
      const next = c.req.method === "GET" ? look.at : ownPath("/");
      return answerPage(c, drawPage(look, context.SignIn, { next }), 401);
    }
    if (refusal.values["seconds"] !== undefined) c.header("retry-after", refusal.values["seconds"]);
    return answerPage(c, drawPage(look, ProblemPage, { refusal }), refusal.status as ContentfulStatusCode);
  };
}

function lookOf(c: HonoContext, who: Who | undefined, { instance }: WebNeeds): Look {
  return { language: languageOf(c), who, at: pathAsked(c.req.url), version: instance.version };
}

const forPrograms = new Set(["/api", "/openapi.json", "/healthz", "/readyz"]);

/**
 * Everything that people read, and not programs. How a path ends says
 * nothing: what a link's secret or a name ends with is anybody's choice.
 */
export function isPage({ req: { path } }: HonoContext): boolean {
  return !path.startsWith("/api/") && !forPrograms.has(path);
}

/** Around everything: pages and refusals, whoever refuses, are kept by no browser and no proxy. An asset says for itself how it is kept. */
export const keptNowhere: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers, status } = c.res;
  if (status >= 400 || (isPage(c) && !headers.has("cache-control"))) headers.set("cache-control", "no-store");
};

function limitOf(maxSize: number, body: BodyKind) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new Refusal("too-large", { limit: `${maxSize} B`, body });
    },
  });
}

/** Every change comes from a page of ours. A browser sends `Origin` with every POST; nothing else has a session cookie to lose. */
function demandOwnOrigin(c: HonoContext, publicUrl: string): void {
  const origin = c.req.header("origin");
  if (origin === undefined || !sameOrigin(origin, publicUrl)) throw new Refusal("wrong-origin");
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** At `localhost` the other names of this machine, at the same port, are the same server. */
function sameOrigin(origin: string, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  if (!URL.canParse(origin)) return false;
  const [theirs, ours] = [new URL(origin), new URL(publicUrl)];
  return loopback.has(theirs.hostname) && loopback.has(ours.hostname) && theirs.port === ours.port && theirs.protocol === ours.protocol;
}

function languageOf(c: HonoContext): Language {
  const asked = c.req.query("lang");
  if (isLanguage(asked)) return asked;
  const kept = getCookie(c, "lang");
  return isLanguage(kept) ? kept : "vi";
}

function isLanguage(value: string | undefined): value is Language {
  return languages.some((language) => language === value);
}

/** What the form holds; `malformed` for a body of another kind. Repeated names come as lists. */
export async function readForm(c: Web): Promise<Record<string, unknown>> {
  const boundary = formIn(c.req.header("content-type") ?? "");
  const body = Buffer.from(await c.req.arrayBuffer());
  demandFewFields(body, boundary);
  const fields = boundary === undefined ? new URLSearchParams(body.toString("utf8")) : await partsOf(body, boundary);
  const form: Record<string, unknown> = Object.create(null);
  for (const [name, value] of fields) {
    if (![name, value].every((part) => typeof part !== "string" || isStorable(part)))
      throw new Refusal("malformed", { where: "form", why: "expected text without NUL and without half a character" });
    const before = form[name];
    if (Array.isArray(before)) before.push(value);
    else form[name] = before === undefined ? value : [before, value];
  }
  return form;
}

/**
 * The boundary of a form in parts, `undefined` for one in a line. Whoever counts the fields and whoever parses them have to read the same:
 * what names two types or two boundaries is refused, and what is parsed is told this boundary alone.
 */
function formIn(type: string): string | undefined {
  const [, kind = ""] = /^(application\/x-www-form-urlencoded|multipart\/form-data)(?=$|[\s;])/i.exec(type) ?? [];
  if (kind === "" || type.includes(",")) throw new Refusal("malformed", { where: "content-type", why: "expected a form" });
  if (kind.toLowerCase() !== "multipart/form-data") return undefined;
  const [, boundary = ""] =
    /^multipart\/form-data\s?;\s?boundary=(?:"([\w'()+./:=? -]{1,70})"|([\w'()+./:=?-]{1,70}))$/i.exec(type)?.filter(Boolean) ?? [];
  if (boundary === "") throw new Refusal("malformed", { where: "content-type", why: "expected a boundary" });
  return boundary;
}

/** The parts of a form; `malformed` for what is none. */
async function partsOf(body: Buffer<ArrayBuffer>, boundary: string): Promise<FormData> {
  const whole = new Response(body, { headers: { "content-type": `multipart/form-data; boundary="${boundary}"` } });
  return await whole.formData().catch(() => {
    throw new Refusal("malformed", { where: "form", why: "expected parts that end with their boundary" });
  });
}

/** All units of a province are chosen in one form; what comes in parts is the table of units, a file beside a few fields. */
const mostFields = { fields: 10_000, parts: 20 } as const;

/** Counted before they are parsed, which costs the more a field the more there are: 5 MB of `a&a&a` took seven seconds. */
function demandFewFields(body: Buffer, boundary: string | undefined): void {
  const most = boundary === undefined ? mostFields.fields : mostFields.parts;
  const mark = boundary === undefined ? "&" : `--${boundary}`;
  // The last part ends with a boundary too.
  let found = boundary === undefined ? 1 : -1;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    found += 1;
    if (found > most) throw new Refusal("out-of-bounds", { where: "form", bound: "most", of: "items", limit: String(most) });
  }
}

/** Puts the session library's `Set-Cookie` headers on the answer. */
export function passCookies(c: Web, from: Headers): void {
  for (const cookie of from.getSetCookie()) c.header("set-cookie", cookie, { append: true });
}

/** Who the guard let in. */
export function whoOf(c: Web): Who {
  const who = c.get("who");
  if (!who) throw new Refusal("not-signed-in");
  return who;
}

/** The id in an address or a form; what is no id is found nowhere: `not-found`. */
export function uuidOf(given: unknown): string {
  const read = v.safeParse(Uuid, given);
  if (!read.success) throw new Refusal("not-found");
  return read.output;
}

/** What the address says was done, in words; nothing for what none of these names. */
export function saidIn(c: Web, words: Readonly<Record<string, Words>>): string | undefined {
  const said = new Map(Object.entries(words)).get(c.req.query("said") ?? "");
  return said && speaker(c.get("look"))(said);
}

/** Answers with a page for whoever asked. */
export function showPage<Props>(c: Web, Page: ComponentType<Props>, props: Props & object, status: ContentfulStatusCode = 200): Response {
  return answerPage(c, drawPage(c.get("look"), Page, props), status);
}

/** With its length, by which it is packed or not. */
function answerPage(c: HonoContext, page: string, status: ContentfulStatusCode): Response {
  c.header("content-length", String(Buffer.byteLength(page)));
  return c.html(page, status);
}

/** On to another page of ours, and to nowhere else. */
export function goTo(c: HonoContext, path: OwnPath): Response {
  return c.redirect(path, 303);
}
