import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Child {
  readonly origin: string;
  readonly port: number;
  /** Processor time the process has used so far, user and system, in milliseconds; read from outside, so measuring costs it nothing. */
  cpuMs(): number;
  /** The most memory it has had so far, in MiB; read from outside too. */
  mostMemory(): number;
  stop(): Promise<void>;
}

/** Hundredths of a second on every Linux that Node runs on. */
const tickMs = 10;

/** Starts a server of ours as a process of its own and waits until it answers. */
export async function startChild(file: URL, port: number, env: Readonly<Record<string, string>> = {}): Promise<Child> {
  const child = spawn(process.execPath, [fileURLToPath(file)], {
    env: { ...process.env, NODE_ENV: "production", PORT: String(port), LOG_LEVEL: "error", ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const origin = `http://127.0.0.1:${port}`;
  await untilAnswers(`${origin}/healthz`, child);
  return {
    origin,
    port,
    cpuMs: () => processorMs(child.pid ?? 0),
    mostMemory: () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1_024,
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

async function untilAnswers(address: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const ready = await fetch(address).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${address} does not answer`);
}

function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  // proc(5): utime is the 14th field, stime the 15th; two are cut off here with the name.
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
