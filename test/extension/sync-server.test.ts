import "./fake-extension.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findCatalogue, loadStoredCatalogue } from "../../extension/drafts/catalogues.ts";
import { draftAgain } from "../../extension/drafts/draft-again.ts";
import { changeDraft, createDraft } from "../../extension/drafts/drafts.ts";
import { loadField } from "../../extension/drafts/field.ts";
import { surpriseDraft } from "../../extension/drafts/new-draft.ts";
import { editAgain, listOutbox } from "../../extension/drafts/outbox.ts";
import { refreshField } from "../../extension/sync/field-refresh.ts";
import { syncHandlers } from "../../extension/sync/handlers.ts";
import { importCatalogue } from "../../server/catalogue/catalogue.ts";
import { sha256 } from "../../server/host/hash.ts";
import { cancelInspection } from "../../server/inspections/cancel.ts";
import type { CatalogueOwner, Procedure } from "../../shared/catalogue/procedure-catalogue.ts";
import { newId } from "../../shared/id.ts";
import { browserOf } from "../support/newcomers.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { fakeBrowser } from "./fake-extension.ts";
import { caller, item, plugIn, queues, scoresAll, sendNow, signIn as signInAs, unplug, type Wire } from "./real-server.ts";
import { fullEntries } from "./sample-sheets.ts";

let server: TestServer;
let wire: Wire;
beforeEach(async () => {
  server = await startTestServer();
  wire = plugIn(server);
});
afterEach(async () => {
  await unplug();
  await server.remove();
});
const signIn = () => signInAs(server, server.asInspector("an").personId);

