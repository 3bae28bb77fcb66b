// `npm run rotate-key`: a new key signs receipts from now on; the old one stays published with the time it ended. The server may run.
import { terminalWords } from "../../shared/words/terminal.ts";
import { readEnv } from "../host/env.ts";
import { rotateKey } from "../ledger/keys.ts";
import { fail, tell } from "../terminal.ts";

try {
  tell(terminalWords.keyRotated, rotateKey(readEnv(process.env).dataDir, new Date()));
} catch (problem) {
  fail(problem);
}
