import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { expect } from "vitest";
import { newId } from "../../../shared/id.ts";
import { Receipt, type Submission } from "../../../shared/sheets/submission.ts";
import { makeSheet } from "../sheets.ts";
import { answersOf, type Found, modelChecklist } from "./figures.ts";
import {
  type Author,
  blocks,
  type Decision,
  inspectorsSheets,
  type ModelInspection,
  ModelPlan,
  type ModelSheet,
  type ModelUnit,
  nameOn,
  pendingIn,
  type Verdict,
} from "./plan.ts";
import { type SendStep, type Step, whoSits } from "./steps.ts";
import type { FreshPlan, Line, People } from "./world.ts";

export interface Surroundings {
  readonly people: People;
  readonly line: Line;
  /** Ends the server in order and opens it again. */
  restarts(): Promise<void>;
  /** Ends it without warning. */
  crashes?(): Promise<void>;
  starts?(): Promise<void>;
}

/** A request as a device keeps it until it is answered. */
interface Sent {
  readonly sheet: Submission;
  readonly author: Author;
  answered: boolean;
}

interface Answer {
  readonly verdict: Verdict;
  readonly body: { readonly code?: string; readonly receipt?: unknown; readonly [key: string]: unknown };
}

/** Days that the steps pick from. */
const days = [
  "2026-02-03",
  "2026-03-02",
  "2026-04-01",
  "2026-05-04",
  "2026-05-05",
  "2026-06-01",
  "2026-07-01",
  "2026-08-03",
  "2026-09-01",
  "2026-10-05",
];
const dayOf = (n: number) => days[n % days.length] ?? "";
const reason = "Đã xem lại";

/** One history: each step is done on the server and in the model, and the server answers what the model says. */
export class History {
  readonly model: ModelPlan;
  readonly receipts = new Map<string, Receipt>();
  /** What was done, in words, to be read when something differs. */
  readonly told: string[] = [];
  /** Requests that a crash cut off; those of them that had been done all the same. */
  readonly cut = { off: 0, doneAlready: 0 };
  readonly #sent: Sent[] = [];
  readonly #planId: string;
  readonly #around: Surroundings;

