import { terminalWords } from "../../shared/words/terminal.ts";
import { tell } from "../terminal.ts";
import { forgotten, wellKept } from "./offices.ts";
import { demoPassword, demoPeople } from "./people.ts";
import type { RunningDemo } from "./run.ts";

/** Prints where everything is, who can sign in, and what to try. */
export function explainDemo({ server, portal }: Pick<RunningDemo, "server" | "portal">): void {
  const email = (key: string) => demoPeople.find((person) => person.key === key)?.email ?? "";
  tell(terminalWords.running, { address: server });
  tell(terminalWords.demoSite, { address: portal });
  tell(terminalWords.demoAccounts, { password: demoPassword });
  for (const person of demoPeople) console.log(`  ${person.email.padEnd(28)} ${person.name.padEnd(20)} ${person.does}`);
  console.log();
  tell(terminalWords.demoSteps, {
    site: `${portal}/${wellKept}/`,
    address: server,
    inspector: email("first"),
    lead: email("lead"),
    unit: email("dong-bai"),
    forgotten: `${portal}/${forgotten}/`,
  });
}
