import type { JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import type { Office } from "../offices.ts";
import { OfficeFrame } from "./OfficeFrame.tsx";

/** Rules of conduct, as an office that keeps its pages posts them. */
export function ConductPage({ office }: { readonly office: Office }): JSX.Element {
  return (
    <OfficeFrame office={office} title="Quy tắc ứng xử">
      <h2>Quy tắc ứng xử của cán bộ, công chức, viên chức</h2>
      <p>Ban hành kèm theo Quyết định số 96/QĐ-VP ngày {formatDay("2026-02-10")}.</p>
      <ol>
        <li>Lịch sự, lắng nghe, hướng dẫn rõ ràng, đầy đủ ngay từ lần đầu.</li>
        <li>Không yêu cầu giấy tờ ngoài thành phần hồ sơ đã công bố.</li>
        <li>Đeo thẻ khi thi hành nhiệm vụ; xưng tên, cơ quan khi nghe điện thoại.</li>
        <li>Hồ sơ quá hạn phải có văn bản xin lỗi và hẹn lại ngày trả.</li>
      </ol>
    </OfficeFrame>
  );
}
