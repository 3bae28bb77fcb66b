/**
 * Runs `work` while nobody else in the extension runs work of this name; others wait. The background is a secure context and has
 * locks in both browsers. They end with the context, so a background that was killed holds none.
 */
export async function alone<T>(name: "send" | "sign-in" | "field", work: () => Promise<T>): Promise<T> {
  return await navigator.locks.request(`phieu-cham-${name}`, work);
}
