import { randomBytes, randomInt } from "node:crypto";

/** 32 random bytes, base64url. Only its SHA-256 is stored: enough without salt or stretching, because it is random. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** Consonants that are not mistaken for each other, so that no word arises: RFC 8628, 6.1. 20⁸ codes. */
const letters = "BCDFGHJKLMNPQRSTVWXZ";

/** Typed by a person: `BCDF-GHJK`. */
export function newUserCode(): string {
  const code = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("");
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** As typed or pasted: lower case, spaces or no dash. */
export function asUserCode(typed: string): string {
  const code = typed.toUpperCase().replace(/[^A-Z]/g, "");
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
