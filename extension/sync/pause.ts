const first = 5_000;
const longest = 15 * 60_000;

/**
 * When to try again: 5 s, 10 s, 20 s … 15 min, each up to a quarter longer or shorter so that many devices do not come at once.
 * The server's own wish (`Retry-After`) is respected up to the longest pause.
 */
export function nextTry(attempts: number, now: Date, retryAfterSeconds: number | null, random = Math.random()): Date {
  const grown = first * 2 ** Math.min(Math.max(0, attempts - 1), 10);
  const wished = (retryAfterSeconds ?? 0) * 1_000;
  return new Date(now.getTime() + Math.min(longest, Math.max(grown, wished) * (0.75 + random / 2)));
}
