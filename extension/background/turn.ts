/**
 * Runs one after another whatever changes the state of overlays: a claim, the fallback's timer and a second click race.
 * The background is a secure context on every page, so locks are there.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request("overlay", work);
}
