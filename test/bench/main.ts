// npm run bench [submissions|stored|results|documents|settling|inspection|desks|drafts|overlay|worst|imports …]: measures this machine;
// without a word, all of it, on every database that is here.
import { cpus } from "node:os";
import { type DatabaseKind, databasesToTest } from "../support/databases.ts";
import { benchDocuments } from "./documents.ts";
import { benchDrafts } from "./drafts.ts";
import { benchImports } from "./imports.ts";
import { benchOverlay } from "./overlay.ts";
import { benchResults } from "./results.ts";
import { benchStored } from "./stored.ts";
import { benchSubmissions } from "./submissions.ts";
import { benchWorst } from "./worst.ts";

const { databases, missing } = databasesToTest(process.env, false);
const onEach = async (bench: (kind: DatabaseKind) => Promise<string>) => {
  const reports: string[] = [];
  for (const kind of databases) if (kind !== "postgres18") reports.push(await bench(kind));
  return reports.join("\n\n");
};
const sections: Readonly<Record<string, () => Promise<string>>> = {
  submissions: () => onEach((kind) => benchSubmissions(kind, 9450)),
  stored: () => onEach((kind) => benchStored(kind, 9465)),
  results: () => onEach((kind) => benchResults(kind, 9455)),
  documents: benchDocuments,
  // Loaded after what reads .tsx.
  settling: async () => onEach((await import("./settling.ts")).benchSettling),
  inspection: async () => onEach((await import("./inspection.ts")).benchInspection),
  desks: async () => onEach((await import("./desks.ts")).benchDesks),
  drafts: benchDrafts,
  overlay: benchOverlay,
  worst: benchWorst,
  imports: benchImports,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0) {
  console.error(`there is no section ${unknown.join(", ")}; there are ${Object.keys(sections).join(", ")}`);
  process.exit(2);
}
if (missing !== undefined) console.log(missing);
console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "processor"}`);
for (const [name, run] of Object.entries(sections)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${await run()}`);
}
