/*
 * The offices that are inspected: a unit as it is on one day, the events by which names, codes and places change, and what one unit became
 * of another.
 */

import * as v from "valibot";
import { Day, name, Uuid } from "../text.ts";
import { finderOf, withoutMarks } from "../vietnamese-text.ts";

export const unitKinds = [
  "department",
  "verticalAgency",
  "publicServiceUnit",
  "district",
  "commune",
  "ward",
  "specialZone",
  "serviceCentre",
] as const;
export const UnitKind = v.picklist(unitKinds);
export type UnitKind = v.InferOutput<typeof UnitKind>;

/**
 * An office's place on the web: `https://soyte.example` + `/` or, on a shared portal, `/xa-suoi-ngan/`. The path begins and ends with a
 * slash.
 */
export const Website = v.strictObject({
  origin: v.pipe(v.string(), v.maxLength(300), v.regex(/^https?:\/\/[^/?#\s]+$/)),
  path: v.pipe(v.string(), v.maxLength(500), v.regex(/^\/([^?#\s]*\/)?$/)),
});
export type Website = v.InferOutput<typeof Website>;

/** A unit has at most this many of each. */
export const mostWebsites = 20;
export const mostTraits = 20;

/**
 * A unit (đơn vị) as it is on one day. Its `id` is its own; names, codes and websites change and repeat.
 * The server keeps each of these facts with its dates; an inspection keeps the unit as it was on the day.
 */
export const Unit = v.strictObject({
  id: Uuid,
  name: v.pipe(name(300), v.minLength(1)),
  kind: UnitKind,
  /** Ranking is within a block (khối). */
  block: v.pipe(name(200), v.minLength(1)),
  websites: v.pipe(v.array(Website), v.maxLength(mostWebsites)),
  traits: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(mostTraits)),
  /** The unit takes no new inspection from this day on. */
  closedOn: v.nullable(Day),
});
export type Unit = v.InferOutput<typeof Unit>;

/** Whether a unit is of the block and of the kind that are asked for; `undefined` asks for every one. */
export function isWithin(
  unit: { readonly block: string; readonly kind: string },
  { block, kind }: { readonly block?: string | undefined; readonly kind?: string | undefined },
): boolean {
  return (block === undefined || unit.block === block) && (kind === undefined || unit.kind === kind);
}

/** Whether the unit takes an inspection of this day. */
export function isOpenOn({ closedOn }: Pick<Unit, "closedOn">, day: string): boolean {
  return closedOn === null || closedOn > day;
}

/** `https://a.example/xa-b/tin?id=1` → where it is; `undefined` for what is no web page. */
export function parseWebsite(address: string): Website | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") return undefined;
  return { origin: url.origin, path: folderOf(url.pathname) };
}

/** What ends in a name with a dot is a page of the folder before it. */
function folderOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const last = path.slice(folder.length);
  return last === "" || last.includes(".") ? folder : `${path}/`;
}

/**
 * The units whose website this page belongs to, the longest path first. `http` and `https`, with and without `www.`, are the same site.
 * One: recognised. Several with the longest path: the inspector is asked. None: chosen by hand.
 */
export function recogniseUnits<T extends Pick<Unit, "websites">>(units: readonly T[], address: string): T[] {
  if (!URL.canParse(address)) return [];
  const page = new URL(address);
  if (page.protocol !== "http:" && page.protocol !== "https:") return [];
  const place = escaped(`${page.pathname}${page.pathname.endsWith("/") ? "" : "/"}`);
  const found = units
    .map((unit) => {
      const lengths = unit.websites
        .filter((site) => sameHost(site.origin, page) && place.startsWith(sitePath(site)))
        .map((site) => sitePath(site).length);
      return { unit, length: Math.max(-1, ...lengths) };
    })
    .filter(({ length }) => length >= 0);
  const longest = Math.max(-1, ...found.map(({ length }) => length));
  return found.filter(({ length }) => length === longest).map(({ unit }) => unit);
}

/** Units whose name holds every word of the query, marks and tone positions ignored. */
export function searchUnits<T extends Pick<Unit, "name">>(units: readonly T[], query: string): T[] {
  const finds = finderOf(query);
  return units.filter(({ name }) => finds(withoutMarks(name)));
}

/** As the browser writes the address: `/xã-a/` is `/x%C3%A3-a/`. */
function sitePath({ origin, path }: Website): string {
  return URL.canParse(origin + path) ? escaped(new URL(origin + path).pathname) : path;
}

function escaped(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
}

function sameHost(origin: string, page: URL): boolean {
  const bare = (host: string) => host.replace(/^www\./, "").replace(/\.(?=:|$)/, "");
  return URL.canParse(origin) && bare(new URL(origin).host) === bare(page.host);
}
