// `npm run restore -- <folder>`: puts a backup in the place of the data. Every server must be stopped.
import { resolve } from "node:path";
import { terminalWords } from "../../shared/words/terminal.ts";
import { readEnv } from "../env.ts";
import { restore } from "../restore.ts";
import { fail, tell, theFolder } from "../terminal.ts";

try {
  const { manifest, epoch, kept, closed } = await restore(readEnv(process.env), resolve(theFolder()), new Date());
  tell(terminalWords.restored, { takenAt: manifest.takenAt, epoch, kept });
  const list = (names: readonly string[]) => names.join(", ") || "–";
  if (!closed) tell(terminalWords.closedUnknown);
  else if (closed.people.length + closed.devices.length === 0) tell(terminalWords.noneClosed);
  else tell(terminalWords.stayClosed, { people: list(closed.people), devices: list(closed.devices) });
} catch (problem) {
  fail(problem);
}
