import { html } from "hono/html";
import { formatDay } from "../../../shared/text.ts";
import { forgotten, type Office, offices, province } from "../offices.ts";
import { type Html, layout } from "./layout.ts";
import { newsOf } from "./news.ts";
import { communeProcedures, decision, departmentProcedures, oldDecision, type Procedure, repealedProcedures } from "./procedures.ts";

/** The portal's own front page: every office of the province. */
export function portalPage(): Html {
  const blocks = [...new Set(offices.map((office) => office.block))];
  return html`<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Cổng thông tin điện tử tỉnh ${province}</title><link rel="stylesheet" href="/portal.css"></head>
<body class="kept">
<header><span class="emblem">★</span><div><p>Trang minh họa của Phiếu Chấm</p><h1>Cổng thông tin điện tử tỉnh ${province}</h1></div></header>
<main><div class="columns">${blocks.map(
    (block) =>
      html`<section><h2>${block}</h2><ul>${offices
        .filter((office) => office.block === block)
        .map((office) => html`<li><a href="/${office.slug}/">${office.name}</a></li>`)}</ul></section>`,
  )}</div></main>
</body></html>`;
}

export function frontPage(office: Office, today: string): Html {
  const news = newsOf(office, today);
  const kept = office.care >= 75;
  return layout(
    office,
    "Trang chủ",
    html`<div class="columns">
<section><h2>Tin mới</h2>${news.map(
      (item, i) =>
        html`<article><h3><a href="/${office.slug}/tin-tuc/${i + 1}/">${item.title}</a></h3><p class="day"><time datetime="${item.day}">${formatDay(item.day)}</time></p><p>${item.text}</p></article>`,
    )}</section>
<aside>
  <section><h2>Dịch vụ công trực tuyến</h2><p>${
    office.slug === forgotten
      ? html`Nộp hồ sơ tại <a href="https://dichvucong.lamgiang.example/">Cổng dịch vụ công tỉnh ${province}</a> hoặc Bộ phận Một cửa UBND cấp huyện.`
      : html`Nộp hồ sơ tại <a href="https://dichvucong.gov.vn/">Cổng Dịch vụ công quốc gia</a>. Tra cứu bằng mã hồ sơ trên giấy hẹn.`
  }</p></section>
  ${kept ? html`<section><h2>Tiến độ giải quyết hồ sơ</h2><p>Quý liền trước: tiếp nhận 1.284, giải quyết đúng và trước hạn 1.251, quá hạn 9.</p></section>` : ""}
  <section><h2>Phản ánh, kiến nghị</h2><p>${kept ? "Đường dây nóng 0299.388.1022 – ông Lò Văn Thạo, Chánh Văn phòng." : "Gửi về hòm thư góp ý đặt tại trụ sở."}</p></section>
  ${office.care >= 85 ? html`<p class="trust">Tín nhiệm mạng</p>` : ""}
</aside></div>`,
  );
}

export function newsPage(office: Office, number: number, today: string): Html | undefined {
  const item = newsOf(office, today)[number - 1];
  if (!item) return undefined;
  return layout(
    office,
    item.title,
    html`<article><h2>${item.title}</h2><p class="day"><time datetime="${item.day}">${formatDay(item.day)}</time></p><p>${item.text}</p></article>`,
  );
}

export function proceduresPage(office: Office, query: string): Html {
  const old = office.slug === forgotten;
  const source = old ? oldDecision : decision;
  const shown = proceduresOf(office).filter(({ name }) => name.toLocaleLowerCase("vi").includes(query.toLocaleLowerCase("vi")));
  return layout(
    office,
    "Thủ tục hành chính",
    html`<h2>Danh mục thủ tục hành chính thuộc thẩm quyền giải quyết</h2>
<p>Công bố kèm theo Quyết định số ${source.number} ngày ${formatDay(source.signedOn)} của Chủ tịch UBND tỉnh ${province}. ${old ? "Cơ quan giải quyết: UBND cấp huyện, UBND phường." : "Danh mục được cập nhật trong 5 ngày làm việc kể từ ngày ký."}</p>
<table><thead><tr><th scope="col">Mã thủ tục</th><th scope="col">Tên thủ tục</th><th scope="col">Lĩnh vực</th><th scope="col">Thời hạn</th><th scope="col">Phí, lệ phí</th><th scope="col">Dịch vụ công</th></tr></thead>
<tbody>${shown.map(
      (procedure) =>
        html`<tr><td>${procedure.code}</td><td><a href="/${office.slug}/thu-tuc-hanh-chinh/${procedure.code}/">${procedure.name}</a></td><td>${procedure.field}</td><td>${procedure.days} ngày làm việc</td><td>${procedure.fee}</td><td>${procedure.level}</td></tr>`,
    )}</tbody></table>
<p>${shown.length} thủ tục.</p>`,
  );
}