  constructor({ planId, units }: FreshPlan, around: Surroundings) {
    this.model = new ModelPlan(units);
    this.#planId = planId;
    this.#around = around;
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "open":
        return await this.#opens(step);
      case "surprise":
        return await this.#surprises(step);
      case "send":
        return await this.#sends(step);
      case "together":
        return await this.#sendsTogether(step.sends);
      case "again":
        return await this.#sendsAgain(step);
      case "withdraw":
        return await this.#withdraws(step);
      case "merge":
        return await this.#merges(step);
      case "rename":
        return await this.#renames(step);
      case "decide":
        return await this.#decides(step);
      case "restart":
        this.told.push("the server is stopped and started again");
        return await this.#around.restarts();
      case "crash":
        return await this.#crashes(step);
      default:
        return await this.#leads(step);
    }
  }

  /** Runs to the end, and tells what was done where something differs. */
  async run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (problem) {
      const why = problem instanceof Error ? problem.message : String(problem);
      throw new Error(`after\n  ${this.told.join("\n  ")}\n${why}`, { cause: problem });
    }
  }

  /** What was never answered goes again, and is there once. */
  async sendsWhatIsOpen(): Promise<void> {
    for (const one of this.#sent) if (!one.answered) await this.#repeats(one, one.author);
  }

  async #opens({ unit: n, day, team }: Step & { kind: "open" }): Promise<void> {
    const unit = this.#unit(n);
    const visitedOn = dayOf(day);
    const said = `${team.join(" and ")} are to inspect ${unit.names.at(-1)?.name} on ${visitedOn}`;
    const members = team.map((who) => ({ personId: this.#around.people.ids[who], position: "member", scores: true }));
    const asked = {
      planId: this.#planId,
      unitIds: [unit.id],
      kind: "planned",
      form: "both",
      visitedOn,
      announced: true,
      team: members,
      again: true,
    };
    const { verdict, body } = await this.#makes("/api/inspections", asked);
    const id = v.parse(v.optional(v.array(v.string())), body["inspectionIds"])?.[0] ?? newId();
    this.#says(said, verdict, this.model.opens({ id, unit, visitedOn, team }));
  }

  async #surprises({ unit: n, day, who, found, lost }: Step & { kind: "surprise" }): Promise<void> {
    const unit = this.#unit(n);
    const visitedOn = dayOf(day);
    const inspectionId = newId();
    const made = this.#sheet(who, found, { id: inspectionId, unit, visitedOn });
    const sheet = { ...made, surprise: { planId: this.#planId, unitId: unit.id, form: made.form, visitedOn, openedAt: made.startedAt } };
    const said = `${who} finds ${unit.names.at(-1)?.name} open on ${visitedOn} and sends ${describe(found)}`;
    const expected = this.model.surprises({ inspectionId, unit, visitedOn, id: sheet.id, author: who, found, replaces: undefined });
    await this.#submits(said, { sheet, author: who, answered: false }, expected, lost);
  }

  async #sends(step: SendStep & { lost: boolean }): Promise<void> {
    const made = this.#prepares(step);
    if (made) await this.#submits(made.said, made.sent, made.expected(), step.lost);
  }

  /** Of different inspections: whichever comes first, the outcome is the same. */
  async #sendsTogether(sends: readonly SendStep[]): Promise<void> {
    const prepared = this.#ofDifferentInspections(sends);
    const answers = await Promise.all(prepared.map(({ sent }) => this.#puts(sent.author, sent.sheet)));
    for (const [i, { said, sent, expected }] of prepared.entries()) {
      const answer = answers[i];
      if (answer) this.#receives(`at the same time: ${said}`, sent, answer, expected());
    }
  }

  async #sendsAgain({ pick, own }: Step & { kind: "again" }): Promise<void> {
    const sent = this.#sent[pick % Math.max(1, this.#sent.length)];
    if (sent) await this.#repeats(sent, own ? sent.author : sent.author === "an" ? "binh" : "an");
  }

  async #withdraws({ pick, lost }: Step & { kind: "withdraw" }): Promise<void> {
    const all = this.model.inspections.flatMap((inspection) => inspection.sheets.map((sheet) => ({ inspection, sheet })));
    const chosen = all[pick % Math.max(1, all.length)];
    if (!chosen) return;
    const { inspection, sheet } = chosen;
    const said = `${sheet.author} withdraws their ${sheet.status} sheet of ${this.#name(inspection)}`;
    const ask = () => this.#withdrawal(sheet);
    const { verdict } = await ask();
    this.#says(said, verdict, this.model.withdraws(inspection, sheet));
    if (lost && verdict[0] === 200) this.#says(`${said} once more`, (await ask()).verdict, [200]);
  }

  /** What leads decide. */
  async #leads(step: Step & { kind: "return" | "excuse" | "adjust" | "settle" | "conclude" }): Promise<void> {
    const inspection = this.#inspection(step.inspection);
    if (!inspection) return;
    const at = `/api/inspections/${inspection.id}`;
    const of = this.#name(inspection);
    const { ids } = this.#around.people;
    if (step.kind === "settle") return await this.#settles(inspection, step);
    if (step.kind === "return") {
      const who = whoSits(step.seat, inspection.team);
      const { verdict } = await this.#asks("lead", "POST", `${at}/return`, { personId: ids[who], reason });
      return this.#says(`the lead gives ${who} the sheet of ${of} back`, verdict, this.model.returns(inspection, who));
    }
    if (step.kind === "excuse") {
      const sits = whoSits(step.seat, inspection.team);
      const who = sits === "office" ? "an" : sits;
      const { verdict } = await this.#asks("lead", "POST", `${at}/excuse`, { personId: ids[who], reason });
      return this.#says(`the lead excuses ${who} from ${of}`, verdict, this.model.excuses(inspection, who));
    }
    if (step.kind === "adjust") {
      const given = [
        { id: "initiative", times: step.initiatives, reason },
        { id: "late-report", times: step.lateReports, reason },
      ].filter(({ times }) => times > 0);
      const { people, line } = this.#around;
      const seen = await line(people.tokens.lead, `${at}/adjustments`);
      const { verdict } = await this.#asks(
        "lead",
        "PUT",
        `${at}/adjustments`,
        { adjustments: given },
        { "if-match": seen.headers.get("etag") ?? "" },
      );
      const said = `the lead gives ${of} ${step.initiatives} initiatives and ${step.lateReports} late reports`;
      return this.#says(said, verdict, this.model.adjusts(inspection, { initiatives: step.initiatives, lateReports: step.lateReports }));
    }
    const { verdict } = await this.#asks("lead", "POST", `${at}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    this.#says(`the lead concludes ${of}`, verdict, this.model.concludes(inspection));
  }

  async #decides({ inspection: n, seat, astray, approved }: Step & { kind: "decide" }): Promise<void> {
    const waiting = this.model.inspections.flatMap((inspection) =>
      inspectorsSheets(inspection).flatMap((sheet) => pendingIn(sheet).map((criterion) => ({ inspection, who: sheet.author, criterion }))),
    );
    const any = this.#inspection(n);
    const chosen =
      astray && any ? { inspection: any, who: whoSits(seat, any.team), criterion: astray } : waiting[n % Math.max(1, waiting.length)];
    if (!chosen) return;
    const { inspection, who, criterion } = chosen;
    const asked = { personId: this.#around.people.ids[who], criterion, approved, reason };
    const { verdict } = await this.#asks("lead", "POST", `/api/inspections/${inspection.id}/not-applicable`, asked);
    const said = `the lead ${approved ? "approves" : "refuses"} ${who}'s “not applicable” at ${criterion} of ${this.#name(inspection)}`;
    this.#says(said, verdict, this.model.decides(inspection, who, criterion, approved));
  }

  async #settles(inspection: ModelInspection, { rest, level, lost }: Step & { kind: "settle" }): Promise<void> {
    const id = newId();
    const said = `the lead settles ${this.#name(inspection)} by ${tell(rest)}${level ? `, A1 by ${tell(level)}` : ""}`;
    const ask = this.#settlement(inspection, id, rest, level);
    const { verdict } = await ask();
    this.#says(said, verdict, this.model.settles(inspection, id, rest, level));
    if (lost && verdict[0] === 201) this.#says(`${said} once more`, (await ask()).verdict, [200]);
  }

  async #merges({ units, goesOn, day, block: b }: Step & { kind: "merge" }): Promise<void> {
    const before = [...new Set(units.map((n) => this.#unit(n)))];
    const [first] = before;
    if (!first) return;
    const on = dayOf(day);
    const name = `Đơn vị hợp nhất ${this.told.length}`;
    const block = blocks[b] ?? "";
    const asked = {
      kind: "merge",
      on,
      decision: null,
      before: before.map(({ id }) => id),
      after: goesOn ? { id: first.id } : { name, kind: first.kind, block },
    };
    const { verdict, body } = await this.#makes("/api/units/events", asked);
    const id = v.parse(v.optional(v.array(v.string())), body["unitIds"])?.[0] ?? "";
    const into = goesOn ? first : { id, kind: first.kind, block, from: on, names: [{ from: on, name }], closedOn: null };
    const names = before.map((unit) => unit.names.at(-1)?.name).join(", ");
    this.#says(`${names} become ${goesOn ? first.names.at(-1)?.name : name} on ${on}`, verdict, this.model.merges(before, into, on));
  }

  async #renames({ unit: n, day }: Step & { kind: "rename" }): Promise<void> {
    const unit = this.#unit(n);
    const on = dayOf(day);
    const [old, name] = [unit.names.at(-1)?.name, `Tên mới ${this.told.length}`];
    const { verdict } = await this.#makes("/api/units/events", { kind: "rename", on, decision: null, unitId: unit.id, name });
    this.#says(`${old} is called ${name} from ${on} on`, verdict, this.model.renames(unit, name, on));
  }

  /**
   * Requests of different inspections are on their way when the server ends; it starts again on the same data. What was answered stays as
   * answered, and what was not is asked again: it is done once, whether the server had come to it or not.
   */
  async #crashes({ sends, settles, withdraws, after }: Step & { kind: "crash" }): Promise<void> {
    const prepared = this.#ofDifferentInspections(sends);
    const taken = new Set(prepared.map(({ inspection }) => inspection));
    const free = this.model.inspections.filter((inspection) => !taken.has(inspection));
    const deeds: { said: string; ask: () => Promise<Answer>; done: (answer: Answer, first: boolean) => void }[] = prepared.map((one) => ({
      said: one.said,
      ask: () => this.#puts(one.sent.author, one.sent.sheet),
      done: (answer, first) => this.#receives(one.said, one.sent, answer, one.expected(), first),
    }));
    for (const inspection of free.splice(0, settles)) {
      const id = newId();
      const said = `the lead settles ${this.#name(inspection)} by the mean`;
      const expected = () => this.model.settles(inspection, id, { by: "mean" }, undefined);
      deeds.push({ said, ask: this.#settlement(inspection, id, { by: "mean" }, undefined), done: this.#once(said, expected) });
    }
    for (const inspection of free.splice(0, withdraws)) {
      const [sheet] = inspection.sheets;
      if (!sheet) continue;
      const said = `${sheet.author} withdraws a sheet of ${this.#name(inspection)}`;
      deeds.push({ said, ask: () => this.#withdrawal(sheet), done: this.#once(said, () => this.model.withdraws(inspection, sheet)) });
    }
    this.told.push(
      `on their way when the server is killed after ${after === "the first answer" ? after : `${after} ms`}: ${deeds.map(({ said }) => said).join("; ")}`,
    );
    const asked = deeds.map(({ ask }) => ask().catch(() => undefined));
    // Sheets that arrive together are committed together: at the first answer others are done whose answer is still on its way.
    await (after === "the first answer" ? Promise.race([...asked, setTimeout(500)]) : setTimeout(after));
    await this.#around.crashes?.();
    const answers = await Promise.all(asked);
    await this.#around.starts?.();
    for (const [i, { ask, done }] of deeds.entries()) {
      const answer = answers[i];
      if (answer) done(answer, true);
      else {
        this.cut.off += 1;
        const again = await ask();
        if (again.verdict[0] === 200) this.cut.doneAlready += 1;
        done(again, false);
      }
    }
  }

  /** The first answer is the model's; the second may also be "done before". */
  #once(said: string, expected: () => Verdict): (answer: Answer, first: boolean) => void {
    return ({ verdict }, first) => {
      const due = expected();
      this.#says(first ? said : `again: ${said}`, verdict, !first && due[0] === 201 && verdict[0] === 200 ? [200] : due);
    };
  }

  #ofDifferentInspections(sends: readonly SendStep[]) {
    const inspections = new Set<ModelInspection>();
    return sends.flatMap((send) => {
      const made = this.#prepares(send);
      if (!made || inspections.has(made.inspection)) return [];
      inspections.add(made.inspection);
      return [made];
    });
  }

  #prepares({ inspection: n, seat, found, replaces }: SendStep) {
    const inspection = this.#inspection(n);
    if (!inspection) return undefined;
    const who = whoSits(seat, inspection.team);
    const own = inspection.sheets.filter(({ author }) => author === who);
    const latest = own.find(({ status }) => status === "late") ?? own.find(({ status }) => status === "current");
    const named = {
      nothing: undefined,
      latest: latest?.id,
      "any own": own[n % Math.max(1, own.length)]?.id ?? newId(),
      "another's": inspection.sheets.find(({ author }) => author !== who)?.id ?? newId(),
      "what never came": newId(),
    }[replaces];
    const made = this.#sheet(who, found, inspection);
    const sheet = { ...made, ...(named !== undefined && { replaces: { id: named, reason } }) };
    const instead = named === undefined ? "" : ` instead of ${replaces}`;
    return {
      inspection,
      said: `${who} sends ${describe(found)} for ${this.#name(inspection)}${instead}`,
      sent: { sheet, author: who, answered: false },
      expected: () => this.model.sends(inspection, { id: sheet.id, author: who, found, replaces: named }),
    };
  }

  #sheet(
    author: Author,
    found: Found,
    { id: inspectionId, unit, visitedOn }: Pick<ModelInspection, "id" | "unit" | "visitedOn">,
  ): Submission {
    const made = makeSheet({ inspectionId, unitId: unit.id, visitedOn, checklist: modelChecklist, answers: answersOf(found) });
    return author === "office" ? { ...made, stage: "self" } : made;
  }

  async #submits(said: string, sent: Sent, expected: Verdict, lost: boolean): Promise<void> {
    const answer = await this.#puts(sent.author, sent.sheet);
    if (!lost) return this.#receives(said, sent, answer, expected);
    this.#says(`${said}; the answer is lost`, answer.verdict, expected);
    if (expected[0] === 201) this.#sent.push(sent);
  }

  #receives(said: string, sent: Sent, { verdict, body }: Answer, expected: Verdict, first = true): void {
    const before = !first && expected[0] === 201 && verdict[0] === 200;
    this.#says(first ? said : `again: ${said}`, verdict, before ? [200] : expected);
    if (expected[0] !== 201) return;
    this.#sent.push(sent);
    this.#keeps(sent, body.receipt);
  }

  /** From its author: the first receipt again. From anybody else: as if it were not there. */
  async #repeats(sent: Sent, from: Author): Promise<void> {
    const said = `${from} sends ${from === sent.author ? "their" : `${sent.author}'s`} sheet again`;
    const { verdict, body } = await this.#puts(from, sent.sheet);
    this.#says(said, verdict, from === sent.author ? [200] : [404, "not-found"]);
    if (from === sent.author) this.#keeps(sent, body.receipt);
  }

  #keeps(sent: Sent, receipt: unknown): void {
    const kept = v.parse(Receipt, receipt);
    const known = this.receipts.get(sent.sheet.id);
    if (known) expect(kept).toEqual(known);
    this.receipts.set(sent.sheet.id, kept);
    sent.answered = true;
  }

  #puts(author: Author, sheet: Submission): Promise<Answer> {
    return this.#asks(author, "PUT", `/api/submissions/${sheet.id}`, sheet);
  }

  #withdrawal(sheet: ModelSheet): Promise<Answer> {
    return this.#asks(sheet.author, "PUT", `/api/submissions/${sheet.id}/withdrawal`, { reason, at: "2026-11-01T02:00:00.000Z" });
  }

  /** The same request however often it is sent; it names what stands when it is made. */
  #settlement({ id: at, settled }: ModelInspection, id: string, rest: Decision, level: Decision | undefined): () => Promise<Answer> {
    const replaces = settled ? { replaces: { id: settled.id, reason } } : {};
    const request = { id, decisions: level ? { A1: this.#decision(level) } : {}, rest: this.#decision(rest), ...replaces };
    return () => this.#asks("lead", "POST", `/api/inspections/${at}/appraisal`, request);
  }

  #decision(decision: Decision) {
    if (decision.by === "inspector") return { by: decision.by, personId: this.#around.people.ids[decision.who], reason };
    return { ...decision, reason };
  }

  /**
   * What makes something is sent twice under one key, as after an answer that was lost: the second makes nothing, and is answered the same.
   */
  async #makes(path: string, asked: unknown): Promise<Answer> {
    const headers = { "idempotency-key": newId() };
    const first = await this.#asks("lead", "POST", path, asked, headers);
    const second = await this.#asks("lead", "POST", path, asked, headers);
    expect(second).toEqual(first.verdict[0] === 201 ? { ...first, verdict: [200] } : first);
    return first;
  }

  async #asks(
    who: Author | "lead",
    method: string,
    path: string,
    body: unknown,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const { people, line } = this.#around;
    const headers = { "content-type": "application/json", ...more };
    const answer = await line(people.tokens[who], path, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    const read = text === "" ? {} : JSON.parse(text);
    return { verdict: typeof read.code === "string" && !answer.ok ? [answer.status, read.code] : [answer.status], body: read };
  }

  #says(said: string, answered: Verdict, expected: Verdict): void {
    this.told.push(`${said} → ${answered.join(" ")}`);
    expect([said, ...answered]).toEqual([said, ...expected]);
  }

  #unit(n: number): ModelUnit {
    const unit = this.model.units[n % this.model.units.length];
    if (!unit) throw new Error("a plan without units");
    return unit;
  }

  #inspection(n: number): ModelInspection | undefined {
    return this.model.inspections[n % Math.max(1, this.model.inspections.length)];
  }

  #name({ unit, visitedOn, id }: ModelInspection): string {
    return `${nameOn(unit, visitedOn)} (${visitedOn}, ${id.slice(-4)})`;
  }
}

function describe({ level, onTime, posted, desk }: Found): string {
  const said = (answer: boolean | "na") => (answer === "na" ? "n/a" : answer ? "yes" : "no");
  return `[level ${level}, ${onTime.join(" of ")}, ${said(posted)}, ${said(desk)}]`;
}

function tell(decision: Decision): string {
  if (decision.by === "inspector") return `${decision.who}'s answers`;
  return decision.by === "mean" ? "the mean" : `the lead's word (${decision.points ?? "n/a"})`;
}
