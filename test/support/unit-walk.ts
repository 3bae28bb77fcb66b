import { routes } from "../../server/http/may.ts";
import type { Device } from "./server.ts";
import type { Visitor } from "./visitor.ts";

/** Whatever a unit may ask, by its token and by its session, with these in the places of the addresses. */
export function addressesOfUnits(values: Readonly<Record<string, readonly string[]>>): string[] {
  const open = Object.entries(routes).flatMap(([route, rule]) => {
    if (!route.startsWith("GET ") || rule === "anyone") return [];
    return ("token" in rule ? rule.token : rule.session).some((one) => one === "unit") ? [route.slice(4)] : [];
  });
  return open.flatMap((pattern) =>
    pattern.split("/").reduce<string[]>(
      (made, part, at) => {
        const here = part.startsWith(":") ? (values[part.slice(1)] ?? values["id"] ?? []) : [part];
        return made.flatMap((path) => here.map((one) => (at === 0 ? one : `${path}/${one}`)));
      },
      [""],
    ),
  );
}

/** What each address says: status and bytes. Keys of forms and references of errors are random. */
export async function readAsUnit(device: Device, page: Visitor, addresses: readonly string[]): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  for (const address of addresses) {
    const answer = address.startsWith("/api/") ? await device.fetch(address) : await page.visits(address);
    const body = Buffer.from(await answer.arrayBuffer()).toString("utf8");
    const still = body.replaceAll(/"reference":"\w+"|name="key" value="[\w-]+"|"serverTime":"[^"]+"/g, "");
    said.set(address, `${answer.status} ${answer.headers.get("content-disposition")} ${still}`);
  }
  return said;
}
