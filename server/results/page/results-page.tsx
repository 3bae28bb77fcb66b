import type { JSX } from "preact";
import { type Band, type Checklist, criteriaOf } from "../../../shared/checklists/checklist.ts";
import type { Plan } from "../../../shared/plans/plan.ts";
import { formatHundredths } from "../../../shared/points.ts";
import type { ResultRow } from "../../../shared/results/results.ts";
import type { Results } from "../../../shared/results/results-answer.ts";
import { formatDay, type Language } from "../../../shared/text.ts";
import { BandMark } from "../../../shared/ui/BandMark.tsx";
import { finderOf, withoutMarks } from "../../../shared/vietnamese-text.ts";
import { resultsWords as words } from "../../../shared/words/results-page.ts";
import { RemindedNotice } from "../../inspections/reminders/RemindedNotice.tsx";
import type { Reminder } from "../../inspections/reminders/reminders.ts";
import { Island } from "../../web/Island.tsx";
import { Layout } from "../../web/Layout.tsx";
import { type Look, speaker, useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { BandShares } from "./BandShares.tsx";
import { Filters } from "./Filters.tsx";
import { formWords } from "./form-words.ts";
import { Ranking } from "./Ranking.tsx";
import { Summary } from "./Summary.tsx";
import { shownText } from "./shown-words.ts";

interface ResultsPageProps {
  readonly results: Results;
  readonly plans: readonly Plan[];
  readonly checklist: Checklist;
  /** Narrowed to this block. */
  readonly block: string | undefined;
  /** Narrowed to the names that hold these words, as they were typed. */
  readonly find: string;
  /** `rank`, `name`, `index` or an area's id; a leading "-" turns it round. */
  readonly sort: string;
  /** What stands in the address of a page of these results. */
  readonly place: Readonly<Record<string, string>>;
  /** What the reader was reminded of: leads arrive here. */
  readonly reminders: readonly Reminder[];
}

/** All blocks are drawn, and those that are not chosen hidden: the island chooses another without asking the server. */
export function ResultsPage({ results, plans, checklist, block, find, sort, place, reminders }: ResultsPageProps): JSX.Element {
  const { t, language } = useLook();
  const shown = shownRows(results.rows, block, find);
  const byBlock = [[undefined, results.rows] as const, ...Map.groupBy(results.rows, (row) => row.block)];
  const title = t(words.title, { plan: results.plan.title });
  return (
    <Layout title={title} active="results">
      <div class="title">
        <div>
          <h1>{title}</h1>
          <Period results={results} />
        </div>
        <Filters results={results} plans={plans} block={block} find={find} />
      </div>
      <RemindedNotice reminders={reminders} />
      {results.basis === "live" && <Notice kind="warn">{t(words.liveNotice)}</Notice>}
      {results.form === "remote" && <RemoteNotice checklist={checklist} />}
      {byBlock.map(([of, rows]) => (
        <Summary key={of} results={results} of={of} rows={rows} hidden={of !== block} />
      ))}
      {byBlock.map(([of, rows]) => rows.every((row) => row.inspection === null) && <NoneYet key={of} of={of} hidden={of !== block} />)}
      <section>
        <div class="head">
          <h2>{t(results.basis === "live" ? words.rankingLive : words.ranking)}</h2>
          <p>{t(words.rankingHow)}</p>
          <p class="shown" aria-live="polite">
            {shownText(language, shown.size, results.rows.length)}
          </p>
        </div>
        <Ranking results={results} checklist={checklist} shown={shown} sort={sort} place={place} />
      </section>
      {byBlock.map(([of]) => (
        <BandShares key={of} results={results} of={of} hidden={of !== block} />
      ))}
      <BandScale bands={checklist.bands} />
      <Island name="ranking" />
    </Layout>
  );
}

function shownRows(rows: Results["rows"], block: string | undefined, find: string): ReadonlySet<ResultRow> {
  const finds = finderOf(find);
  return new Set(rows.filter((row) => (block === undefined || row.block === block) && (find === "" || finds(withoutMarks(row.name)))));
}

export function NoPlanPage(): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(words.emptyTitle)} active="results" width="middle">
      <h1>{t(words.emptyTitle)}</h1>
      <p>{t(words.emptyNext)}</p>
      <p>
        <a class="btn primary" href="/admin">
          {t(words.toPrepare)}
        </a>
      </p>
    </Layout>
  );
}

function Period({ results: { period, computedAt, form } }: Pick<ResultsPageProps, "results">): JSX.Element {
  const { t } = useLook();
  const said = t(words.period, { from: formatDay(period.from), to: formatDay(period.to), at: formatDay(computedAt, true) });
  return <p>{`${said} · ${t(formWords[form])}`}</p>;
}

function RemoteNotice({ checklist }: Pick<ResultsPageProps, "checklist">): JSX.Element {
  const { t, language } = useLook();
  const points = pointsOf(language, checklist, "remote");
  return <Notice kind="info">{t(words.remoteNotice, { points, all: pointsOf(language, checklist, "both") })}</Notice>;
}

function pointsOf(language: Language, checklist: Checklist, form: "remote" | "both"): string {
  const points = criteriaOf(checklist, form).reduce((sum, criterion) => sum + criterion.maxPoints, 0);
  return formatHundredths(points, language);
}

function NoneYet({ of, hidden }: { readonly of: string | undefined; readonly hidden: boolean }): JSX.Element {
  const { t } = useLook();
  return (
    <div data-of={of ?? ""} hidden={hidden}>
      <Notice kind="info">
        {t(words.noneYet)} <a href="/admin">{t(words.toPrepare)}</a>
      </Notice>
    </div>
  );
}

/** What each band means. */
function BandScale({ bands }: { readonly bands: readonly Band[] }): JSX.Element {
  const { t, ...look } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(words.bands)}</h2>
      </div>
      <p class="legend">
        {bands.map((band, i) => (
          <>
            <BandMark key={band.min} band={band} bands={bands} /> <span>{rangeText(look, bands, i)}</span>
          </>
        ))}
      </p>
    </section>
  );
}

function rangeText(look: Pick<Look, "language">, bands: readonly Band[], i: number): string {
  const t = speaker(look);
  const [own, better] = [bands[i], bands[i - 1]];
  const figure = (value: number) => formatHundredths(value, look.language);
  if (!own || own.min <= 0) return t(words.bandBelow, { below: figure(better?.min ?? 10_000) });
  return better ? t(words.bandBetween, { from: figure(own.min), below: figure(better.min) }) : t(words.bandFrom, { from: figure(own.min) });
}
