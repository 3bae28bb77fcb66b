import fc from "fast-check";
import type { CriterionId, Found } from "./figures.ts";
import { type Author, type Decision, type Inspector, inspectors } from "./plan.ts";

/** One deed of the field. Numbers pick among what is there, modulo how many there are. */
export type Step =
  | { readonly kind: "open"; readonly unit: number; readonly day: number; readonly team: readonly Inspector[] }
  | {
      readonly kind: "surprise";
      readonly unit: number;
      readonly day: number;
      readonly who: Inspector;
      readonly found: Found;
      readonly lost: boolean;
    }
  | ({ readonly kind: "send"; readonly lost: boolean } & SendStep)
  /** Several sheets of different inspections at the same moment. */
  | { readonly kind: "together"; readonly sends: readonly SendStep[] }
  /** A sheet that was sent before, answered or not; from its author's device or from somebody else's. */
  | { readonly kind: "again"; readonly pick: number; readonly own: boolean }
  | { readonly kind: "withdraw"; readonly pick: number; readonly lost: boolean }
  | { readonly kind: "return" | "excuse"; readonly inspection: number; readonly seat: number }
  /** On one that waits, or, where `astray` names a criterion, on any. */
  | {
      readonly kind: "decide";
      readonly inspection: number;
      readonly seat: number;
      readonly astray: CriterionId | undefined;
      readonly approved: boolean;
    }
  | { readonly kind: "adjust"; readonly inspection: number; readonly initiatives: number; readonly lateReports: number }
  | {
      readonly kind: "settle";
      readonly inspection: number;
      readonly rest: Decision & { by: "inspector" | "mean" };
      readonly level: Decision | undefined;
      readonly lost: boolean;
    }
  | { readonly kind: "conclude"; readonly inspection: number }
  | { readonly kind: "merge"; readonly units: readonly number[]; readonly goesOn: boolean; readonly day: number; readonly block: number }
  | { readonly kind: "rename"; readonly unit: number; readonly day: number }
  | { readonly kind: "restart" }
  /** The server is ended without warning while these are on their way; whatever was not answered goes again. */
  | {
      readonly kind: "crash";
      readonly sends: readonly SendStep[];
      readonly settles: number;
      readonly withdraws: number;
      readonly after: number | "the first answer";
    };

export interface SendStep {
  readonly inspection: number;
  readonly seat: number;
  readonly found: Found;
  /** `latest`: what a device does, which names its own latest sheet where it has one. */
  readonly replaces: "latest" | "nothing" | "any own" | "another's" | "what never came";
}

/** Whose seat it is: mostly somebody of the team, now and then the unit's own account or somebody who is not expected. */
export function whoSits(seat: number, team: readonly Inspector[]): Author {
  if (seat === 8) return "office";
  return (seat < 8 ? team[seat % team.length] : inspectors[seat % inspectors.length]) ?? "an";
}

const inspector = fc.constantFrom<Inspector>("an", "binh", "chi");
const seat = fc.nat(9);
const pick = fc.nat(11);
const perfect: Found = { level: 0, onTime: [7, 7], posted: true, desk: true };
const anything: fc.Arbitrary<Found> = fc.record({
  level: fc.constantFrom<Found["level"]>(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, "na"),
  onTime: fc.constantFrom<Found["onTime"]>([7, 7], [7, 7], [7, 7], [3, 7], [1, 3], [5, 9], [1, 200]),
  posted: fc.constantFrom<Found["posted"]>(true, true, true, true, true, true, true, false, false, "na"),
  desk: fc.constantFrom<Found["desk"]>(true, true, true, true, true, true, true, false, "na"),
});
// Some sheets are the same again and again: units that come out level.
const found = fc.oneof({ weight: 3, arbitrary: anything }, { weight: 1, arbitrary: fc.constant(perfect) });
const team = fc.constantFrom<readonly Inspector[]>(["an"], ["binh"], ["an", "binh"], ["an", "binh"], ["an", "binh", "chi"]);
const sending: fc.Arbitrary<SendStep> = fc.record({
  inspection: pick,
  seat,
  found,
  replaces: fc.constantFrom(
    "latest",
    "latest",
    "latest",
    "latest",
    "latest",
    "latest",
    "nothing",
    "nothing",
    "any own",
    "another's",
    "what never came",
  ),
});
const lost = fc.constantFrom(false, false, true);
const rest = fc.oneof(fc.record({ by: fc.constant("inspector" as const), who: inspector }), fc.constant({ by: "mean" as const }));
const level = fc.constantFrom<Decision | undefined>(
  undefined,
  undefined,
  { by: "lead", points: 437 },
  { by: "lead", points: null },
  { by: "mean" },
);

