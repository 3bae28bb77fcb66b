import { describe, expect, test } from "vitest";
import { isProblemCode, problems, Refusal } from "../../shared/problem.ts";

const places = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("refusals", () => {
  test.each(Object.entries(problems))("%s has both languages with the same places, and a status that refuses", (_, { vi, en, status }) => {
    expect(vi.trim()).not.toBe("");
    expect(en.trim()).not.toBe("");
    expect(places(vi)).toEqual(places(en));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });

  test("a code is only what stands in the list, not what every object has", () => {
    expect(isProblemCode("incomplete")).toBe(true);
    expect(isProblemCode("constructor")).toBe(false);
    expect(isProblemCode("__proto__")).toBe(false);
  });

  test("a refusal says the same in its message and in the problem, and carries its values", () => {
    const refusal = new Refusal("points-differ", { criterion: "NYTT-12", device: "400", server: "300" });
    expect(refusal.status).toBe(422);
    expect(refusal.message).toContain("At NYTT-12 the device computed 400, the server 300");
    expect(refusal.toProblem("vi")).toEqual({
      type: "urn:phieu-cham:problem:points-differ",
      title: "points-differ",
      status: 422,
      code: "points-differ",
      detail: "Điểm ở NYTT-12 máy tính ra 400, máy chủ tính ra 300 (phần trăm điểm). Phiếu chưa được nhận; cập nhật tiện ích rồi gửi lại.",
      values: { criterion: "NYTT-12", device: "400", server: "300" },
    });
  });

  test("what a page or person wrote fills a sentence as text only", () => {
    expect(new Refusal("malformed", { where: "{why}", why: "<b>$&</b>" }).toProblem("en").detail).toContain("“{why}”: <b>$&</b>");
  });
});
