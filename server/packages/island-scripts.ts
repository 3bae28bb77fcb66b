import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { islandNames, islandsFolder } from "../web/islands.ts";
import { buildOnce, filesIn, runBuild } from "./build-once.ts";

/** What an island may lead to (test/support/house-rules.ts), and what builds it. */
const sources = /\.tsx$|-words\.ts$|^server\/(web|packages)\//;

/** Builds the islands of the server's pages where their sources changed. Needs no network. */
export async function buildIslands(): Promise<void> {
  const server = (await filesIn("server")).filter((path) => sources.test(path.replaceAll("\\", "/")));
  await buildOnce({
    folder: join(islandsFolder, ".."),
    from: [...server, ...(await filesIn("shared")), "package-lock.json"],
    isThere: () => islandNames.every((name) => existsSync(join(islandsFolder, `${name}.js`))),
    build: () => runBuild("pages' scripts", [fileURLToPath(new URL("./island-build.ts", import.meta.url))]),
  });
}
