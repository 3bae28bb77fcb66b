import type { InspectionAsk } from "./whole-inspection.ts";

type Asked = Pick<InspectionAsk, "order">;

/** The page with a criterion open, and what else was asked for; `null`: none is. */
export function hrefOf(inspectionId: string, { order }: Asked, criterionId: string | null): string {
  return address(inspectionId, { order: orderIn(order), criterion: criterionId ?? undefined }, criterionId === null ? "" : "#criterion");
}

/** The same with one sheet's evidence listed whole. */
export function evidenceAddress(inspectionId: string, { order }: Asked, criterionId: string, submissionId: string): string {
  return address(inspectionId, { order: orderIn(order), criterion: criterionId, evidence: submissionId }, "#criterion");
}

export function orderAddress(inspectionId: string, order: InspectionAsk["order"]): string {
  return address(inspectionId, { order: orderIn(order) }, "#all");
}

export function historyAddress(inspectionId: string): string {
  return address(inspectionId, { history: "all" }, "#history");
}

/** What is usual is not said in the address. */
function orderIn(order: InspectionAsk["order"]): string | undefined {
  return order === "differs" ? undefined : order;
}

function address(inspectionId: string, asked: Readonly<Record<string, string | undefined>>, fragment: string): string {
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString();
  return `/inspections/${inspectionId}${query && `?${query}`}${fragment}`;
}
