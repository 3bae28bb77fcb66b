import { type Examples, json, next } from "./contract-example.ts";
import { documentExamples } from "./contract-examples-documents.ts";
import {
  correctionExamples,
  evidenceExamples,
  explanationExamples,
  findingExamples,
  objectionExamples,
  settlingExamples,
  sheetExamples,
} from "./contract-examples-inspections.ts";
import { registryExamples } from "./contract-examples-registry.ts";
import type { World } from "./contract-world.ts";
import { givesPassword } from "./newcomers.ts";

/** For each operation that random values alone would hardly ever move: a request that succeeds. */
export function examplesIn(world: World): Examples {
  return {
    ...deviceExamples(world),
    ...sheetExamples(world),
    ...settlingExamples(world),
    ...evidenceExamples(world),
    ...findingExamples(world),
    ...explanationExamples(world),
    ...objectionExamples(world),
    ...documentExamples(world),
    ...correctionExamples(world),
    ...registryExamples(world),
  };
}

function deviceExamples({ server }: World): Examples {
  const { identity } = server.context;
  return {
    "GET /openapi.json": () => ({ by: "reader" }),
    "POST /api/device/code": () => ({ by: "nobody", headers: { "x-forwarded-for": address() }, body: json({ deviceName: "Máy của An" }) }),
    "POST /api/device/token": async () => {
      const { deviceCode, userCode } = await identity.startDevice("Máy của Bình", { place: address(), before: undefined });
      const personId = server.asInspector("binh").personId;
      await identity.approveDevice(await givesPassword(server.context, personId, ["inspector"]), userCode);
      return { by: "nobody", body: json({ deviceCode }) };
    },
  };
}

/** Everybody has an address of their own behind the proxy. */
function address(): string {
  const n = next();
  return `198.18.${Math.floor(n / 250) % 250}.${n % 250}`;
}
