import type { JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import { forgotten, type Office, province } from "../offices.ts";
import { OfficeFrame } from "./OfficeFrame.tsx";
import { decision, oldDecision, type Procedure } from "./procedures.ts";

const columns = ["Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Thời hạn", "Phí, lệ phí", "Dịch vụ công"];

interface ProceduresPageProps {
  readonly office: Office;
  readonly procedures: readonly Procedure[];
}

export function ProceduresPage({ office, procedures }: ProceduresPageProps): JSX.Element {
  const old = office.slug === forgotten;
  const { number, signedOn } = old ? oldDecision : decision;
  return (
    <OfficeFrame office={office} title="Thủ tục hành chính">
      <h2>Danh mục thủ tục hành chính thuộc thẩm quyền giải quyết</h2>
      <p>
        Công bố kèm theo Quyết định số {number} ngày {formatDay(signedOn)} của Chủ tịch UBND tỉnh {province}.{" "}
        {old ? "Cơ quan giải quyết: UBND cấp huyện, UBND phường." : "Danh mục được cập nhật trong 5 ngày làm việc kể từ ngày ký."}
      </p>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {procedures.map((procedure) => (
            <ProcedureRow key={procedure.code} office={office} procedure={procedure} />
          ))}
        </tbody>
      </table>
      <p>{procedures.length} thủ tục.</p>
    </OfficeFrame>
  );
}

interface OneProcedure {
  readonly office: Office;
  readonly procedure: Procedure;
}

function ProcedureRow({ office, procedure }: OneProcedure): JSX.Element {
  const { code, name: title, field, days, fee, level } = procedure;
  return (
    <tr>
      <td>{code}</td>
      <td>
        <a href={`/${office.slug}/thu-tuc-hanh-chinh/${code}/`}>{title}</a>
      </td>
      <td>{field}</td>
      <td>{days} ngày làm việc</td>
      <td>{fee}</td>
      <td>{level}</td>
    </tr>
  );
}

/** Laid out as the national portal does it: in the text a label stands glued to its value. */
export function ProcedurePage({ office, procedure }: OneProcedure): JSX.Element {
  const old = office.slug === forgotten;
  const facts: readonly (readonly [string, string])[] = [
    ["Mã thủ tục", procedure.code],
    ["Số quyết định", (old ? oldDecision : decision).number],
    ["Tên thủ tục", procedure.name],
    ["Lĩnh vực", procedure.field],
    ["Cơ quan thực hiện", old ? "UBND cấp huyện" : office.name],
    ["Thời hạn giải quyết", `${procedure.days} ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ`],
    ["Phí, lệ phí", procedure.fee],
    ["Cách thức nộp", procedure.level],
  ];
  return (
    <OfficeFrame office={office} title={procedure.name}>
      <h2>{procedure.name}</h2>
      <dl>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </OfficeFrame>
  );
}
