/*
 * The desk: a whole tab, which no web page can cover. Its lists (lists/) say what is to be done, what is only here and what has left;
 * scoring in the office happens here, and a sheet is read and sent here alone (review/). It reads the device and asks the background;
 * it knows no network.
 */

import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Words } from "../../shared/text.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { StorageFailed } from "../drafts/storage-failed.ts";
import { reportError } from "../errors.ts";
import { call } from "../screen/call.ts";
import { InLanguage } from "../screen/InLanguage.tsx";
import { useOnline } from "../screen/use-online.ts";
import { type Desk, DeskContext, type Said } from "./desk-context.ts";
import { type DeskState, useDeskState } from "./desk-state.ts";
import { Elsewhere } from "./Elsewhere.tsx";
import { Guide } from "./Guide.tsx";
import { Lists } from "./lists/Lists.tsx";
import { Missing } from "./Missing.tsx";
import { Notices } from "./Notices.tsx";
import { ItemPage } from "./review/ItemPage.tsx";
import { Review } from "./review/Review.tsx";
import { pageOf, parseRoute, type Route } from "./route.ts";
import { Score } from "./Score.tsx";
import { Surprise } from "./Surprise.tsx";
import { storageWords } from "./storage-words.ts";
import { TopBar } from "./TopBar.tsx";
import { useArrival, useRoute } from "./use-route.ts";

/** The desk: works with no site and no network. */
export function DeskPage(): JSX.Element {
  return <InLanguage>{() => <LoadedDesk />}</InLanguage>;
}

function LoadedDesk(): JSX.Element {
  const { t } = useSpeech();
  const { loaded, readAgain } = useDeskState();
  if (loaded.state === "opening") return <p class="wrap">{t(deskWords.loading)}</p>;
  if (loaded.state === "failed") {
    return (
      <main class="wrap">
        <h1>{t(deskWords.cannotOpen)}</h1>
        <p class="notice danger" role="alert">
          {t(storageWords[loaded.reason])}
        </p>
        <button type="button" class="btn" onClick={readAgain}>
          {t(deskWords.tryAgain)}
        </button>
      </main>
    );
  }
  if (loaded.state === "elsewhere") {
    return (
      <main class="wrap">
        <Elsewhere here={loaded.here} />
      </main>
    );
  }
  return <OpenDesk state={loaded.desk} />;
}

function OpenDesk({ state }: { state: DeskState }): JSX.Element {
  const { t } = useSpeech();
  const route = useRoute();
  const now = useNow();
  const online = useOnline();
  const [notices, setNotices] = useState<{ readonly said: readonly Said[]; readonly on: string }>({ said: [], on: "" });
  // Told on one page, it is gone on the next: there it would speak of something else.
  const tell = useCallback((...said: readonly Said[]) => setNotices({ said, on: pageOf(parseRoute(location.hash)) }), []);
  const run = useCallback(
    async (step: string, work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        // A lost race with another window is told, not reported.
        if (!(error instanceof StorageFailed && error.reason === "missing")) void reportError(`desk.${step}`, error);
        tell({ tone: "danger", words: error instanceof StorageFailed ? storageWords[error.reason] : deskWords.somethingFailed });
      }
    },
    [tell],
  );
  const desk = useMemo((): Desk => ({ state, now, online, tell, run }), [state, now, online, tell, run]);
  useSyncOnOpen(online);
  useTryAgain(state, online);
  const title = `${t(titleOf(route))} · ${t(fieldWords.product)}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  useArrival(route);
  return (
    <DeskContext.Provider value={desk}>
      <TopBar />
      <main class="wrap">
        <Notices said={notices.on === pageOf(route) ? notices.said : []} onClose={() => tell()} />
        <Page route={route} />
      </main>
    </DeskContext.Provider>
  );
}

function Page({ route }: { route: Route }): JSX.Element {
  switch (route.page) {
    case "lists":
      return <Lists section={route.section} />;
    case "score":
      return <Score key={route.draftId} draftId={route.draftId} criterionId={route.criterionId} />;
    case "review":
      return <Review key={route.draftId} draftId={route.draftId} />;
    case "item":
      return <ItemPage key={route.id} id={route.id} />;
    case "surprise":
      return <Surprise />;
    case "guide":
      return <Guide />;
    case "unknown":
      return <Missing title={deskWords.notFound} />;
  }
}

function titleOf(route: Route): Words {
  const titles = {
    score: deskWords.scoring,
    review: deskWords.review,
    item: deskWords.item,
    surprise: deskWords.surpriseTitle,
    guide: deskWords.guide,
  };
  return route.page === "lists" || route.page === "unknown" ? deskWords.desk : titles[route.page];
}

/** "sau 2 phút" and "hôm nay" stay true while the desk lies open. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Opening the desk, or getting a network while it is open, sends what waits and then brings the lists up to date. */
function useSyncOnOpen(online: boolean): void {
  useEffect(() => {
    if (!online) return;
    const sync = async () => {
      await call("sendNow", {});
      await call("refreshField", {});
    };
    sync().catch((error: unknown) => reportError("desk.sync", error));
  }, [online]);
}

/** While somebody looks, an item is tried again as soon as its pause is over, not only when the background's alarm rings. */
function useTryAgain({ items, signIn }: DeskState, online: boolean): void {
  const next = items
    .filter(
      ({ state, owner, nextTryAt }) =>
        state === "waiting" && nextTryAt !== null && signIn.state === "signedIn" && owner.accountId === signIn.accountId,
    )
    .reduce((earliest, { nextTryAt }) => Math.min(earliest, Date.parse(nextTryAt ?? "")), Number.POSITIVE_INFINITY);
  useEffect(() => {
    if (!online || !Number.isFinite(next)) return;
    const timer = setTimeout(
      () => call("sendNow", {}).catch((error: unknown) => reportError("desk.tryAgain", error)),
      Math.max(1_000, next - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [online, next]);
}
