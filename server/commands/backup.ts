// `npm run backup -- <folder>`: copies everything into an empty folder; the server may run.
import { resolve } from "node:path";
import { terminalWords } from "../../shared/words/terminal.ts";
import { backUp } from "../backup/backup.ts";
import { readEnv } from "../host/env.ts";
import { fail, tell, theFolder } from "../terminal.ts";

try {
  const folder = resolve(theFolder());
  const { files, takenAt } = await backUp(readEnv(process.env), folder, new Date());
  const megabytes = (files.reduce((sum, file) => sum + file.size, 0) / 1e6).toFixed(1);
  tell(terminalWords.backedUp, { folder, files: files.length, megabytes, takenAt });
} catch (problem) {
  fail(problem);
}
