import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A command of the server that runs as its own process, as in a terminal. */
export interface Command {
  /** All it said so far. */
  readonly said: string;
  /** Resolves when it has said this; throws when it ended before, or after a minute. */
  says(text: string | RegExp): Promise<void>;
  /** Ctrl-C. */
  interrupt(): void;
  /** Its exit code; `null` where a signal killed it. */
  readonly ended: Promise<number | null>;
}

/** `server/commands/{name}.ts` on this Node, with these variables set besides the ones that are. */
export function runCommand(name: string, { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> }): Command {
  const child = spawn(process.execPath, [`server/commands/${name}.ts`, ...args], { cwd: root, env: { ...process.env, ...env } });
  let said = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    get said() {
      return said;
    },
    says(text) {
      return new Promise((resolve, reject) => {
        const heard = () => (typeof text === "string" ? said.includes(text) : text.test(said));
        const giveUp = (why: string) => {
          done();
          reject(new Error(`${name} ${why} without saying ${text}:\n${said}`));
        };
        const timer = setTimeout(giveUp, 60_000, "went on for a minute");
        const done = () => {
          clearTimeout(timer);
          listeners.delete(listen);
        };
        const listen = () => {
          if (!heard()) return;
          done();
          resolve();
        };
        listeners.add(listen);
        listen();
        void ended.then(() => heard() || giveUp("ended"));
      });
    },
    interrupt: () => void child.kill("SIGINT"),
    ended,
  };
}
