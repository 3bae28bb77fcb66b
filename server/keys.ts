import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { PublicKeys } from "../shared/api.ts";
import { sha256 } from "./hash.ts";

type PublicKey = v.InferOutput<typeof PublicKeys>["keys"][number];

/** Signs receipts (Ed25519). The private key lies outside the database: who can write the tables cannot make receipts. */
export interface SigningKeys {
  readonly keyId: string;
  /** Every key that ever signed here, the current one first. */
  readonly published: readonly PublicKey[];
  /** The text's signature, base64url. */
  sign(text: string): string;
  /** `false` also for an unknown key. */
  verifies(text: string, keyId: string, signature: string): boolean;
}

/** Reads the keys of `DATA_DIR/keys`, and makes the first one. Without its private part a key is retired, and a new one takes its place. */
export function openKeys(dataDir: string, now: Date): SigningKeys {
  const folder = join(dataDir, "keys");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const list = join(folder, "published.json");
  let keys = existsSync(list) ? v.parse(PublicKeys, JSON.parse(readFileSync(list, "utf8"))).keys : [];
  const privateFile = (keyId: string) => join(folder, `${keyId}.pem`);
  const newest = keys[0];
  if (newest === undefined || newest.until !== null || !existsSync(privateFile(newest.keyId))) {
    const made = makeKey(now);
    writeFileSync(privateFile(made.key.keyId), made.pem, { mode: 0o600, flush: true });
    keys = [made.key, ...keys.map((key) => (key.until === null ? { ...key, until: now.toISOString() } : key))];
    writeFileSync(`${list}.new`, JSON.stringify({ keys }, null, 2), { flush: true });
    renameSync(`${list}.new`, list);
  }
  const current = keys[0];
  if (current === undefined) throw new Error("no signing key");
  const secret = createPrivateKey(readFileSync(privateFile(current.keyId), "utf8"));
  const known = new Map(keys.map((key) => [key.keyId, fromRaw(key.publicKey)]));
  return {
    keyId: current.keyId,
    published: keys,
    sign: (text) => sign(null, Buffer.from(text), secret).toString("base64url"),
    verifies(text, keyId, signature) {
      const key = known.get(keyId);
      return key !== undefined && verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
    },
  };
}

function makeKey(now: Date): { key: PublicKey; pem: string } {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = pair.publicKey.export({ format: "jwk" }).x ?? "";
  const key = { keyId: sha256(publicKey).slice(0, 16), publicKey, since: now.toISOString(), until: null };
  return { key, pem: pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString() };
}

function fromRaw(publicKey: string): KeyObject {
  return createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x: publicKey } });
}
