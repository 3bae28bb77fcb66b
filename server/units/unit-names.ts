import { type Language, say } from "../../shared/text.ts";
import type { RegisteredUnit } from "../../shared/units/unit-events.ts";
import { sameSpelling } from "../../shared/vietnamese-text.ts";
import { fieldWords } from "../../shared/words/field.ts";

/** Units as a person types and chooses them: a name, and behind it the kind and the parent, since names alone repeat. */
export interface UnitNames {
  /** Every open unit, to choose from. */
  readonly labels: readonly string[];
  /** `undefined` for a unit that nobody knows. */
  labelOf(unitId: string): string | undefined;
  /** The unit meant, or what is wrong with what was typed. */
  find(typed: string): { readonly id: string } | "required" | "unitUnknown" | "unitTwice";
}

/** Closed units have a label, for what stands on record, and cannot be chosen. */
export function createUnitNames(units: readonly RegisteredUnit[], language: Language): UnitNames {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const label = ({ name, kind, parentId }: RegisteredUnit) => {
    const parent = parentId === null ? undefined : byId.get(parentId)?.name;
    return `${name} (${[say(fieldWords[kind], language), parent].filter(Boolean).join(", ")})`;
  };
  const open = units.filter(({ closedOn }) => closedOn === null);
  return {
    labels: open.map(label),
    labelOf(unitId) {
      const unit = byId.get(unitId);
      return unit && label(unit);
    },
    find(typed) {
      const wanted = sameSpelling(typed);
      if (wanted === "") return "required";
      const chosen = open.filter((unit) => sameSpelling(label(unit)) === wanted);
      const found = chosen.length > 0 ? chosen : open.filter(({ name, code }) => sameSpelling(name) === wanted || code === typed.trim());
      const [only] = found;
      if (!only) return "unitUnknown";
      return found.length > 1 ? "unitTwice" : { id: only.id };
    },
  };
}
