import type { DocumentKind } from "../../../shared/documents/document.ts";
import type { Words } from "../../../shared/text.ts";
import { documentFieldWords as words } from "../../../shared/words/document-fields.ts";

/** What a template may ask for: texts, and lists whose items have fields of their own. */
export interface Shape {
  readonly [name: string]: Words | { readonly label: Words; readonly each: Shape };
}

/** A list rather than a text. */
export function isList(field: Shape[string]): field is { readonly label: Words; readonly each: Shape } {
  return "each" in field;
}

/** Of a list of plain texts. */
const texts = (label: Words) => ({ label, each: { no: words.no, text: words.text } });

const common: Shape = {
  draft: words.draft,
  code: words.code,
  verifyAt: words.verifyAt,
  replaces: words.replaces,
  authority: words.authority,
  body: words.body,
  number: words.number,
  madeAt: words.madeAt,
  madeOn: words.madeOn,
  unit: words.unit,
  kind: words.kind,
  form: words.form,
  visitedOn: words.visitedOn,
  checklist: words.checklist,
  criteriaCount: words.criteriaCount,
  maxPoints: words.maxPoints,
  dataAt: words.dataAt,
  position: words.position,
  head: words.head,
  secretary: words.secretary,
  team: { label: words.team, each: { no: words.no, name: words.name, position: words.teamPosition } },
};

const typed: Shape = {
  content: words.content,
  strengths: texts(words.strengths),
  shortcomings: texts(words.shortcomings),
};

const minutes: Shape = {
  ...common,
  ...typed,
  place: words.place,
  beganAt: words.beganAt,
  endedAt: words.endedAt,
  copies: words.copies,
  scope: words.scope,
  period: words.period,
  opinion: words.opinion,
  teamPresent: texts(words.teamPresent),
  unitPresent: texts(words.unitPresent),
  facts: texts(words.facts),
  hasRequests: words.hasRequests,
  requests: { label: words.requests, each: { no: words.no, text: words.text, dueOn: words.dueOn } },
};

const figures: Shape = { max: words.max, self: words.self, appraised: words.appraised };
/** What the team scored is for its own sheet: a unit is told what was settled. */
const given: Shape = { given: words.given };

const sums: Shape = {
  index: words.index,
  band: words.band,
  indexNote: words.indexNote,
  bonus: words.bonus,
  penalty: words.penalty,
  totalMax: words.max,
  totalSelf: words.self,
  totalAppraised: words.appraised,
  indexSelf: words.self,
  indexAppraised: words.appraised,
  counted: words.counted,
  labels: texts(words.labels),
};

const inner: Shape = {
  totalGiven: words.given,
  indexGiven: words.given,
  inspectors: { label: words.inspectors, each: { no: words.no, name: words.name, index: words.index } },
};

const criterion: Shape = { no: words.no, title: words.title, ...figures, note: words.note };
const areas = (each: Shape): Shape => ({
  areas: { label: words.areas, each: { no: words.no, title: words.title, index: words.index, ...figures, ...each } },
});

const scores: Shape = {
  ...common,
  ...sums,
  ...areas({ criteria: { label: words.criteria, each: criterion } }),
  evidence: {
    label: words.evidence,
    each: { no: words.no, text: words.text, source: words.source, at: words.at, hash: words.hash },
  },
};

const findings: Shape = {
  findings: {
    label: words.findings,
    each: {
      no: words.no,
      text: words.text,
      criterion: words.criterion,
      noticeOn: words.noticeOn,
      dueOn: words.dueOn,
      state: words.state,
      answers: { label: words.answers, each: { text: words.text, on: words.on } },
    },
  },
};

/** Fields by the kind of document. Minutes have none that tells of points. */
export const fieldsOf: Readonly<Record<DocumentKind, Shape>> = {
  minutes,
  scoreAnnex: scores,
  scoreSheet: {
    ...scores,
    ...inner,
    ...areas({ ...given, criteria: { label: words.criteria, each: { ...criterion, ...given } } }),
    differing: words.differing,
  },
  conclusionNotice: { ...common, ...typed, ...sums, ...areas({}), ...findings },
  findingsList: { ...common, ...findings },
};

/**
 * Without these no template is taken: a draft has to say so; what is issued has to carry its code, what it replaces, and the time, the
 * checklist and the place in the chain that its data is of; points have to come with what has to be said beside them.
 */
const required = ["draft", "code", "verifyAt", "replaces", "dataAt", "checklist", "position", "indexNote", "labels"] as const;

/** Those of them that documents of this shape have. */
export function requiredIn(shape: Shape): (typeof required)[number][] {
  return required.filter((name) => Object.hasOwn(shape, name));
}
