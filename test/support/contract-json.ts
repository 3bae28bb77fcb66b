import type { Break } from "./contract-breaks.ts";

export type JsonBreak = Extract<Break, { body: unknown } | { lacks: true } | { times: number }>;

/** Whether a place in a value is the one sought, where `*` is any name. */
function isPlace(names: readonly string[], sought: readonly string[]): boolean {
  return names.length === sought.length && sought.every((name, i) => name === "*" || name === names[i]);
}

/** The value with the first place of that name changed, or made where what it stands in is there. */
function placed(json: unknown, place: readonly string[], body: unknown): unknown {
  const holder = { root: structuredClone(json) };
  const places = placesIn(holder);
  const own = places.find(({ names }) => isPlace(names, ["root", ...place]));
  if (own) put(own.holder, own.name, body);
  else {
    const around = places.find(({ names }) => isPlace(names, ["root", ...place.slice(0, -1)]));
    const value: unknown = around && Reflect.get(around.holder, around.name);
    if (typeof value === "object" && value !== null) put(value, place.at(-1)?.replace("*", "0") ?? "", body);
  }
  return holder.root;
}

/** The value with one place changed, counted through the whole of it. */
export function changed(json: unknown, one: JsonBreak): unknown {
  if ("place" in one) return placed(json, one.place, one.body);
  const copy: unknown = structuredClone(json);
  const holder = { root: copy };
  const places = placesIn(holder);
  const place = pick(places, one.at);
  if (!place) return copy;
  const { holder: within, name } = place;
  const value: unknown = Reflect.get(within, name);
  if ("lacks" in one) {
    if (within !== holder) Reflect.deleteProperty(within, name);
  } else if ("times" in one) {
    const list = Array.isArray(value) ? value : [value];
    const most = Math.min(one.times * list.length, Math.ceil(500_000 / (JSON.stringify(list[0] ?? null) ?? "").length));
    put(
      within,
      name,
      Array.from({ length: most }, (_, i) => list[i % Math.max(1, list.length)]),
    );
  } else if ("extra" in one) {
    if (typeof value === "object" && value !== null) put(value, one.extra, one.body);
  } else put(within, name, one.body);
  return holder.root;
}

/** `__proto__` too, as JSON writes it. */
function put(within: object, name: string, value: unknown): void {
  if (Array.isArray(within) && name === "length") return;
  Object.defineProperty(within, name, { value, enumerable: true, configurable: true, writable: true });
}

function placesIn(holder: object, above: readonly string[] = []): { holder: object; name: string; names: readonly string[] }[] {
  return Object.entries(holder).flatMap(([name, value]) => {
    const names = [...above, name];
    return [{ holder, name, names }, ...(typeof value === "object" && value !== null ? placesIn(value, names) : [])];
  });
}

/** The n-th, counted round and round. */
export function pick<T>(of: readonly T[], n: number): T | undefined {
  return of[n % Math.max(1, of.length)];
}
