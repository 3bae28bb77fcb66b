import { forgotten, isKept, type Office } from "../offices.ts";

export interface NewsItem {
  readonly title: string;
  readonly text: string;
  readonly day: string;
}

/** Three short reports of an office. A well-kept page has news of this week; the forgotten one stopped before the district level ended. */
export function newsOf(office: Office, today: string): NewsItem[] {
  if (office.slug === forgotten) {
    return [
      {
        title: "UBND thị xã giao ban công tác quý I",
        text: "Thường trực UBND thị xã đã giao ban với các phường, nghe báo cáo công tác quý I.",
        day: "2025-04-03",
      },
      {
        title: "Thông báo lịch tiếp công dân tháng 3 năm 2025",
        text: "Lịch tiếp công dân định kỳ của Chủ tịch UBND phường vào sáng thứ Năm hằng tuần.",
        day: "2025-02-27",
      },
      {
        title: "Ra quân dọn vệ sinh dịp Tết",
        text: "Các tổ dân phố đồng loạt ra quân dọn vệ sinh, trồng hoa dọc tuyến đường chính.",
        day: "2025-01-20",
      },
    ];
  }
  const newest = isKept(office) ? 2 : 40;
  return [
    {
      title: "Tiếp tục công khai, cập nhật thủ tục hành chính theo quyết định công bố mới",
      text:
        `${office.name} đã cập nhật danh mục thủ tục hành chính trên trang và tại nơi tiếp nhận hồ sơ. ` +
        "Người dân có thể quét mã QR tại quầy để tra cứu.",
      day: daysBefore(today, newest),
    },
    {
      title: "Quán triệt quy tắc ứng xử của cán bộ, công chức, viên chức",
      text:
        "Hội nghị quán triệt quy tắc ứng xử, văn hóa công sở; " +
        "đường dây nóng tiếp nhận phản ánh hoạt động trong và ngoài giờ hành chính.",
      day: daysBefore(today, newest + 9),
    },
    {
      title: "Kết quả giải quyết hồ sơ quý vừa qua",
      text: "Số hồ sơ giải quyết trước hạn và đúng hạn chiếm tỷ lệ cao; hồ sơ quá hạn đều có văn bản xin lỗi, hẹn lại ngày trả.",
      day: daysBefore(today, newest + 23),
    },
  ];
}

function daysBefore(today: string, days: number): string {
  return new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
}
