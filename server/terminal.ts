import { say, type Words } from "../shared/text.ts";
import { terminalWords } from "../shared/words/terminal.ts";
import { BackupProblem } from "./backup/backup-manifest.ts";
import { FolderInUse } from "./database/lock.ts";
import { NewerDatabase } from "./database/migrate.ts";
import { NoData } from "./database/open.ts";
import { isOutage } from "./database/outage.ts";
import { DatabaseInUse } from "./database/postgres-lock.ts";
import { UnfinishedRestore } from "./database/restore-marker.ts";
import { EnvProblem } from "./host/env.ts";
import { makePrivateFiles } from "./host/private-files.ts";
import { BuildFailed } from "./packages/build-once.ts";

// Every program that is started in a terminal or by a service comes by here: no backup, key or database it makes is open to others.
makePrivateFiles();

/** Says it in Vietnamese, then in English. */
export function tell(words: Words, values: Readonly<Record<string, string | number>> = {}): void {
  console.log(`${say(words, "vi", values)}\n${say(words, "en", values)}\n`);
}

/** Ends the process with a sentence instead of a stack where the person who started it can do something about it. */
export function fail(problem: unknown): never {
  const code = problem instanceof Error && "code" in problem ? problem.code : undefined;
  if (problem instanceof EnvProblem) tell(terminalWords.environment, { what: problem.message });
  else if (problem instanceof BackupProblem) tell(terminalWords.notDone, { what: problem.message });
  else if (problem instanceof NoData) tell(terminalWords.noData, { folder: problem.folder });
  else if (problem instanceof FolderInUse) tell(terminalWords.folderInUse);
  else if (problem instanceof DatabaseInUse) tell(terminalWords.databaseInUse);
  else if (problem instanceof NewerDatabase) tell(terminalWords.newerDatabase, { unknown: problem.unknown.join(", ") });
  else if (problem instanceof UnfinishedRestore) tell(terminalWords.unfinishedRestore);
  else if (isOutage(problem)) tell(terminalWords.databaseAway);
  else if (code === "EADDRINUSE") tell(terminalWords.portInUse);
  else if (problem instanceof BuildFailed) tell(terminalWords.failed, { what: problem.message });
  else tell(terminalWords.failed, { what: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem) });
  process.exit(1);
}

/** The one folder or file that a command was given. */
export function theFolder(): string {
  const [path, more] = process.argv.slice(2);
  if (path === undefined || more !== undefined) throw new BackupProblem("Name one folder or file, after two dashes: npm run … -- <path>");
  return path;
}

/** Ctrl-C and `kill` end cleanly; a second one, later, ends at once. npm passes Ctrl-C on, so that one press arrives twice. */
export function stopOnSignal(close: () => Promise<void>): void {
  let since: number | undefined;
  const stop = () => {
    if (since !== undefined && Date.now() - since > 1_000) process.exit(1);
    if (since !== undefined) return;
    since = Date.now();
    tell(terminalWords.stopping);
    close().then(() => process.exit(0), fail);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
}
