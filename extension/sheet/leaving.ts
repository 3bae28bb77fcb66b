const unsaved = new Set<() => Promise<boolean>>();

/** What has to be on the disk before this panel may be taken away. Gives back how to take it off again. */
export function saveBeforeLeaving(save: () => Promise<boolean>): () => void {
  unsaved.add(save);
  return () => unsaved.delete(save);
}

/** Resolves when everything typed is on the disk; `false` where something could not be put there. */
export async function saveEverything(): Promise<boolean> {
  const saved = await Promise.all([...unsaved].map((save) => save()));
  return saved.every(Boolean);
}
