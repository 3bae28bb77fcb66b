import { openInspections } from "../../server/inspections/inspections.ts";
import { createApp } from "../../server/serve.ts";
import { newId } from "../../shared/id.ts";
import type { Evidence } from "../../shared/sheets/answer.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import type { DatabaseKind } from "../support/databases.ts";
import { makeSheet } from "../support/sheets.ts";
import { aim, figure, spread, table, withSpread } from "./figures.ts";
import { openPlace } from "./place.ts";
import { makeProvince, type Province } from "./province.ts";
import { leadsBrowser } from "./sent.ts";

const inspectors = 5;
const evidencePerCriterion = 40;
const rounds = 60;
const aimMs = 30;
const aimBytes = 60_000;

/**
 * The page of one inspection that is as full as sheets can be: asked for by a lead's browser, in processor time of the server's thread, so
 * that what else the machine does falls out (packing, which is done beside it), and in the bytes that are sent.
 */
export async function benchInspection(kind: DatabaseKind): Promise<string> {
  const place = await openPlace(kind);
  try {
    const province = await makeProvince(place.env("inspection"));
    const id = await fullInspection(province);
    const asked = [
      { name: "differences first", query: "" },
      { name: "one criterion open", query: "?criterion=DDCV-01" },
    ];
    const sent = await leadsBrowser(province);
    const found = [];
    for (const { name, query } of asked) {
      const times: number[] = [];
      let bytes = 0;
      for (let i = 0; i < rounds; i += 1) {
        const before = process.threadCpuUsage();
        bytes = (await sent(`/inspections/${id}${query}`)).byteLength;
        const { user, system } = process.threadCpuUsage(before);
        times.push((user + system) / 1_000);
      }
      found.push({ name, first: times[0] ?? Number.NaN, spread: spread(times.slice(5)), bytes });
    }
    await province.close();
    const slowest = Math.max(...found.map((one) => one.spread.median));
    const largest = Math.max(...found.map(({ bytes }) => bytes));
    return [
      `one inspection, ${inspectors} inspectors × 35 criteria × ${evidencePerCriterion} pieces of evidence, ${kind}`,
      table(
        ["page", "ms busy", "the first time", "kB gzip"],
        found.map((one) => [one.name, withSpread(one.spread), figure(one.first), figure(one.bytes / 1_000)]),
      ),
      aim(`the page takes ${aimMs} ms on the server`, slowest <= aimMs, `${figure(slowest)} ms`),
      aim(`the page has ${aimBytes / 1_000} kB on the wire`, largest <= aimBytes, `${figure(largest / 1_000)} kB`),
    ].join("\n");
  } finally {
    await place.remove();
  }
}

async function fullInspection(province: Province): Promise<string> {
  const { database } = province.context;
  const app = createApp(province.context);
  const planId = await province.plan(2026);
  const team = province.inspectors.slice(0, inspectors);
  const members = team.map(({ personId }) => ({ personId, position: "member" as const, scores: true }));
  const [unitId = ""] = province.unitIds;
  const of = { planId, unitIds: [unitId], kind: "planned", form: "both", visitedOn: "2026-10-05", announced: true, team: members } as const;
  const [inspectionId = ""] = await openInspections(database, of, team[0]?.personId ?? "", new Date());
  for (const [i, { token }] of team.entries()) {
    const sheet = fullSheet(makeSheet({ inspectionId, unitId, seed: 3 + i * 5 }));
    const answer = await app.request(`/api/submissions/${sheet.id}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": newId() },
      body: JSON.stringify(sheet),
    });
    if (answer.status !== 201) throw new Error(`a sheet was answered ${answer.status}: ${await answer.text()}`);
  }
  return inspectionId;
}

function fullSheet(sheet: Submission): Submission {
  for (const [id, entry] of Object.entries(sheet.entries)) {
    entry.note = `Bộ phận Một cửa tầng 1, quầy ${id}: ${newId()} đã xem tại chỗ, mẫu 10 thủ tục còn ghi cấp huyện.`;
    entry.evidence = Array.from({ length: evidencePerCriterion }, (_, i) => pieceOf(i));
  }
  return sheet;
}

function pieceOf(i: number): Evidence {
  const capturedAt = "2026-10-05T01:47:12.000Z";
  if (i % 2 === 0) {
    const sha256 = (newId() + newId()).replaceAll("-", "");
    return { type: "file", id: newId(), sha256, mediaType: "image/jpeg", size: 96_000, name: `anh-${i}.jpg`, capturedAt };
  }
  const page = { url: `https://tinh.test/thu-tuc/dat-dai?trang=${i}`, title: "Thủ tục lĩnh vực đất đai" };
  const words = {
    prefix: "Cơ quan thực hiện: ",
    exact: `Phòng Tài nguyên và Môi trường cấp huyện ${newId()}`,
    suffix: ". Thời hạn: 15 ngày",
  };
  return { type: "quote", id: newId(), ...words, ...page, capturedAt };
}
