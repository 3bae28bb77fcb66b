import { newId } from "../../shared/id.ts";
import type { Quote } from "../../shared/sheets/answer.ts";
import type { Office } from "./offices.ts";

/** What the inspectors of the demo quoted, and on which page of the office it stands. */
export const quoted: Readonly<Record<string, { readonly page: string; readonly title: string; readonly exact: string }>> = {
  "NYTT-02": { page: "thu-tuc-hanh-chinh/", title: "Thủ tục hành chính", exact: "Danh mục thủ tục hành chính thuộc thẩm quyền giải quyết" },
  "NYTT-07": { page: "lien-he/", title: "Liên hệ, phản ánh kiến nghị", exact: "Tiếp nhận phản ánh, kiến nghị về quy định hành chính" },
  "NYTT-09": { page: "", title: "Trang chủ", exact: "Dịch vụ công trực tuyến" },
};

/** The quotation for this criterion from the office's website, as the extension would have taken it; none for most criteria. */
export function quotesFor(criterionId: string, office: Office, portal: string, at: Date): Quote[] {
  const found = quoted[criterionId];
  if (!found) return [];
  return [
    {
      type: "quote",
      id: newId(at.getTime()),
      exact: found.exact,
      prefix: "",
      suffix: "",
      url: `${portal}/${office.slug}/${found.page}`,
      title: `${found.title} – ${office.name}`,
      capturedAt: at.toISOString(),
    },
  ];
}
