import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, beforeAll } from "vitest";

// What a password hashes to with a salt is computed once in a worker and then remembered: of the server's tests most of the time was
// signing the same people in again. Every new salt, and every password that is not known with it, is hashed as ever.

type Scrypt = typeof crypto.scrypt;
type Done = (error: Error | null, key: Buffer) => void;

/** A worker of several files loads this for each; there is one memory. */
const place = Symbol.for("phieu-cham.remembered-hashes");
const shared = globalThis as { [place]?: { readonly real: Scrypt; readonly remembering: Scrypt } };
shared[place] ??= { real: crypto.scrypt, remembering: remember(crypto.scrypt) };
const { real, remembering } = shared[place];
put(remembering);

function remember(scrypt: Scrypt): Scrypt {
  const keys = new Map<string, Buffer>();
  return ((typed: crypto.BinaryLike, salt: crypto.BinaryLike, length: number, options: crypto.ScryptOptions, done: Done) => {
    const asked = JSON.stringify([typed, salt, length, options]);
    const known = keys.get(asked);
    if (known) return setImmediate(done, null, Buffer.from(known));
    return scrypt(typed, salt, length, options, (error, key) => {
      if (!error) keys.set(asked, Buffer.from(key));
      done(error, key);
    });
  }) as Scrypt;
}

function put(scrypt: Scrypt): void {
  crypto.scrypt = scrypt;
  syncBuiltinESMExports();
}

/** For a file whose tests are about how long and how many at a time passwords are hashed. */
export function hashesEachTime(): void {
  beforeAll(() => put(real));
  afterAll(() => put(remembering));
}
