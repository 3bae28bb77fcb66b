import { buildExtensions, extensionPackage } from "../../server/packages/extension-packages.ts";
import { type Browser, type BrowserName, type LaunchOptions, launch } from "./browser.ts";

/** The extension as it is built now, from the sources as they are now; built once. */
export async function builtExtension(name: BrowserName): Promise<LaunchOptions["extension"]> {
  await buildExtensions();
  return extensionPackage(name === "chromium" ? "chrome" : "firefox");
}

/** A browser with our own extension. */
export async function launchWithExtension(name: BrowserName, options: Omit<LaunchOptions, "extension"> = {}): Promise<Browser> {
  return launch(name, { ...options, extension: await builtExtension(name) });
}
