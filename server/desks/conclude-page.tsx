import type { JSX } from "preact";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { indexText } from "../results/figure-words.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { InspectionView } from "./inspection-view.ts";
import { subtitle } from "./inspection-words.ts";

interface ConcludePageProps {
  readonly inspection: InspectionView;
  /** The unit's page. */
  readonly back: string;
}

/** Asks once, with what a conclusion freezes; nothing has changed before its button is pressed. */
export function ConcludePage({ inspection, back }: ConcludePageProps): JSX.Element {
  const { t, who, ...look } = useLook();
  const { current, unit, id } = inspection;
  const title = t(words.concludeAsk, { unit: unit.name });
  return (
    <Layout title={title} active="results" width="middle">
      <p class="crumbs">
        <a href={back}>{unit.name}</a>
      </p>
      <h1>{title}</h1>
      <p>{subtitle(look, inspection)}</p>
      {!inspection.somebodyElse && current.some((sheet) => sheet.authorId === who?.personId) && (
        <Notice kind="warn">{t(words.concludeByScorer)}</Notice>
      )}
      <Frozen inspection={inspection} />
      <section>
        <div class="head">
          <h2>{t(words.afterwards)}</h2>
        </div>
        <ul class="prose">
          <li>{t(words.afterwardsLate)}</li>
          <li>{t(words.afterwardsUnit)}</li>
        </ul>
      </section>
      <form method="post" action={`/inspections/${id}/conclude`}>
        <input type="hidden" name="back" value={back} />
        <input type="hidden" name="asked" value="yes" />
        <div class="row">
          <button class="btn primary">{t(words.concludeDo)}</button>
          <a class="btn" href={back}>
            {t(words.concludeBack)}
          </a>
        </div>
      </form>
    </Layout>
  );
}

function Frozen({ inspection: { current, result, settled } }: Pick<ConcludePageProps, "inspection">): JSX.Element {
  const { t, language } = useLook();
  const source = settled ? words.fromAppraisal : current.length > 1 ? words.fromMean : words.fromOne;
  return (
    <section>
      <div class="head">
        <h2>{t(words.freezes)}</h2>
      </div>
      <ul class="prose">
        <li>
          {result === null ? t(words.freezesResultNone) : t(words.freezesResult, { index: indexText(result, language), source: t(source) })}
        </li>
        <li>{t(words.freezesSheets, { count: current.length, names: current.map(({ authorName }) => authorName).join(", ") })}</li>
        <li>{t(words.freezesDecisions)}</li>
      </ul>
    </section>
  );
}
