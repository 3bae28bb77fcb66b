import type { JSX } from "preact";
import type { YearDays } from "../../shared/plans/working-days.ts";
import { formatDay } from "../../shared/text.ts";
import { limitWords as words } from "../../shared/words/limits.ts";
import { Crumbs } from "../web/Crumbs.tsx";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { type Filled, hasErrors } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { StoredYear } from "./calendar.ts";

interface CalendarProps {
  readonly stored: StoredYear;
  readonly years: readonly number[];
  readonly changedBy: string;
  readonly seen: string;
  readonly filled: Filled;
  readonly done: string | undefined;
}

/** A year's holidays and swapped days, one a line. */
export function CalendarPage({ stored, years, changedBy, seen, filled, done }: CalendarProps): JSX.Element {
  const { t } = useLook();
  const year = String(stored.year);
  const title = t(words.calendarTitle, { year });
  return (
    <Layout title={title} active="prepare" width="middle" done={done} hasErrors={hasErrors(filled)}>
      <Crumbs />
      <h1>{title}</h1>
      <nav class="row" aria-label={t(words.years)}>
        {years.map((one) => (
          <a key={one} class="btn small" href={`/admin/calendar?year=${one}`} aria-current={one === stored.year ? "page" : undefined}>
            {one}
          </a>
        ))}
      </nav>
      <Standing stored={stored} changedBy={changedBy} />
      <ErrorSummary filled={filled} />
      <form class="stack" method="post" action="/admin/calendar">
        <input type="hidden" name="year" value={year} />
        <input type="hidden" name="seen" value={seen} />
        <Field
          filled={filled}
          name="holidays"
          label={words.holidays}
          hint={words.holidaysHow}
          rows={14}
          value={linesOf(stored.holidays)}
          optional
        />
        <Field filled={filled} name="workingDays" label={words.workingDays} rows={4} value={linesOf(stored.workingDays)} optional />
        <button class="btn primary">{t(words.saveCalendar)}</button>
      </form>
    </Layout>
  );
}

function Standing({ stored, changedBy }: Pick<CalendarProps, "stored" | "changedBy">): JSX.Element {
  const { t } = useLook();
  if (stored.changedAt === null) return <Notice kind="warn">{t(words.notEntered, { year: String(stored.year) })}</Notice>;
  return <p class="muted">{t(words.entered, { at: formatDay(new Date(stored.changedAt), true), name: changedBy })}</p>;
}

function linesOf(days: YearDays["holidays"]): string {
  return days.map(({ day, name }) => `${formatDay(day)} ${name}`.trim()).join("\n");
}
