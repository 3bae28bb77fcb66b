import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// What is quick and needs no browser runs side by side; what drives real browsers runs one file at a time.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    // Much of the time is waiting for disks and other processes; what drives browsers runs one file at a time all the same.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/*.test.ts", "test/{shared,server,extension}/**/*.test.{ts,tsx}"], testTimeout: 20_000, hookTimeout: 60_000 },
      },
      // The same tests of the server on PostgreSQL, and those that need several processes on one database: on the installed version, and on 18.
      ...["postgres", "postgres18"].map((name) => ({
        extends: true as const,
        test: {
          name,
          include: ["test/{server,postgres}/**/*.test.ts"],
          // The slowest of those that pass the same code on both run on PostgreSQL in `npm run test:long` alone.
          exclude: [
            `test/server/{demo-*,install,kill,npm-start,start${process.env["LONG"] ? "" : ",pages,model-kill,blindness,permissions,contract,contract-refuses"}}.test.ts`,
          ],
          globalSetup: ["test/support/with-postgres.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      })),
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/{journeys,browser}/**/*.test.ts"],
          fileParallelism: false,
          // A machine that others use can hold a browser up; vitest says which test it tried again. Here, at the desk, none is.
          retry: process.env["CI"] ? 1 : 0,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: "long", include: ["test/long/**/*.test.ts"], fileParallelism: false, testTimeout: 1_800_000, hookTimeout: 120_000 },
      },
    ],
  },
});
