import { Refusal } from "../../shared/problem.ts";

/** What an account may send in a day, so that no one of them can fill the disk. */
export interface UploadLimit {
  readonly files: number;
  readonly bytes: number;
}

/** One upload while it runs. */
interface Upload {
  /** Lets bytes pass as long as the day's share lasts. */
  meter(body: AsyncIterable<Uint8Array> | null): AsyncIterable<Uint8Array>;
  /** Whatever became of it; `kept` where it is stored now and was not before. What came and is not kept counts for the day too. */
  end(kept: boolean): void;
}

interface Account {
  /** Stored today: what the database said last, and what has come since. */
  files: number;
  bytes: number;
  /** Still on their way. */
  running: number;
  arriving: number;
  /** Came today and was not kept, as under a wrong hash; as much as the day's share again. This server's memory alone has it. */
  wasted: number;
  /** The day's end: nothing of it counts any longer. */
  until: number;
}

/** One account's uploads on their way at once; devices send one after the other. Each may be given room for a whole file on the disk. */
const mostAtOnce = 4;
/** Nothing came for so long: it is not believed that more will. */
const longestSilenceMs = 30_000;

/**
 * Counts what is stored and what is on its way, by account; several processes on one database know each other's files once they are stored.
 * `upload-quota` where the day's share is used up, also in the middle of a file; `uploads-at-once` where too many of it are on their way;
 * `upload-stalled` for one from which nothing comes any more.
 */
export class UploadQuota {
  readonly #limit: UploadLimit;
  readonly #silenceMs: number;
  readonly #accounts = new Map<string, Account>();

  constructor(limit: UploadLimit, silenceMs = longestSilenceMs) {
    this.#limit = limit;
    this.#silenceMs = silenceMs;
  }

  /** `stored`: what the database has of this account's day, which ends at `ends`. */
  begin(personId: string, stored: { readonly files: number; readonly bytes: number }, now: Date, ends: Date): Upload {
    const seconds = Math.ceil((ends.getTime() - now.getTime()) / 1_000);
    const account = this.#accounts.get(personId) ?? { files: 0, bytes: 0, running: 0, arriving: 0, wasted: 0, until: 0 };
    if (account.until <= now.getTime()) Object.assign(account, { files: 0, bytes: 0, wasted: 0, until: ends.getTime() });
    account.files = Math.max(account.files, stored.files);
    account.bytes = Math.max(account.bytes, stored.bytes);
    if ([account.bytes, account.wasted].some((used) => used >= this.#limit.bytes) || account.files + account.running >= this.#limit.files)
      throw this.#refusal(account, seconds);
    if (account.running >= mostAtOnce) throw new Refusal("uploads-at-once", { most: String(mostAtOnce), seconds: "5" });
    this.#accounts.set(personId, account);
    account.running += 1;
    let size = 0;
    let cut = false;
    const take = (bytes: number) => {
      size += bytes;
      account.arriving += bytes;
      cut ||= account.bytes + account.arriving > this.#limit.bytes;
      if (cut) throw this.#refusal(account, seconds);
    };
    const silenceMs = this.#silenceMs;
    return {
      async *meter(body) {
        for await (const chunk of body ? heard(body, silenceMs) : []) {
          take(chunk.byteLength);
          yield chunk;
        }
      },
      end: (kept) => {
        account.running -= 1;
        account.arriving -= size;
        if (kept) account.files += 1;
        if (kept) account.bytes += size;
        // What was cut off for want of a share is no more than was left of it.
        else if (!cut) account.wasted += size;
        if (account.running === 0 && account.wasted === 0) this.#accounts.delete(personId);
      },
    };
  }

  #refusal(account: Account, seconds: number): Refusal {
    const megabytes = (bytes: number) => String(Math.ceil(bytes / 1e6));
    const { files, bytes } = this.#limit;
    const used = { files: String(account.files), megabytes: megabytes(account.bytes) };
    return new Refusal("upload-quota", { ...used, mostFiles: String(files), mostMegabytes: megabytes(bytes), seconds: String(seconds) });
  }
}

/** Ends where nothing comes for too long. The sender is not waited for then. */
async function* heard(body: AsyncIterable<Uint8Array>, silenceMs: number): AsyncGenerator<Uint8Array, void> {
  const chunks = body[Symbol.asyncIterator]();
  let left = true;
  try {
    for (;;) {
      const next = chunks.next();
      const silence = Promise.withResolvers<never>();
      const late = setTimeout(
        () => silence.reject(new Refusal("upload-stalled", { seconds: String(Math.ceil(silenceMs / 1_000)) })),
        silenceMs,
      );
      const { done, value } = await Promise.race([next, silence.promise]).finally(() => clearTimeout(late));
      if (done) {
        left = false;
        return;
      }
      yield value;
    }
  } finally {
    if (left) chunks.return?.().catch(() => {});
  }
}
