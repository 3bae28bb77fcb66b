// A restore in a process of its own, which ends itself with SIGKILL before its n-th lasting change:
// `node test/support/restore-killed.ts <place as JSON> <folder | --resume | --undo> <n>`
import { restore, resumeRestore, undoRestore } from "../../server/backup/restore.ts";

const [place = "{}", asked = "", last = "0"] = process.argv.slice(2);
let steps = 0;
const onStep = () => {
  steps += 1;
  if (steps === Number(last)) process.kill(process.pid, "SIGKILL");
};
if (asked === "--undo") await undoRestore(JSON.parse(place), onStep);
else if (asked === "--resume") await resumeRestore(JSON.parse(place), new Date(), onStep);
else await restore(JSON.parse(place), asked, new Date(), onStep);
