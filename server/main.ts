import { EnvProblem, readEnv } from "./env.ts";
import { FolderInUse } from "./lock.ts";
import { serve } from "./serve.ts";

try {
  const env = readEnv(process.env);
  const server = await serve(env);
  console.log(`Phiếu Chấm  ${env.publicUrl}`);
  if (server.setupLink !== undefined) console.log(`Tạo quản trị viên, dùng một lần / make the administrator, once:\n  ${server.setupLink}`);
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    await server.close();
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
} catch (problem) {
  const code = problem instanceof Error && "code" in problem ? problem.code : undefined;
  if (problem instanceof EnvProblem || problem instanceof FolderInUse) console.error(problem.message);
  else if (code === "EADDRINUSE") console.error("PORT is taken by another program. Choose another one, for example PORT=8788.");
  else console.error(problem);
  process.exit(1);
}
