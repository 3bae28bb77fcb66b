import { type ChildProcess, fork } from "node:child_process";

/** What work in a process of its own may cost. `waiting`: so many wait for their turn, each with its bytes. */
export interface ApartLimits {
  readonly processes: number;
  readonly waiting: number;
  readonly milliseconds: number;
  readonly heapMb: number;
}

/** It took too long, or more memory than it may. */
export class TooMuch extends Error {
  override readonly name = "TooMuch";
}

/**
 * Processes of their own for what people send: each is given one piece of work and ended, so that nothing that a file does to it reaches
 * the server. A thread's heap limit would end the whole server, so they are processes.
 */
export class Apart {
  readonly #module: string;
  readonly #limits: ApartLimits;
  readonly #processes = new Set<ChildProcess>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** `module`: the path of what the process runs; it takes a message and the bytes on its standard input. */
  constructor(module: string, limits: ApartLimits) {
    this.#module = module;
    this.#limits = limits;
  }

  /** So many wait that another one would wait too long. */
  get busy(): boolean {
    return this.#waiting.length >= this.#limits.waiting;
  }

  /** The processes that work at this moment, for whoever measures them. */
  get pids(): number[] {
    return [...this.#processes].flatMap(({ pid }) => pid ?? []);
  }

  /**
   * Hands the work over when its turn has come. `take` is given every message that comes back until it returns something, which is the
   * answer. `TooMuch` where the process is ended before that; what `take` throws.
   */
  async run<Message, Answer>(job: object, bytes: Uint8Array, take: (message: Message) => Answer | undefined): Promise<Answer> {
    if (this.#running >= this.#limits.processes) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#running += 1;
    try {
      return await this.#ask(job, bytes, take);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** It needs nothing of the server's: no secrets, no writing, no processes. */
  #start(): ChildProcess {
    const { SystemRoot } = process.env;
    const heap = `--max-old-space-size=${this.#limits.heapMb}`;
    return fork(this.#module, [], {
      execArgv: ["--permission", "--allow-fs-read=*", heap, "--max-semi-space-size=4", "--no-warnings"],
      env: SystemRoot === undefined ? {} : { SystemRoot },
      serialization: "advanced",
      stdio: ["pipe", "ignore", "ignore", "ipc"],
    });
  }

  #ask<Message, Answer>(job: object, bytes: Uint8Array, take: (message: Message) => Answer | undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const child = this.#start();
      this.#processes.add(child);
      const late = setTimeout(() => {
        reject(new TooMuch());
        child.kill("SIGKILL");
      }, this.#limits.milliseconds);
      child.once("error", reject);
      child.once("close", (code) => {
        clearTimeout(late);
        this.#processes.delete(child);
        // What was answered is settled already. A heap that is full ends by a signal, a fault of ours with 1.
        if (code === 1) reject(new Error("the process apart failed"));
        reject(new TooMuch());
      });
      child.on("message", (message: Message) => {
        try {
          const answer = take(message);
          if (answer === undefined) return;
          resolve(answer);
        } catch (problem) {
          reject(problem);
        }
        child.kill("SIGKILL");
      });
      // Where it has ended already, its end is what counts.
      child.send(job, () => {});
      child.stdin?.on("error", () => {}).end(bytes);
    });
  }
}
