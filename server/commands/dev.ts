// `npm run dev`: the server starts again at every change, and WXT builds the extension at every change (into .output/chrome-mv3-dev).
// The pages' scripts are built when it begins.
import { spawn } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { buildIslands } from "../packages/island-scripts.ts";

const cwd = fileURLToPath(new URL("../..", import.meta.url));
await buildIslands();
const running = [
  spawn(execPath, ["--watch", "server/main.ts"], { cwd, stdio: "inherit" }),
  spawn(execPath, ["node_modules/wxt/bin/wxt.mjs", "--browser", "chrome"], { cwd, stdio: "inherit" }),
];

// Ctrl-C reaches both; when one ends by itself, the other is of no use.
process.on("SIGINT", () => undefined);
for (const child of running) {
  child.once("exit", (code) => {
    for (const other of running) other.kill();
    process.exitCode ??= code ?? 0;
  });
}
