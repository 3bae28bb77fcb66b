import { buildIslands } from "../../server/packages/island-scripts.ts";

/** The server's pages have their islands as the sources are now. */
export const setup = buildIslands;
