import type { JSX } from "preact";
import { formatHundredths } from "../../../shared/points.ts";
import { type BandScale, type BandShares as Shares, tenthsOf } from "../../../shared/results/band-shares.ts";
import type { Results } from "../../../shared/results/results-answer.ts";
import type { Language } from "../../../shared/text.ts";
import { BandMark } from "../../../shared/ui/BandMark.tsx";
import { kindName } from "../../../shared/units/kind-name.ts";
import { resultsWords as words } from "../../../shared/words/results-page.ts";
import { type Look, speaker, useLook } from "../../web/look.ts";
import { Cell, Column, ReflowTable, Row, RowGroup, RowHead } from "../../web/ReflowTable.tsx";

interface BandSharesProps {
  readonly results: Pick<Results, "bandShares" | "basis">;
  /** The one block that it is of; absent for all. */
  readonly of: string | undefined;
  readonly hidden: boolean;
}

/** Units in each band and the share from each band up, of all, each kind and each block; or of the one block that is shown. */
export function BandShares({ results: { bandShares, basis }, of: block, hidden }: BandSharesProps): JSX.Element | null {
  const { t } = useLook();
  const shown = block === undefined ? bandShares : bandShares.filter(({ by, of }) => by === "block" && of === block);
  const [whole] = shown;
  if (!whole) return null;
  return (
    <section data-of={block ?? ""} hidden={hidden}>
      <div class="head">
        <h2>{t(basis === "live" ? words.sharesLive : words.shares)}</h2>
        <p>{t(words.sharesHow)}</p>
      </div>
      {whole.scales.length === 0 ? (
        <p>{t(words.sharesNone, { count: whole.notRanked })}</p>
      ) : (
        <>
          <Sentences shares={whole} />
          <Tables shown={shown} />
        </>
      )}
    </section>
  );
}

/**
 * As a report says it: “93,8 % (15 trên 16 đơn vị được xếp hạng) từ mức Tốt trở lên”. From the lowest band up are all, which says nothing.
 */
function Sentences({ shares: { scales, notRanked } }: { readonly shares: Shares }): JSX.Element {
  const { t, language } = useLook();
  const parts = scales.flatMap((scale) => {
    const own = scale.bands.slice(0, -1).map(({ name, unitsFrom }) => {
      const percent = percentText(language, unitsFrom, scale.ranked);
      return t(words.shareFrom, { percent, count: unitsFrom, ranked: scale.ranked, band: t(name) });
    });
    return scales.length > 1 ? own.map((one) => `${one} (${t(words.otherChecklist, { checklist: scale.checklists.join(", ") })})`) : own;
  });
  const rest = notRanked > 0 ? ` ${t(words.sharesNotRanked, { count: notRanked })}` : "";
  return <p class="prose">{`${parts.join("; ")}.${rest}`}</p>;
}

/** One table, unless checklists with other bands meet: a band's name means something only among units with the same bands. */
function Tables({ shown }: { readonly shown: readonly Shares[] }): JSX.Element {
  const scales = new Map<string, BandScale>();
  for (const scale of shown.flatMap((group) => group.scales)) {
    const before = scales.get(keyOf(scale));
    const checklists = [...new Set([...(before?.checklists ?? []), ...scale.checklists])].sort();
    scales.set(keyOf(scale), { ...scale, checklists });
  }
  return (
    <>
      {[...scales].map(([key, scale]) => (
        <Table key={key} shown={shown} scale={scale} several={scales.size > 1} />
      ))}
    </>
  );
}

function keyOf({ bands }: BandScale): string {
  return JSON.stringify(bands.map(({ name, min }) => [name, min]));
}

interface TableProps {
  readonly shown: readonly Shares[];
  readonly scale: BandScale;
  /** There are tables with other bands beside it. */
  readonly several: boolean;
}

function Table({ shown, scale, several }: TableProps): JSX.Element {
  const { t } = useLook();
  const { bands, checklists } = scale;
  const groups = shown.map((group) => ({ group, own: group.scales.find((one) => keyOf(one) === keyOf(scale)) }));
  return (
    <ReflowTable kind="shares">
      {several && <caption>{t(words.otherChecklist, { checklist: checklists.join(", ") })}</caption>}
      <thead>
        <Row>
          <Column>{t(words.shareScope)}</Column>
          {bands.map((band) => (
            <Column key={band.min} kind="num">
              <BandMark band={band} bands={bands} />
            </Column>
          ))}
          <Column kind="num">{t(words.shareRanked)}</Column>
          <Column kind="num">{t(words.shareNotRanked)}</Column>
        </Row>
      </thead>
      <RowGroup>
        {groups.map(
          ({ group, own }) => (own || !several) && <GroupRow key={`${group.by} ${group.of}`} group={group} own={own} bands={bands} />,
        )}
      </RowGroup>
    </ReflowTable>
  );
}

interface GroupRowProps {
  readonly group: Shares;
  /** Absent where nobody of the group has such bands. */
  readonly own: BandScale | undefined;
  readonly bands: BandScale["bands"];
}

function GroupRow({ group, own, bands }: GroupRowProps): JSX.Element {
  const { t, ...look } = useLook();
  return (
    <Row>
      <RowHead>{scopeName(look, group)}</RowHead>
      {bands.map(({ name }, i) => (
        <Cell key={i} kind="num" label={t(name)}>
          <Share share={own?.bands[i]} ranked={own?.ranked ?? 0} />
        </Cell>
      ))}
      <Cell kind="num" label={t(words.shareRanked)}>
        {own?.ranked ?? 0}
      </Cell>
      <Cell kind="num" label={t(words.shareNotRanked)}>
        {group.notRanked}
      </Cell>
    </Row>
  );
}

function Share({ share, ranked }: { readonly share: BandScale["bands"][number] | undefined; readonly ranked: number }): JSX.Element {
  const { t, language } = useLook();
  if (!share) return <span>–</span>;
  return (
    <span>
      {share.units}
      <br />
      <span class="muted small nowrap">{t(words.shareUp, { percent: percentText(language, share.unitsFrom, ranked) })}</span>
    </span>
  );
}

function scopeName(look: Pick<Look, "language">, { by, of }: Shares): string {
  const t = speaker(look);
  if (by === "all") return t(words.shareAll);
  return by === "kind" ? t(words.shareKind, { kind: kindName(of, look.language) }) : t(words.shareBlock, { block: of });
}

function percentText(language: Language, units: number, ranked: number): string {
  return formatHundredths(tenthsOf(units, ranked) * 10, language, 1);
}
