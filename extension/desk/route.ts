/** A place in the desk, as it stands behind the `#`. */
export type Route =
  | { readonly page: "lists"; readonly section: Section | undefined }
  | { readonly page: "score"; readonly draftId: string; readonly criterionId: string | undefined }
  | { readonly page: "review"; readonly draftId: string }
  | { readonly page: "item"; readonly id: string }
  | { readonly page: "surprise" }
  | { readonly page: "guide" }
  | { readonly page: "unknown" };

/** The parts of the lists page that an address can name, in the order in which they stand there. */
export const sections = ["inspections", "drafts", "outbox", "storage"] as const;
export type Section = (typeof sections)[number];

/** `#/review/…` → its page; what names no page of the desk is `unknown`. */
export function parseRoute(hash: string): Route {
  const [page = "", id, more] = hash.replace(/^#\/?/, "").split("/");
  const section = sections.find((name) => name === page);
  if (page === "" || section) return { page: "lists", section };
  if (page === "score" && id) return { page, draftId: id, criterionId: more };
  if (page === "review" && id) return { page, draftId: id };
  if (page === "item" && id) return { page, id };
  if (page === "surprise" || page === "guide") return { page };
  return { page: "unknown" };
}

/** Names the page of a place: the lists are one page, and so is a sheet whatever criterion is open. */
export function pageOf(route: Route): string {
  return "draftId" in route ? `${route.page} ${route.draftId}` : "id" in route ? `${route.page} ${route.id}` : route.page;
}

/** Goes to a place of the desk, as following a link does. */
export function goTo(hash: `#/${string}`): void {
  location.hash = hash;
}
