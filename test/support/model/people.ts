import { makeDevice, type TestServer } from "../server.ts";
import { makeAccount } from "../visitor.ts";
import type { Line, People } from "./world.ts";

/** The three inspectors, an office's account, and a lead who inspects nothing. */
export async function makePeople(server: TestServer): Promise<People> {
  const office = await makeAccount(server, "Office", ["unit"]);
  const device = await makeDevice(server, server.app, office.id, "unit");
  const lead = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  const [an, binh, chi] = [server.asInspector("an"), server.asInspector("binh"), server.asInspector("chi")];
  return {
    tokens: { an: an.token, binh: binh.token, chi: chi.token, office: device.token, lead: lead.token },
    ids: { an: an.personId, binh: binh.personId, chi: chi.personId, office: office.id },
    async speaksFor(unitId: string, line: Line) {
      const headers = { "content-type": "application/json" };
      const answer = await line(lead.token, `/api/people/${office.id}/unit`, { method: "PUT", headers, body: JSON.stringify({ unitId }) });
      if (answer.status !== 204) throw new Error(`the office's unit was answered ${answer.status}`);
    },
  };
}
