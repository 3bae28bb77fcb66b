// `npm start`: builds both packages and the pages' scripts where their sources changed, then serves until Ctrl-C.
import { terminalWords } from "../../shared/words/terminal.ts";
import { readEnv } from "../host/env.ts";
import { buildExtensions, extensionPackage } from "../packages/extension-packages.ts";
import { buildIslands } from "../packages/island-scripts.ts";
import { serve } from "../serve.ts";
import { fail, stopOnSignal, tell } from "../terminal.ts";

try {
  const env = readEnv(process.env);
  await buildExtensions(() => tell(terminalWords.building));
  await buildIslands();
  const server = await serve(env);
  stopOnSignal(server.close);
  tell(terminalWords.running, { address: env.publicUrl });
  if (server.setupLink !== undefined) tell(terminalWords.setup, { link: server.setupLink });
  tell(terminalWords.packages, {
    chrome: extensionPackage("chrome").folder,
    firefox: extensionPackage("firefox").zip,
    address: env.publicUrl,
  });
  tell(terminalWords.stopHere);
} catch (problem) {
  fail(problem);
}
