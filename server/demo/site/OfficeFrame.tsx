import type { ComponentChildren, JSX } from "preact";
import { isKept, type Office, province } from "../offices.ts";
import { PortalFrame } from "./PortalFrame.tsx";

interface Frame {
  readonly office: Office;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** The portal's frame around one page of an office. */
export function OfficeFrame({ office, title, children }: Frame): JSX.Element {
  return (
    <PortalFrame title={`${title} – ${office.name}`} look={isKept(office) ? "kept" : "plain"}>
      <Top office={office} />
      <Sections office={office} />
      <main>{children}</main>
      <footer>
        <p>
          <strong>{office.name}</strong> · {office.address}
        </p>
        {isKept(office) ? (
          <p>Điện thoại: 0299.388.1022 · Thư điện tử: vanthu@{office.slug}.lamgiang.example · Chịu trách nhiệm: Trưởng ban biên tập</p>
        ) : (
          <p>Bản quyền thuộc về đơn vị.</p>
        )}
        <p>Trang minh họa của Phiếu Chấm: địa danh, người và số liệu đều là hư cấu.</p>
      </footer>
    </PortalFrame>
  );
}

function Top({ office }: { readonly office: Office }): JSX.Element {
  return (
    <header>
      <a class="emblem" href="/" aria-label={`Cổng thông tin điện tử tỉnh ${province}`}>
        ★
      </a>
      <div>
        <p>Cổng thông tin điện tử tỉnh {province}</p>
        <h1>
          <a href={`/${office.slug}/`}>{office.name}</a>
        </h1>
      </div>
      {isKept(office) && (
        <form action={`/${office.slug}/thu-tuc-hanh-chinh/`}>
          <label>
            Tìm thủ tục <input name="tim" type="search" />
          </label>
          <button>Tìm</button>
        </form>
      )}
    </header>
  );
}

function Sections({ office }: { readonly office: Office }): JSX.Element {
  const root = `/${office.slug}/`;
  return (
    <nav aria-label="Chuyên mục">
      <a href={root}>Trang chủ</a>
      <a href={`${root}thu-tuc-hanh-chinh/`}>Thủ tục hành chính</a>
      {isKept(office) && <a href={`${root}quy-tac-ung-xu/`}>Quy tắc ứng xử</a>}
      <a href={`${root}lien-he/`}>Liên hệ, phản ánh kiến nghị</a>
    </nav>
  );
}
