import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What runs in the reader's browser besides, each from its `NAME.client.tsx` wherever that lies. Every page is complete without. */
export const islandNames = ["board", "copy", "evidence", "findings", "ranking", "self-score", "settle", "upload", "verdict"] as const;
export type IslandName = (typeof islandNames)[number];

/** Where they lie once they are built. */
export const islandsFolder = fileURLToPath(new URL("../../.cache/islands/built", import.meta.url));

/** The script; an empty one where it was not built. */
export function readIsland(name: IslandName, folder = islandsFolder): string {
  try {
    return readFileSync(join(folder, `${name}.js`), "utf8");
  } catch {
    return "";
  }
}
