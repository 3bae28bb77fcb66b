import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/**
 * Makes one of something for each handle of a database, when it is first asked for: what a room keeps of it in memory. It is to be asked
 * with the handle that reads, the same one for as long as the database is open; any other would get a new one each time.
 */
export function perDatabase<T>(make: (read: Kysely<Tables>) => T): (read: Kysely<Tables>) => T {
  const made = new WeakMap<Kysely<Tables>, T>();
  return (read) => {
    const known = made.get(read) ?? make(read);
    made.set(read, known);
    return known;
  };
}
