import { open } from "node:fs/promises";

/** A name or a rename lasts when its folder is on the disk; Windows opens no folders and needs none of it. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const opened = await open(folder, "r");
  await opened.sync().finally(() => opened.close());
}
