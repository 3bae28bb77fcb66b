import type { JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import { Icon } from "../../../shared/ui/Icon.tsx";
import { State } from "../../../shared/ui/State.tsx";
import { inspectionWords as words } from "../../../shared/words/inspection/inspection-page.ts";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import { positionSaid } from "../position-words.ts";
import type { Sender } from "../senders.ts";
import type { BlindInspection } from "./whole-inspection.ts";

/** Before the reveal: who has sent and when, and why nothing more. */
export function BlindTeam({ blind }: { readonly blind: BlindInspection }): JSX.Element {
  const { t } = useLook();
  const { lead, team, head } = blind;
  const isCancelled = head.state === "cancelled";
  return (
    <>
      <Notice kind="info">{t(isCancelled ? words.cancelled : lead ? words.blind : words.blindOwn)}</Notice>
      {!isCancelled && (
        <section>
          <div class="head">
            <h2>{t(lead ? words.whoSent : words.yourState)}</h2>
          </div>
          <ul class="prose">
            {team.map((member, i) => (
              <Member key={i} member={member} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Member({ member: { name, position, scores, excused, sentAt } }: { readonly member: Sender }): JSX.Element {
  const { t } = useLook();
  return (
    <li>
      <bdi>{name ?? t(words.vacant)}</bdi> <span class="muted">{`· ${positionSaid(t, position)} · `}</span>
      {!scores ? (
        <span class="muted">{t(words.scoresNot)}</span>
      ) : sentAt !== null ? (
        <State tone="ok" icon="check" word={t(words.sentAt, { at: formatDay(sentAt, true) })} />
      ) : excused ? (
        <State tone="idle" icon="none" word={t(words.excused)} />
      ) : (
        <span class="state idle">
          <Icon name="clock" />
          {t(words.notSent)}
        </span>
      )}
    </li>
  );
}
