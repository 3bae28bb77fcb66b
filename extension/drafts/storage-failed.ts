/** Why the device could not keep something. The screen says it and what to do. */
export type StorageReason =
  /** The disk or the browser's share of it is full. */
  | "quota"
  /** The record is not there (sent or deleted in another tab). */
  | "missing"
  /** The record is there but cannot be read; it stays as it is and can be exported. */
  | "broken"
  /** What should be written breaks the record's own rules (a text too long); nothing was written. */
  | "invalid"
  /** Somebody changed it since it was looked at. */
  | "changed"
  /** What is being sent, or was received, cannot be taken back or deleted like this. */
  | "inUse"
  /** Another tab with an old version keeps the database. */
  | "blocked"
  /** This context is older than the database: reload. */
  | "newer"
  /** Anything else the browser says. */
  | "failed";

/** Storage never answers `false`: whatever was not kept is thrown as this. */
export class StorageFailed extends Error {
  override readonly name = "StorageFailed";
  readonly reason: StorageReason;

  constructor(reason: StorageReason, options?: ErrorOptions) {
    super(`the device did not store it: ${reason}`, options);
    this.reason = reason;
  }
}

const reasons: Readonly<Record<string, StorageReason>> = { QuotaExceededError: "quota", VersionError: "newer" };

/** Any error of the storage as one of the reasons above; the error itself is its cause. */
export function storageFailure(cause: unknown): StorageFailed {
  if (cause instanceof StorageFailed) return cause;
  const name = cause instanceof Error ? cause.name : "";
  return new StorageFailed(reasons[name] ?? "failed", { cause });
}
