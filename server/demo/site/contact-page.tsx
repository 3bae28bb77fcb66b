import type { JSX } from "preact";
import { isKept, type Office } from "../offices.ts";
import { OfficeFrame } from "./OfficeFrame.tsx";

export function ContactPage({ office }: { readonly office: Office }): JSX.Element {
  return (
    <OfficeFrame office={office} title="Liên hệ, phản ánh kiến nghị">
      <h2>Tiếp nhận phản ánh, kiến nghị về quy định hành chính</h2>
      <p>Địa chỉ: {office.address}.</p>
      {isKept(office) ? <Contacts office={office} /> : <p>Điện thoại: đang cập nhật.</p>}
    </OfficeFrame>
  );
}

const contacts = [
  { person: "Lò Văn Thạo", post: "Chánh Văn phòng", phone: "0299.388.1022" },
  { person: "Đinh Thị Nhài", post: "Chuyên viên kiểm soát thủ tục hành chính", phone: "0299.388.1024" },
];

function Contacts({ office }: { readonly office: Office }): JSX.Element {
  return (
    <>
      <p>
        Điện thoại: 0299.388.1022. Thư điện tử: phananh@{office.slug}.lamgiang.example. Gửi trực tuyến qua Cổng Dịch vụ công quốc gia, mục
        Phản ánh kiến nghị.
      </p>
      <h2>Công chức đầu mối</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Họ và tên</th>
            <th scope="col">Chức danh</th>
            <th scope="col">Điện thoại</th>
          </tr>
        </thead>
        <tbody>
          {contacts.map(({ person, post, phone }) => (
            <tr key={person}>
              <td>{person}</td>
              <td>{post}</td>
              <td>{phone}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Lịch tiếp công dân</h2>
      <p>Sáng thứ Năm hằng tuần, từ 07h30 đến 11h00, tại phòng Tiếp công dân.</p>
    </>
  );
}
