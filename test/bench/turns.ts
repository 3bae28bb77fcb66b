/** Does the work, and says how long its longest turn kept the request loop, in processor time. */
export async function longestTurn<T>(work: () => Promise<T>): Promise<{ done: T; ms: number }> {
  let [ms, working, before] = [0, true, process.threadCpuUsage()];
  const turn = () => {
    const { user, system } = process.threadCpuUsage(before);
    ms = Math.max(ms, (user + system) / 1_000);
    before = process.threadCpuUsage();
    if (working) setImmediate(turn);
  };
  setImmediate(turn);
  const done = await work();
  await new Promise((next) => setImmediate(next));
  working = false;
  return { done, ms };
}
