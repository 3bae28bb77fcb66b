const browsers = [
  ["Firefox", /Firefox\/(\d+)/],
  ["Edge", /Edg\/(\d+)/],
  ["Cốc Cốc", /coc_coc_browser\/(\d+)/],
  ["Chrome", /Chrome\/(\d+)/],
] as const;
const systems = [
  ["Windows", /Windows/],
  ["macOS", /Mac OS X/],
  ["ChromeOS", /CrOS/],
  ["Android", /Android/],
  ["Linux", /Linux/],
] as const;

/** How the device is called where its owner approves or revokes it: "Firefox 153, Windows". */
export function deviceName(userAgent: string): string {
  const found = browsers
    .map(([name, pattern]) => [name, userAgent.match(pattern)?.[1]] as const)
    .find(([, version]) => version !== undefined);
  const system = systems.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return [found ? found.join(" ") : "?", system ?? "?"].join(", ");
}
