import type { ComponentChildren, JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import { forgotten, isKept, type Office, province } from "../offices.ts";
import type { NewsItem } from "./news.ts";
import { OfficeFrame } from "./OfficeFrame.tsx";

/** An office's front page: its news, and beside them where to turn. */
export function FrontPage({ office, news }: { readonly office: Office; readonly news: readonly NewsItem[] }): JSX.Element {
  return (
    <OfficeFrame office={office} title="Trang chủ">
      <div class="columns">
        <section>
          <h2>Tin mới</h2>
          {news.map((item, i) => (
            <Report key={item.title} item={item}>
              <h3>
                <a href={`/${office.slug}/tin-tuc/${i + 1}/`}>{item.title}</a>
              </h3>
            </Report>
          ))}
        </section>
        <aside>
          <section>
            <h2>Dịch vụ công trực tuyến</h2>
            <WhereToApply office={office} />
          </section>
          {isKept(office) && (
            <section>
              <h2>Tiến độ giải quyết hồ sơ</h2>
              <p>Quý liền trước: tiếp nhận 1.284, giải quyết đúng và trước hạn 1.251, quá hạn 9.</p>
            </section>
          )}
          <section>
            <h2>Phản ánh, kiến nghị</h2>
            {isKept(office) ? (
              <p>Đường dây nóng 0299.388.1022 – ông Lò Văn Thạo, Chánh Văn phòng.</p>
            ) : (
              <p>Gửi về hòm thư góp ý đặt tại trụ sở.</p>
            )}
          </section>
          {office.care >= 85 && <p class="trust">Tín nhiệm mạng</p>}
        </aside>
      </div>
    </OfficeFrame>
  );
}

function WhereToApply({ office }: { readonly office: Office }): JSX.Element {
  if (office.slug === forgotten)
    return (
      <p>
        Nộp hồ sơ tại <a href="https://dichvucong.lamgiang.example/">Cổng dịch vụ công tỉnh {province}</a> hoặc Bộ phận Một cửa UBND cấp
        huyện.
      </p>
    );
  return (
    <p>
      Nộp hồ sơ tại <a href="https://dichvucong.gov.vn/">Cổng Dịch vụ công quốc gia</a>. Tra cứu bằng mã hồ sơ trên giấy hẹn.
    </p>
  );
}

/** One report on a page of its own. */
export function NewsPage({ office, item }: { readonly office: Office; readonly item: NewsItem }): JSX.Element {
  return (
    <OfficeFrame office={office} title={item.title}>
      <Report item={item}>
        <h2>{item.title}</h2>
      </Report>
    </OfficeFrame>
  );
}

/** `children`: its heading. */
function Report({ item, children }: { readonly item: NewsItem; readonly children: ComponentChildren }): JSX.Element {
  return (
    <article>
      {children}
      <p class="day">
        <time datetime={item.day}>{formatDay(item.day)}</time>
      </p>
      <p>{item.text}</p>
    </article>
  );
}
