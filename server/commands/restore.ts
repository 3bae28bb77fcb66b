// `npm run restore -- <folder>`: puts a backup in the place of the data. Every server must be stopped.
import { resolve } from "node:path";
import { terminalWords } from "../../shared/words/terminal.ts";
import { readEnv } from "../env.ts";
import { restore } from "../restore.ts";
import { fail, tell, theFolder } from "../terminal.ts";

try {
  const { manifest, epoch, kept } = await restore(readEnv(process.env), resolve(theFolder()), new Date());
  tell(terminalWords.restored, { takenAt: manifest.takenAt, epoch, kept });
} catch (problem) {
  fail(problem);
}
