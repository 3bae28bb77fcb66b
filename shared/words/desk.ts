import type { Words } from "../text.ts";

/** The desk: lists, review and send, outbox, guide. */
export const deskWords = {
  editedBeforeReceipt: {
    vi: "Phiếu được sửa khi bản gửi trước chưa có biên nhận.",
    en: "The sheet was edited while the earlier transmission had no receipt.",
  },
} as const satisfies Record<string, Words>;