describe("the extension and the real server", () => {
  it("keep one submission when the answer was lost, with a receipt over the very bytes", { timeout: 30_000 }, async () => {
    await server.opens();
    await signIn();
    const id = await queues(await scoresAll());
    wire.loseAnswers = 1;
    await sendNow();
    expect(await item(id)).toMatchObject({ state: "waiting", maybeArrived: true, receipt: null });
    expect(server.counts()).toMatchObject({ submissions: 1 });
    await sendNow();
    const accepted = await item(id);
    expect(accepted).toMatchObject({ state: "accepted", receipt: { submissionId: id, status: "accepted" } });
    expect(accepted.receipt?.contentHash).toBe(sha256(accepted.bytes));
    expect(server.counts()).toMatchObject({ submissions: 1 });
  });

  it("keep a sheet whose inspection was cancelled, which is refused and can be exported, or moved where it is opened again", async () => {
    const { inspectionId } = await server.opens();
    await signIn();
    const draft = await scoresAll();
    const id = await queues(draft);
    await cancelInspection(server.context.database, inspectionId, "Mở nhầm", { actorId: server.asLead().personId, now: new Date() });
    await sendNow();
    expect(await item(id)).toMatchObject({ state: "refused", lastProblem: { code: "inspection-cancelled" }, draft: { inspectionId } });
    const again = await server.opens();
    await refreshField(new Date());
    const field = await loadField();
    expect(field?.cancelled).toMatchObject([{ inspectionId, reason: "Mở nhầm" }]);
    expect(draftAgain(await item(id), field, new Date())).toMatchObject({ inspectionId: again.inspectionId, entries: draft.entries });
  });

  it("send by themselves what was queued without a network, also for an inspection opened on the device", async () => {
    await signIn();
    const field = await loadField();
    const [plan, unit] = [field?.plans[0], field?.units[0]];
    if (!field || !plan || !unit) throw new Error("the field is empty");
    wire.cut = true;
    const opened = surpriseDraft({ plan, unit, form: "onsite" }, { field }, new Date());
    const id = await queues(await createDraft({ ...opened, entries: fullEntries("onsite") }));
    await sendNow();
    expect(await item(id)).toMatchObject({ state: "waiting", maybeArrived: false, lastProblem: { code: "no-network" } });
    wire.cut = false;
    await sendNow();
    expect(await item(id)).toMatchObject({ state: "accepted" });
    expect(server.counts()).toMatchObject({ submissions: 1, inspections: 1 });
  });

  it("refuse a second sheet, name the first, and take the second as its replacement", async () => {
    await server.opens();
    await signIn();
    const draft = await scoresAll();
    const first = await queues(draft);
    await sendNow();
    const second = await queues(await createDraft({ ...draft, id: newId() }));
    await sendNow();
    expect(await item(second)).toMatchObject({ state: "refused", lastProblem: { code: "already-scored", values: { current: first } } });
    const again = await editAgain(second, new Date());
    expect(again.replaces).toEqual({ id: first, reason: "" });
    const third = await queues(await changeDraft(again.id, { type: "replaceReason", reason: "Chấm lại tại trụ sở" }, new Date()));
    await sendNow();
    expect(await item(third)).toMatchObject({ state: "accepted" });
    expect(await item(first)).toMatchObject({ state: "accepted", replacedBy: third });
  });

  it("replace a sheet that had arrived unseen when it was edited meanwhile", async () => {
    await server.opens();
    await signIn();
    const first = await queues(await scoresAll());
    wire.loseAnswers = 1;
    await sendNow();
    const again = await editAgain(first, new Date());
    const changed = await changeDraft(
      again.id,
      { type: "entry", criterionId: "DDCV-01", entry: { note: "Xem lại sau khi gửi" } },
      new Date(),
    );
    await queues(changed);
    await sendNow();
    const { items } = await listOutbox();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ state: "accepted", draft: { replaces: { id: first } } });
    expect(items[0]?.receipt?.contentHash).toBe(sha256(items[0]?.bytes ?? ""));
  });

  it("wait for a sign-in after the device was revoked, and go on after it", async () => {
    await server.opens();
    await signIn();
    const id = await queues(await scoresAll());
    await (await browserOf(server, server.asInspector("an").personId)).sends("/account/sign-out-everywhere");
    await sendNow();
    expect(await item(id)).toMatchObject({ state: "signInNeeded" });
    await signIn();
    await vi.waitFor(async () => expect(await item(id)).toMatchObject({ state: "accepted" }));
  });

  it("take a sheet back, and score the inspection anew", async () => {
    await server.opens();
    await signIn();
    const id = await queues(await scoresAll());
    await sendNow();
    expect(await syncHandlers.withdraw({ submissionId: id, reason: "Nhầm đơn vị" }, caller)).toEqual({ ok: true });
    expect(await item(id)).toMatchObject({ withdrawn: { reason: "Nhầm đơn vị" } });
    const anew = await editAgain(id, new Date());
    expect(anew.replaces).toBeUndefined();
    const second = await queues(anew);
    await sendNow();
    expect(await item(second)).toMatchObject({ state: "accepted" });
  });

  it("forget the token on both sides when signing out", async () => {
    await signIn();
    const { signIn: stored } = await fakeBrowser.storage.local.get("signIn");
    const { token } = stored as { token: string };
    await syncHandlers.signOut({}, caller);
    const answer = await server.anonymous("/api/server", { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(401);
  });

  it("take along what the units have to post, notice a new version, and let go of it with the inspection and the account", async () => {
    const { database } = server.context;
    const list = (code: string, name: string) => ({ code, name, issuedBy: "Bộ Y tế", handledBy: "", field: "Y tế" });
    const imports = (owner: CatalogueOwner, procedures: Procedure[]) =>
      importCatalogue(
        database,
        { owner, mode: "add", on: "2026-01-01", decision: null, source: "thử", procedures },
        "lan",
        new Date(),
        false,
      );
    const { inspectionId, unitId } = await server.opens();
    await imports({ kind: "department" }, [list("1.000001", "Cấp giấy phép")]);
    await imports({ unit: unitId }, [list("2.000002", "Đổi giấy phép")]);
    await signIn();
    const owner = { accountId: server.asInspector("an").personId, instanceId: server.context.instance.instanceId };
    const codes = async (unit: Parameters<typeof findCatalogue>[0]) =>
      (await findCatalogue(unit, owner))?.catalogue.procedures.map(({ code }) => code);
    const own = { id: unitId, kind: "department" } as const;
    // The lists follow the field, which is there first.
    await vi.waitFor(async () => expect(await codes(own)).toEqual(["1.000001", "2.000002"]));
    wire.cut = true;
    await syncHandlers.refreshField({}, caller);
    expect(await codes(own)).toEqual(["1.000001", "2.000002"]);
    // A unit that no inspection was taken along of: a surprise visit finds its kind's list.
    expect(await codes({ id: newId(), kind: "department" })).toEqual(["1.000001"]);
    expect(await codes({ id: newId(), kind: "district" })).toBeUndefined();
    wire.cut = false;
    await imports({ unit: unitId }, [list("2.000003", "Thu hồi giấy phép")]);
    await syncHandlers.refreshField({}, caller);
    expect(await codes(own)).toEqual(["1.000001", "2.000002", "2.000003"]);
    expect(await findCatalogue(own, { ...owner, accountId: newId() })).toBeUndefined();
    await database.write.deleteFrom("positions").where("inspection_id", "=", inspectionId).execute();
    await syncHandlers.refreshField({}, caller);
    expect(await loadStoredCatalogue({ unit: unitId }, owner)).toBeUndefined();
    expect(await codes(own)).toEqual(["1.000001"]);
  });
});
