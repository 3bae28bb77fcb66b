import * as v from "valibot";
import { newId } from "../../shared/id.ts";
import { read, write } from "./database.ts";

const key = "storageMark";

/**
 * A word that the background once put into its storage. Who finds the same one stores in the same place: a Firefox container, a
 * private window or a browser that isolates sites gives the same page of ours a storage of its own. `undefined`: none here.
 */
export async function loadStorageMark(): Promise<string | undefined> {
  const mark = await read(["meta"], (transaction) => transaction.objectStore("meta").get(key));
  return v.is(v.string(), mark) ? mark : undefined;
}

/** The background's own; made at the first question. */
export async function keepStorageMark(): Promise<string> {
  const before = await loadStorageMark();
  if (before !== undefined) return before;
  return await write(["meta"], async (transaction) => {
    const store = transaction.objectStore("meta");
    const meanwhile = await store.get(key);
    if (v.is(v.string(), meanwhile)) return meanwhile;
    const mark = newId();
    await store.put(mark, key);
    return mark;
  });
}
