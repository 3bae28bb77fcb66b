import * as v from "valibot";
import { wholeText } from "../bounds.ts";
import { FormGroup } from "../plans/plan.ts";
import { Day, Instant, name, Uuid } from "../text.ts";
import { UnitKind } from "../units/unit.ts";
import { BandShares } from "./band-shares.ts";
import { RankBasis, ResultRow } from "./results.ts";

export const ResultsQuery = v.object({
  plan: v.optional(Uuid),
  period: v.optional(Uuid),
  form: v.optional(FormGroup),
  /** By default concluded. */
  basis: v.optional(RankBasis),
  block: v.optional(name(200)),
  kind: v.optional(UnitKind),
  /** Ranked units whose index is below; hundredths. */
  under: v.optional(wholeText(0, 10_000)),
});

export const Results = v.object({
  plan: v.object({ id: Uuid, title: v.string(), year: v.number() }),
  period: v.object({ id: Uuid, kind: v.string(), from: Day, to: Day }),
  form: FormGroup,
  /** `live`: a working view that ranks what is not concluded too. To be said wherever a rank of it is shown. */
  basis: RankBasis,
  areas: v.array(v.object({ id: v.string(), vi: v.string(), en: v.string() })),
  rows: v.array(ResultRow),
  /** Units with a ranked result, and all units of the plan. */
  completeness: v.object({ ranked: v.number(), units: v.number() }),
  /** Of the rows as `block` and `kind` narrow them; of all of these, where `under` lists only some. */
  bandShares: v.array(BandShares),
  computedAt: Instant,
});
export type Results = v.InferOutput<typeof Results>;
