import type { Role } from "../../shared/people/sign-in.ts";

export interface DemoPerson {
  readonly key: "admin" | "lead" | "first" | "second" | "third" | "dong-bai" | "nam-sen";
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** The office that the account speaks for. */
  readonly office?: string;
  readonly does: string;
}

/** For every account of the demo; it lives on this machine alone, for as long as the demo runs. */
export const demoPassword = "demo-lam-giang";

export const demoPeople: readonly DemoPerson[] = [
  { key: "admin", name: "Phan Thị Vân", email: "quantri@lamgiang.example", roles: ["admin"], does: "quản trị / administrator" },
  { key: "lead", name: "Hoàng Thị Lê", email: "truongdoan@lamgiang.example", roles: ["lead"], does: "trưởng đoàn / lead" },
  { key: "first", name: "Nguyễn Văn Khoa", email: "khoa@lamgiang.example", roles: ["inspector"], does: "thành viên đoàn / inspector" },
  { key: "second", name: "Trần Thị Mai", email: "mai@lamgiang.example", roles: ["inspector"], does: "thành viên đoàn / inspector" },
  { key: "third", name: "Lý A Páo", email: "pao@lamgiang.example", roles: ["inspector"], does: "thành viên đoàn / inspector" },
  ...(
    [
      ["dong-bai", "Đông Bãi"],
      ["nam-sen", "Nậm Sen"],
    ] as const
  ).map(
    ([key, commune]): DemoPerson => ({
      key,
      name: `UBND xã ${commune}`,
      email: `${key.replace("-", "")}@lamgiang.example`,
      roles: ["unit"],
      office: `xa-${key}`,
      does: "đơn vị / unit",
    }),
  ),
];
