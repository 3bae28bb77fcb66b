import { existsSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { demoPassword, demoPeople } from "../../server/demo/people.ts";
import { browsersFor } from "../support/browser.ts";
import { type Command, runCommand } from "../support/command.ts";
import { freePort } from "../support/free-port.ts";

const running: Command[] = [];
afterEach(async () => {
  for (const command of running.splice(0)) {
    command.interrupt();
    await command.ended;
  }
});

async function demo(...args: string[]): Promise<Command & { server: string; portal: string }> {
  const port = await freePort();
  // A folder for its throw-away data that no other test looks into.
  const command = runCommand("demo", { args, env: { PORT: String(port), DEMO_HEADLESS: "1" } });
  running.push(command);
  await command.says("Press Ctrl+C to stop.");
  const [server = "", portal = ""] = [/runs at (\S+)/, /Lam Giang: (\S+)$/m].map((line) => line.exec(command.said)?.[1] ?? "");
  return Object.assign(command, { server, portal });
}

describe("npm run demo", () => {
  test("prints an account for each role; each can sign in, and the lead sees ranks, ties and gaps", async () => {
    const { said, server, portal } = await demo("--no-browser");
    expect(said).toContain("/extension");
    for (const { email } of demoPeople) expect(said).toContain(email);
    expect((await fetch(`${portal}/xa-suoi-ngan/`)).status).toBe(200);
    for (const { email, roles } of demoPeople) {
      const answer = await fetch(`${server}/sign-in`, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/x-www-form-urlencoded", origin: server },
        body: new URLSearchParams({ email, password: demoPassword }),
      });
      expect(answer.status, email).toBe(303);
      if (!roles.includes("lead")) continue;
      const cookie = answer.headers
        .getSetCookie()
        .map((line) => line.split(";", 1)[0])
        .join("; ");
      const results = await (await fetch(`${server}/results`, { headers: { cookie, "accept-language": "vi" } })).text();
      expect(results).toContain("Sở Khoa học và Công nghệ");
      expect(results).toContain("95,50");
      expect(results).toContain("đồng hạng");
      expect(results).toContain("UBND xã Lũng Pha");
    }
  });

  for (const name of browsersFor("chromium")) {
    test(`opens ${name} with the extension on the demo's website, and leaves nothing behind`, async () => {
      const command = await demo(...(name === "firefox" ? ["--firefox"] : []));
      expect(command.said).toContain(`Opened ${name} with the extension`);
      command.interrupt();
      expect(await command.ended).toBe(0);
      await expect(fetch(command.server)).rejects.toThrow();
      const folder = /phieu-cham-demo-\S+/.exec(command.said)?.[0];
      if (folder) expect(existsSync(folder)).toBe(false);
    });
  }
});
