import { describe, expect, test } from "vitest";
import { forgotten, offices, wellKept } from "../../server/demo/offices.ts";
import { quoted } from "../../server/demo/quotes.ts";
import { createPortal } from "../../server/demo/site/portal.ts";

const portal = createPortal("2026-11-22");
const read = async (path: string) => {
  const answer = await portal.request(path);
  return { status: answer.status, csp: answer.headers.get("content-security-policy") ?? "", text: await answer.text() };
};

describe("the demo's portal", () => {
  test("has no page that nobody wrote", async () => {
    for (const path of [
      "/nowhere/",
      `/${wellKept}/tin-tuc/4/`,
      `/${wellKept}/thu-tuc-hanh-chinh/9.999999/`,
      `/${forgotten}/quy-tac-ung-xu/`,
    ]) {
      expect((await read(path)).status).toBe(404);
    }
  });

  test("shows what is searched for as text, not as markup", async () => {
    const { text } = await read(`/${wellKept}/thu-tuc-hanh-chinh/?tim=${encodeURIComponent("<b>khai sinh</b>")}`);
    expect(text).toContain("0 thủ tục.");
    expect(text).not.toContain("<b>");
  });

  test("loads nothing from elsewhere and runs no script", async () => {
    for (const { slug } of offices) {
      for (const page of ["", "thu-tuc-hanh-chinh/", "lien-he/", "tin-tuc/1/"]) {
        const { status, csp, text } = await read(`/${slug}/${page}`);
        expect(status).toBe(200);
        expect(csp).toContain("default-src 'none'");
        expect(text).not.toMatch(/<script|\son\w+=|style=|(?:src|<link[^>]*href)="https?:/);
      }
    }
  });

  test("lists procedures of the well-kept office by code, with the decision that publishes them", async () => {
    const { text } = await read(`/${wellKept}/thu-tuc-hanh-chinh/`);
    expect(text.match(/<td>[1-6]\.\d{6}<\/td>/g)?.length).toBeGreaterThan(5);
    expect(text).toMatch(/Quyết định số \d+\/QĐ-UBND/);
    expect(text).not.toContain("cấp huyện");
  });

  test("glues labels to values on a procedure's page, as the national portal does", async () => {
    const { text } = await read(`/${wellKept}/thu-tuc-hanh-chinh/1.904101/`);
    expect(text.replace(/<[^>]+>/g, "")).toContain("Mã thủ tục1.904101Số quyết định1846/QĐ-UBNDTên thủ tục");
  });

  test("holds every quotation that the demo's inspectors took from it", async () => {
    for (const office of offices) {
      for (const { page, exact } of Object.values(quoted)) {
        expect((await read(`/${office.slug}/${page}`)).text).toContain(exact);
      }
    }
  });

  test("has one office whose pages were forgotten: the district level, repealed procedures, the closed portal, old news", async () => {
    const front = (await read(`/${forgotten}/`)).text;
    const list = (await read(`/${forgotten}/thu-tuc-hanh-chinh/`)).text;
    expect(front).toContain("https://dichvucong.lamgiang.example/");
    expect(front).not.toMatch(/\/20(26|27)</);
    expect(list).toContain("UBND cấp huyện");
  });
});
