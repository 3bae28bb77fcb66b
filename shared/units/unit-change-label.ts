import { type Bilingual, formatDay, type Language, say } from "../text.ts";
import { unitChangeWords as words } from "../words/unit-changes.ts";
import type { Lineage, LineageEvent } from "./unit-lineage.ts";

const mostNames = 5;

/** "Xã A, Xã B sáp nhập thành Xã C từ ngày 01/07/2025 (1684/NQ-UBTVQH15)", one event after the other. */
export function labelOf(events: readonly LineageEvent[], { nameAt }: Pick<Lineage, "nameAt">): Bilingual {
  const inLanguage = (language: Language) => events.map((event) => sentenceOf(event, nameAt, language)).join("; ");
  return { vi: inLanguage("vi"), en: inLanguage("en") };
}

function sentenceOf(event: LineageEvent, nameAt: Lineage["nameAt"], language: Language): string {
  const names = (side: "before" | "after") => {
    const all = event[side].map((id) => nameAt(id, event, side));
    const some = all.slice(0, mostNames).join(", ");
    return all.length > mostNames ? say(words.more, language, { names: some, count: all.length - mostNames }) : some;
  };
  const alone = event.kind === "merge" && event.before.length === 1 && event.after[0] !== event.before[0];
  return say(words[alone ? "succeed" : event.kind], language, {
    before: names("before"),
    after: names("after"),
    on: formatDay(event.on),
    decision: event.decision === null ? "" : ` (${event.decision})`,
  });
}
