import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Node 24, which runs the server's TypeScript as it is. */
export const nodeWithTypes = process.execPath;

export interface ServerProcess {
  readonly url: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to end; its exit code. */
  stop(): Promise<number | null>;
}

/** `server/main.ts` in a process of its own; resolves when it says that it runs. */
export async function startServerProcess(env: Readonly<Record<string, string>> & { readonly PORT: string }): Promise<ServerProcess> {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const child = spawn(nodeWithTypes, ["server/main.ts"], {
    cwd,
    env: { ...process.env, LOG_LEVEL: "silent", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (text) => {
      said += text;
      if (said.includes("Phiếu Chấm runs at")) resolve();
    });
    ended.then((code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
  return {
    url: `http://127.0.0.1:${env.PORT}`,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      return await ended;
    },
  };
}
