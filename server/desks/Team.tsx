import type { JSX } from "preact";
import { formatDay } from "../../shared/text.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { useLook } from "../web/look.ts";
import type { InspectionView } from "./inspection-view.ts";
import { positionSaid } from "./position-words.ts";

/** Who is of the team, and as what. */
export function Team({ inspection: { team } }: { readonly inspection: InspectionView }): JSX.Element {
  const { t } = useLook();
  return (
    <section>
      <div class="head">
        <h2>{t(words.team)}</h2>
      </div>
      <ul class="prose">
        {team.map((member) => (
          <Member key={member.personId} member={member} />
        ))}
      </ul>
    </section>
  );
}

function Member({ member: { name, position, scores, excused, sent } }: { readonly member: InspectionView["team"][number] }): JSX.Element {
  const { t } = useLook();
  const parts = [positionSaid(t, position), t(scores ? words.scores : words.scoresNot)];
  if (excused) parts.push(t(words.excused, { day: formatDay(excused.at), reason: excused.reason }));
  if (sent) parts.push(t(words.sent));
  return (
    <li>
      {name ?? t(words.vacant)} <span class="muted">{`· ${parts.join(" · ")}`}</span>
    </li>
  );
}
