import { spawn } from "node:child_process";
import { once } from "node:events";

/** Another process that has a SQLite file and holds it, as a backup tool or a shell left open would. */
export interface Holder {
  letsGo(): Promise<void>;
}

const script = `
const Sqlite = require("better-sqlite3");
const file = new Sqlite(process.argv[1], { timeout: 5000 });
file.exec("begin immediate");
process.stdout.write("held");
process.stdin.once("data", () => { file.exec("rollback"); file.close(); process.exit(0); });
`;

/** Held when this resolves. */
export async function holdFile(file: string): Promise<Holder> {
  const child = spawn(process.execPath, ["-e", script, file], {
    stdio: ["pipe", "pipe", "inherit"],
    cwd: new URL("../..", import.meta.url),
  });
  const ended = once(child, "exit");
  const first = await Promise.race([once(child.stdout, "data"), ended]);
  if (String(first[0]) !== "held") throw new Error("the file could not be held");
  return {
    async letsGo() {
      child.stdin.end("go");
      await ended;
    },
  };
}

/** The longest that nothing else came to run, in ms, while the work was done. */
export async function longestStall<T>(work: () => Promise<T>): Promise<{ done: T; stall: number }> {
  let last = performance.now();
  let stall = 0;
  const look = () => {
    const now = performance.now();
    stall = Math.max(stall, now - last);
    last = now;
  };
  const looking = setInterval(look, 2);
  try {
    const done = await work();
    look();
    return { done, stall };
  } finally {
    clearInterval(looking);
  }
}