const opening: fc.Arbitrary<Step> = fc.record({ kind: fc.constant("open" as const), unit: pick, day: fc.nat(9), team });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: opening },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("surprise" as const), unit: pick, day: fc.nat(9), who: inspector, found, lost }) },
  { weight: 45, arbitrary: fc.tuple(sending, lost).map(([of, gone]) => ({ kind: "send" as const, lost: gone, ...of })) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("together" as const), sends: fc.array(sending, { minLength: 2, maxLength: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("again" as const), pick: fc.nat(40), own: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), pick: fc.nat(40), lost }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("return" as const), inspection: pick, seat }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("excuse" as const), inspection: pick, seat }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("decide" as const),
      inspection: pick,
      seat,
      astray: fc.constantFrom<CriterionId | undefined>(undefined, undefined, undefined, "A1", "B2", "C1"),
      approved: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("adjust" as const), inspection: pick, initiatives: fc.nat(3), lateReports: fc.nat(3) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("settle" as const), inspection: pick, rest, level, lost }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("conclude" as const), inspection: pick }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("merge" as const),
      units: fc.array(pick, { minLength: 1, maxLength: 3 }),
      goesOn: fc.boolean(),
      day: fc.nat(9),
      block: fc.nat(1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename" as const), unit: pick, day: fc.nat(9) }) },
);

const restart: fc.Arbitrary<Step> = fc.constant({ kind: "restart" });

const crash: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("crash" as const),
  sends: fc.array(sending, { minLength: 3, maxLength: 8 }),
  settles: fc.nat(2),
  withdraws: fc.nat(2),
  after: fc.oneof(fc.constant("the first answer" as const), fc.integer({ min: 0, max: 40 })),
});

/** Inspections that are opened and mostly scored by their whole team, so that there is something to rank and to quarrel about. */
function beginning(least: number, most: number): fc.Arbitrary<Step[]> {
  const round = fc.record({
    unit: pick,
    day: fc.nat(9),
    team,
    founds: fc.array(found, { minLength: 3, maxLength: 3 }),
    scored: fc.constantFrom(true, true, false),
  });
  return fc
    .array(round, { minLength: least, maxLength: most, size: "max" })
    .map((rounds) =>
      rounds.flatMap(({ unit, day, team: members, founds, scored }, inspection): Step[] => [
        { kind: "open", unit, day, team: members },
        ...(scored
          ? members.map(
              (_, seat): Step => ({ kind: "send", lost: false, inspection, seat, found: founds[seat] ?? perfect, replaces: "latest" }),
            )
          : []),
      ]),
    );
}

/** One history. fast-check by itself would keep the long ones for later. */
export const history: fc.Arbitrary<Step[]> = fc
  .tuple(
    beginning(3, 6),
    fc.array(fc.oneof({ weight: 80, arbitrary: step }, { weight: 1, arbitrary: restart }), { minLength: 20, maxLength: 70, size: "max" }),
  )
  .map((parts) => parts.flat());

/** The same with this many crashes on the way. */
export function historyWith(crashes: number): fc.Arbitrary<Step[]> {
  const between = fc.array(step, { minLength: 5, maxLength: 15, size: "max" });
  const rounds = fc.array(fc.tuple(between, crash), { minLength: crashes, maxLength: crashes });
  return fc.tuple(beginning(4, 7), rounds).map(([begins, all]) => [...begins, ...all.flatMap(([steps, end]) => [...steps, end])]);
}
