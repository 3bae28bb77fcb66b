import { expect } from "vitest";
import type { Stages } from "../../shared/decisions/appraisal.ts";
import { newId } from "../../shared/id.ts";
import type { Device, PersonName, TestServer } from "./server.ts";
import { makeSheet, type SheetOf } from "./sheets.ts";

export interface HistoryItem {
  readonly action: string;
  readonly reason: string | null;
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
}

export const notApplicable = { "NYTT-10": { type: "notApplicable", reason: "Không có biểu mẫu" } } as const;

/** Status and code of a refusal. */
export async function refusalOf(answer: Response | Promise<Response>): Promise<[number, string]> {
  const { status, code } = await (await answer).json();
  return [status, code];
}

export async function send(device: Device, method: string, path: string, body: unknown): Promise<Response> {
  return await device.fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

/** What a lead does with an inspection, over real HTTP requests, by the lead named Lan unless another is given. */
export function leadVerbs(server: () => TestServer) {
  const as = (name: PersonName) => server().asInspector(name);
  const post = (inspectionId: string, deed: string, body: unknown, device = server().asLead()) =>
    send(device, "POST", `/api/inspections/${inspectionId}/${deed}`, body);
  return {
    as,
    post,
    settle: (inspectionId: string, request: object = {}) => post(inspectionId, "appraisal", { id: newId(), decisions: {}, ...request }),
    /** What they differ on comes to the mean: an inspection is settled before it is concluded. */
    settleByMean: async (inspectionId: string, device = server().asLead()) => {
      const request = { id: newId(), decisions: {}, rest: { by: "mean", reason: "Lấy trung bình các phiếu" } };
      expect((await post(inspectionId, "appraisal", request, device)).status).toBe(201);
    },
    giveBack: (inspectionId: string, name: PersonName) =>
      post(inspectionId, "return", { personId: as(name).personId, reason: "Xem lại số liệu" }),
    conclude: (inspectionId: string, device = server().asLead()) =>
      post(inspectionId, "conclusion", { waiveMinutes: "Biên bản giấy nộp sau" }, device),
    decide: (inspectionId: string, name: PersonName, approved: boolean) =>
      post(inspectionId, "not-applicable", { personId: as(name).personId, criterion: "NYTT-10", approved, reason: "Đã xem hồ sơ" }),
    async stages(inspectionId: string): Promise<Stages> {
      return await (await server().asLead().fetch(`/api/inspections/${inspectionId}/stages`)).json();
    },
    async history(inspectionId: string): Promise<HistoryItem[]> {
      return (await (await server().asLead().fetch(`/api/inspections/${inspectionId}/history`)).json()).history;
    },
    /** An inspection by An and Bình, both of whom have sent. */
    async sentByBoth(an: Partial<SheetOf> = { seed: 3 }, binh: Partial<SheetOf> = { seed: 3 }) {
      const at = await server().opens({ team: ["an", "binh"] });
      const sheets = { an: makeSheet({ ...at, ...an }), binh: makeSheet({ ...at, ...binh }) };
      for (const name of ["an", "binh"] as const) expect((await as(name).submits(sheets[name])).status).toBe(201);
      return { ...at, sheets };
    },
  };
}
