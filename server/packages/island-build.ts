import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { build, type Plugin } from "vite";
import { islandsFolder } from "../web/islands.ts";
import { root } from "./build-once.ts";

/** What a browser does not have would else be left out without a word. */
const withoutNode: Plugin = {
  name: "without-node",
  enforce: "pre",
  resolveId(id, importer) {
    if (id.startsWith("node:")) throw new Error(`${importer} imports ${id}, which no browser has`);
  },
};

/*
 * Runs in a process of its own: Vite changes the environment that it runs in, and the server has no use for it afterwards. Each island
 * becomes one script that stands for itself.
 */
for (const source of globSync("server/**/*.client.tsx", { cwd: root })) await buildIsland(source);

async function buildIsland(source: string): Promise<void> {
  await build({
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: "warn",
    plugins: [withoutNode],
    build: {
      outDir: islandsFolder,
      emptyOutDir: false,
      modulePreload: false,
      target: ["chrome120", "firefox115", "safari17"],
      rolldownOptions: {
        input: { [basename(source, ".client.tsx")]: join(root, source) },
        output: { entryFileNames: "[name].js", codeSplitting: false },
      },
    },
  });
}
