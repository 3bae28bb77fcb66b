import * as v from "valibot";
import { Checklist } from "./checklist.ts";
import document from "./default-checklist.json" with { type: "json" };

/** The checklist that is published at first start: 35 criteria, 100 points; a proposal, each legal source with its status. */
export const defaultChecklist: Checklist = v.parse(Checklist, document);
