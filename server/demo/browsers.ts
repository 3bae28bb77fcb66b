import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { env, platform } from "node:process";

export type BrowserKind = "chromium" | "firefox";

const names: Record<BrowserKind, readonly string[]> = {
  chromium: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge"],
  firefox: ["firefox-esr", "firefox", "firefox-developer-edition"],
};

const places: Record<BrowserKind, Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  chromium: {
    darwin: ["/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    win32: ["Chromium\\Application\\chrome.exe", "Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"],
  },
  firefox: {
    darwin: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
    win32: ["Mozilla Firefox\\firefox.exe"],
  },
};

/** The program of a browser on this machine: `CHROMIUM` or `FIREFOX` where set, else on the PATH, else at its usual place. */
export function findBrowser(kind: BrowserKind): string | undefined {
  const told = env[kind === "chromium" ? "CHROMIUM" : "FIREFOX"];
  if (told) return existsSync(told) ? told : undefined;
  const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const onPath = platform === "win32" ? [] : names[kind].flatMap((name) => folders.map((folder) => join(folder, name)));
  const programFiles = [env["ProgramFiles"], env["ProgramFiles(x86)"], env["LOCALAPPDATA"]].filter((folder) => folder !== undefined);
  const usual = (places[kind][platform] ?? []).flatMap((place) =>
    platform === "win32" ? programFiles.map((folder) => join(folder, place)) : [place],
  );
  return [...onPath, ...usual].find((program) => existsSync(program));
}
