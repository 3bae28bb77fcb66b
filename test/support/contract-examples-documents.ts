import { newId } from "../../shared/id.ts";
import { type Examples, json } from "./contract-example.ts";
import type { World } from "./contract-world.ts";
import { send } from "./lead-verbs.ts";

export function documentExamples(world: World): Examples {
  const { server, devices } = world;
  const issued = async () => {
    const { inspectionId: id } = await server.opens({ unit: 3 });
    const documentId = newId();
    await send(devices.lead, "PUT", `/api/inspections/${id}/documents/${documentId}`, { kind: "minutes" });
    return { by: "lead" as const, params: { id, documentId } };
  };
  return {
    "GET /api/inspections/{id}/documents": async () => ({ by: "lead", params: { id: (await issued()).params.id } }),
    "GET /api/inspections/{id}/documents/{documentId}/file": issued,
    "PUT /api/inspections/{id}/documents/{documentId}": async () => {
      const { inspectionId: id } = await server.opens({ unit: 3 });
      return { by: "lead", params: { id, documentId: newId() }, body: json({ kind: "minutes" }) };
    },
  };
}
