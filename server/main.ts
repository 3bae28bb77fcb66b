// The server alone, for a service manager or a container; `npm start` builds the extension first.
import { terminalWords } from "../shared/words/terminal.ts";
import { readEnv } from "./host/env.ts";
import { serve } from "./serve.ts";
import { fail, stopOnSignal, tell } from "./terminal.ts";

try {
  const env = readEnv(process.env);
  const server = await serve(env);
  stopOnSignal(server.close);
  tell(terminalWords.running, { address: env.publicUrl });
  if (server.setupLink !== undefined) tell(terminalWords.setup, { link: server.setupLink });
} catch (problem) {
  fail(problem);
}
