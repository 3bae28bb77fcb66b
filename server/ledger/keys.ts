import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { PublicKeys } from "../../shared/server.ts";
import { whileLocked } from "../database/lock.ts";
import { NoData } from "../database/open.ts";
import { demandNoRestore } from "../database/restore-marker.ts";
import { sha256 } from "../host/hash.ts";

type PublicKey = v.InferOutput<typeof PublicKeys>["keys"][number];

/** What was signed here can be told from what was not. */
export interface PublishedKeys {
  /** Every key that ever signed here, the current one first. */
  readonly published: readonly PublicKey[];
  /** `false` also for an unknown key. */
  verifies(text: string, keyId: string, signature: string): boolean;
}

/**
 * Signs receipts (Ed25519). The private key lies outside the database: who can write the tables cannot make receipts. A key that another
 * process has put in its place is used from then on: `keyId` says which one `sign` uses until it is asked again.
 */
export interface SigningKeys extends PublishedKeys {
  readonly keyId: string;
  /** The text's signature, base64url. */
  sign(text: string): string;
}

/** Reads the keys of `DATA_DIR/keys`, and makes the first one. Without its private part a key is retired, and a new one takes its place. */
export function openKeys(dataDir: string, now: Date): SigningKeys {
  const folder = folderOf(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const load = () => {
    const { stamp, keys, verifies } = read(folder);
    const [current] = keys;
    if (current === undefined) throw new Error("no signing key");
    return {
      stamp,
      keys,
      verifies,
      keyId: current.keyId,
      secret: createPrivateKey(readFileSync(privateFile(folder, current.keyId), "utf8")),
    };
  };
  let loaded = whileLocked(join(folder, "lock"), () => {
    const [newest] = read(folder).keys;
    if (newest === undefined || newest.until !== null || !existsSync(privateFile(folder, newest.keyId))) putNewKey(folder, now);
    return load();
  });
  const latest = () => {
    if (stampOf(folder) !== loaded.stamp) loaded = load();
    return loaded;
  };
  return {
    get keyId() {
      return latest().keyId;
    },
    get published() {
      return latest().keys;
    },
    sign: (text) => sign(null, Buffer.from(text), loaded.secret).toString("base64url"),
    verifies: (text, keyId, signature) => latest().verifies(text, keyId, signature),
  };
}

/** Reads what is published and makes nothing. */
export function readPublishedKeys(dataDir: string): PublishedKeys {
  const { keys, verifies } = read(folderOf(dataDir));
  return { published: keys, verifies };
}

/**
 * Puts a new key in the current one's place; running servers use it from the next receipt on. The old public key stays published with the
 * time it ended, its private part is gone. Returns both ids.
 */
export function rotateKey(dataDir: string, now: Date): { readonly before: string; readonly keyId: string } {
  demandNoRestore(dataDir);
  const folder = folderOf(dataDir);
  if (!existsSync(folder)) throw new NoData(dataDir);
  return whileLocked(join(folder, "lock"), () => {
    const [old] = read(folder).keys;
    if (old === undefined) throw new NoData(dataDir);
    const keyId = putNewKey(folder, now);
    rmSync(privateFile(folder, old.keyId), { force: true });
    return { before: old.keyId, keyId };
  });
}

function folderOf(dataDir: string): string {
  return join(dataDir, "keys");
}

function privateFile(folder: string, keyId: string): string {
  return join(folder, `${keyId}.pem`);
}

function listFile(folder: string): string {
  return join(folder, "published.json");
}

/** Changes with every new list. */
function stampOf(folder: string): string {
  const file = statSync(listFile(folder), { bigint: true, throwIfNoEntry: false });
  return file ? `${file.ino} ${file.mtimeNs}` : "";
}

function read(folder: string) {
  const stamp = stampOf(folder);
  const keys = stamp === "" ? [] : v.parse(PublicKeys, JSON.parse(readFileSync(listFile(folder), "utf8"))).keys;
  const known = new Map(keys.map((key) => [key.keyId, fromRaw(key.publicKey)]));
  const verifies = (text: string, keyId: string, signature: string) => {
    const key = known.get(keyId);
    return key !== undefined && verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  };
  return { stamp, keys, verifies };
}

/** The private part is on the disk before the list names it. */
function putNewKey(folder: string, now: Date): string {
  const made = makeKey(now);
  writeFileSync(privateFile(folder, made.key.keyId), made.pem, { mode: 0o600, flush: true });
  const keys = [made.key, ...read(folder).keys.map((key) => (key.until === null ? { ...key, until: now.toISOString() } : key))];
  const list = listFile(folder);
  writeFileSync(`${list}.new`, JSON.stringify({ keys }, null, 2), { flush: true });
  renameSync(`${list}.new`, list);
  return made.key.keyId;
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
