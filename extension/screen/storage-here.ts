import { loadStorageMark } from "../drafts/storage-mark.ts";
import { reportError } from "../errors.ts";
import type { StorageHere } from "../messages.ts";
import { call } from "./call.ts";

/**
 * Whether this context stores where the background does, and if not, why. Where the background cannot tell, `same`: what is wrong
 * then is not the window.
 */
export async function storageHere(): Promise<StorageHere> {
  let refused = false;
  const ask = async () => {
    const mark = await loadStorageMark().catch(() => {
      refused = true;
      return undefined;
    });
    return await call("compareStorage", { mark: mark ?? null });
  };
  try {
    const first = await ask();
    // The very first time of all, the mark was made by this question: it is looked for once more.
    const here = first === "same" || refused ? first : await ask();
    return here === "apart" && refused ? "refused" : here;
  } catch (error) {
    void reportError("storageHere", error);
    return "same";
  }
}
