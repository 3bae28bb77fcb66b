import { formatDay, vietnamDay } from "../../shared/text.ts";
import type { Speech } from "../../shared/ui/language.ts";
import { deskWords } from "../../shared/words/desk.ts";

/** "09:42 hôm nay", "16:20 hôm qua", "20/11/2026 17:48"; in Việt Nam's time. */
export function formatWhen(instant: string, now: Date, { t }: Speech): string {
  const day = vietnamDay(new Date(instant));
  const time = formatDay(instant, true).slice(-5);
  if (day === vietnamDay(now)) return t(deskWords.todayAt, { time });
  if (day === vietnamDay(new Date(now.getTime() - 86_400_000))) return t(deskWords.yesterdayAt, { time });
  return formatDay(instant, true);
}
