import type { Words } from "../../shared/text.ts";
import { deskWords } from "../../shared/words/desk.ts";
import type { StorageReason } from "../drafts/storage-failed.ts";

/** What a person is told when the device could not keep something. */
export const storageWords: Readonly<Record<StorageReason, Words>> = {
  quota: deskWords.storageQuota,
  missing: deskWords.storageMissing,
  broken: deskWords.storageBroken,
  invalid: deskWords.storageInvalid,
  changed: deskWords.changedMeanwhile,
  inUse: deskWords.storageInUse,
  blocked: deskWords.storageBlocked,
  newer: deskWords.storageNewer,
  failed: deskWords.storageFailed,
};
