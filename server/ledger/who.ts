import type { Role } from "../../shared/people/sign-in.ts";

/**
 * Who is asking. A token reaches no further than its scope, whatever roles its owner holds: `inspector` for the extension, `unit` for what
 * a unit says of itself, `lead` for a program that does a lead's work, `read` for one that sees what a lead sees and changes nothing. A web
 * session reaches as far as the roles do (`roles`).
 */
export interface Who {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly via: "device" | "session";
  readonly scope: TokenScope | "roles";
  readonly deviceId?: string;
  readonly sessionId?: string;
}

export type TokenScope = "inspector" | "lead" | "unit" | "read";

/** As whom somebody looks at what is not for everybody. */
export type Eyes = "inspector" | "lead" | "unit";

/** As whom a sender looks: a session looks as an inspector, whatever its roles, and a reading program as a lead. */
export function eyesOf({ scope }: Pick<Who, "scope">): Eyes {
  if (scope === "read") return "lead";
  return scope === "roles" ? "inspector" : scope;
}

/** How a request's sender is told: by a device token under `/api`, by the session cookie on pages. */
export interface Recognises {
  /** `undefined` for an unknown, expired or revoked token, and for a disabled account. */
  whoIsDevice(bearer: string): Promise<Who | undefined>;
  whoIsSession(headers: Headers): Promise<Who | undefined>;
}
