// `npm run restore -- <folder>`: puts a backup in the place of the data. Every server must be stopped. One that
// was interrupted is finished by `npm run restore -- --resume`, or taken back by `npm run restore -- --undo`.
import { resolve } from "node:path";
import { terminalWords } from "../../shared/words/terminal.ts";
import { restore, resumeRestore, undoRestore } from "../backup/restore.ts";
import { readEnv } from "../host/env.ts";
import { fail, tell, theFolder } from "../terminal.ts";

try {
  const asked = theFolder();
  const env = readEnv(process.env);
  if (asked === "--undo") {
    await undoRestore(env);
    tell(terminalWords.restoreUndone);
  } else {
    const { takenAt, epoch, kept, closed } =
      asked === "--resume" ? await resumeRestore(env, new Date()) : await restore(env, resolve(asked), new Date());
    tell(terminalWords.restored, { takenAt, epoch: String(epoch), kept });
    const list = (names: readonly string[]) => names.join(", ") || "–";
    if (!closed) tell(terminalWords.closedUnknown);
    else if (closed.people.length + closed.devices.length === 0) tell(terminalWords.noneClosed);
    else tell(terminalWords.stayClosed, { people: list(closed.people), devices: list(closed.devices) });
  }
} catch (problem) {
  fail(problem);
}
