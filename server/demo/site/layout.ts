import { html } from "hono/html";
import { type Office, province } from "../offices.ts";

export type Html = ReturnType<typeof html>;

/** The portal's frame around one page of an office. No script, nothing from elsewhere. */
export function layout(office: Office, title: string, content: Html): Html {
  const root = `/${office.slug}/`;
  const kept = office.care >= 75;
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${office.name}</title>
<link rel="stylesheet" href="/portal.css">
</head>
<body class="${kept ? "kept" : "plain"}">
<header>
  <a class="emblem" href="/" aria-label="Cổng thông tin điện tử tỉnh ${province}">★</a>
  <div><p>Cổng thông tin điện tử tỉnh ${province}</p><h1><a href="${root}">${office.name}</a></h1></div>
  ${kept ? html`<form action="${root}thu-tuc-hanh-chinh/"><label>Tìm thủ tục <input name="tim" type="search"></label><button>Tìm</button></form>` : ""}
</header>
<nav aria-label="Chuyên mục">
  <a href="${root}">Trang chủ</a>
  <a href="${root}thu-tuc-hanh-chinh/">Thủ tục hành chính</a>
  ${kept ? html`<a href="${root}quy-tac-ung-xu/">Quy tắc ứng xử</a>` : ""}
  <a href="${root}lien-he/">Liên hệ, phản ánh kiến nghị</a>
</nav>
<main>${content}</main>
<footer>
  <p><strong>${office.name}</strong> · ${office.address}</p>
  ${kept ? html`<p>Điện thoại: 0299.388.1022 · Thư điện tử: vanthu@${office.slug}.lamgiang.example · Chịu trách nhiệm: Trưởng ban biên tập</p>` : html`<p>Bản quyền thuộc về đơn vị.</p>`}
  <p>Trang minh họa của Phiếu Chấm: địa danh, người và số liệu đều là hư cấu.</p>
</footer>
</body>
</html>`;
}
