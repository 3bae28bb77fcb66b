import type { Role } from "../shared/api.ts";

/**
 * Who is asking. A device token reaches no further than its scope, whatever roles its owner holds:
 * `inspector` for the extension, `lead` for reading results and settling, `unit` for what a unit says of itself; a web session reaches as far as the roles do (`roles`).
 */
export interface Who {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly via: "device" | "session";
  readonly scope: "inspector" | "lead" | "unit" | "roles";
  readonly deviceId?: string;
}

/** How a request's sender is told: by a device token under `/api`, by the session cookie on pages. */
export interface Recognises {
  /** `undefined` for an unknown, expired or revoked token, and for a disabled account. */
  whoIsDevice(bearer: string): Promise<Who | undefined>;
  whoIsSession(headers: Headers): Promise<Who | undefined>;
}