/** Laid out as the national portal does it: in the text a label stands glued to its value. */
export function procedurePage(office: Office, code: string): Html | undefined {
  const procedure = proceduresOf(office).find((own) => own.code === code);
  if (!procedure) return undefined;
  const source = office.slug === forgotten ? oldDecision : decision;
  const facts: [string, string][] = [
    ["Mã thủ tục", procedure.code],
    ["Số quyết định", source.number],
    ["Tên thủ tục", procedure.name],
    ["Lĩnh vực", procedure.field],
    ["Cơ quan thực hiện", office.slug === forgotten ? "UBND cấp huyện" : office.name],
    ["Thời hạn giải quyết", `${procedure.days} ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ`],
    ["Phí, lệ phí", procedure.fee],
    ["Cách thức nộp", procedure.level],
  ];
  return layout(
    office,
    procedure.name,
    html`<h2>${procedure.name}</h2><dl>${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`,
  );
}

export function contactPage(office: Office): Html {
  const kept = office.care >= 75;
  return layout(
    office,
    "Liên hệ, phản ánh kiến nghị",
    html`<h2>Tiếp nhận phản ánh, kiến nghị về quy định hành chính</h2>
<p>Địa chỉ: ${office.address}.</p>
${
  kept
    ? html`<p>Điện thoại: 0299.388.1022. Thư điện tử: phananh@${office.slug}.lamgiang.example. Gửi trực tuyến qua Cổng Dịch vụ công quốc gia, mục Phản ánh kiến nghị.</p>
<h2>Công chức đầu mối</h2><table><thead><tr><th scope="col">Họ và tên</th><th scope="col">Chức danh</th><th scope="col">Điện thoại</th></tr></thead>
<tbody><tr><td>Lò Văn Thạo</td><td>Chánh Văn phòng</td><td>0299.388.1022</td></tr><tr><td>Đinh Thị Nhài</td><td>Chuyên viên kiểm soát thủ tục hành chính</td><td>0299.388.1024</td></tr></tbody></table>
<h2>Lịch tiếp công dân</h2><p>Sáng thứ Năm hằng tuần, từ 07h30 đến 11h00, tại phòng Tiếp công dân.</p>`
    : html`<p>Điện thoại: đang cập nhật.</p>`
}`,
  );
}

export function conductPage(office: Office): Html | undefined {
  if (office.care < 75) return undefined;
  return layout(
    office,
    "Quy tắc ứng xử",
    html`<h2>Quy tắc ứng xử của cán bộ, công chức, viên chức</h2>
<p>Ban hành kèm theo Quyết định số 96/QĐ-VP ngày ${formatDay("2026-02-10")}.</p>
<ol><li>Lịch sự, lắng nghe, hướng dẫn rõ ràng, đầy đủ ngay từ lần đầu.</li><li>Không yêu cầu giấy tờ ngoài thành phần hồ sơ đã công bố.</li><li>Đeo thẻ khi thi hành nhiệm vụ; xưng tên, cơ quan khi nghe điện thoại.</li><li>Hồ sơ quá hạn phải có văn bản xin lỗi và hẹn lại ngày trả.</li></ol>`,
  );
}

function proceduresOf(office: Office): readonly Procedure[] {
  const all = office.kind === "department" ? departmentProcedures : communeProcedures;
  if (office.slug === forgotten) return [...repealedProcedures, ...communeProcedures.slice(0, 4)];
  return office.care >= 75 ? all : all.slice(0, Math.ceil(all.length * 0.75));
}
