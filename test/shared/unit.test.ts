import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parseWebsite, recogniseUnits, searchUnits, Website } from "../../shared/units/unit.ts";

const unit = (name: string, ...addresses: string[]) => ({
  name,
  websites: addresses.map((address) => {
    const website = parseWebsite(address);
    if (!website) throw new Error(`${address} is no website`);
    return v.parse(Website, website);
  }),
});
const health = unit("Sở Y tế", "https://soyte.example/");
const spring = unit("Xã Suối Ngần", "https://cong.example/xa-suoi-ngan/");
const river = unit("Xã Sông Trăng", "https://cong.example/xa-song-trang");
const portal = unit("UBND tỉnh", "http://www.cong.example/");
const port = unit("Phường Cổng", "https://cong.example:8443/");
const idn = unit("Sở Nội vụ", "https://sởnộivụ.example/");
const units = [health, spring, river, portal, port, idn];
const found = (address: string) => recogniseUnits(units, address).map(({ name }) => name);

describe("recognising the unit of a page", () => {
  test.each([
    ["not an address", "xin chào"],
    ["nothing", ""],
    ["an empty tab", "about:blank"],
    ["a script", "javascript:alert('https://soyte.example/')"],
    ["data", "data:text/html,https://soyte.example/"],
    ["a file of the same name", "file://soyte.example/index.html"],
    ["another protocol at the same host", "ftp://soyte.example/"],
    ["the unit's host as a user name", "https://soyte.example@evil.example/"],
    ["the unit's host as a user name with a password", "https://soyte.example:443@evil.example/"],
    ["a host that begins with the unit's", "https://soyte.example.evil.example/"],
    ["a host that ends with the unit's", "https://evilsoyte.example/"],
    ["a subdomain", "https://tin.soyte.example/"],
    ["the unit's host in the path", "https://evil.example/soyte.example/"],
    ["the unit's host in the query", "https://evil.example/?https://soyte.example/"],
    ["the unit's host in the fragment", "https://evil.example/#https://soyte.example/"],
    ["a backslash before the unit's host", "https://evil.example\\@soyte.example/"],
    ["another port", "https://soyte.example:8443/"],
  ])("%s is nobody's", (_, address) => {
    expect(found(address)).toEqual([]);
  });

  test.each([
    "https://soyte.example/",
    "https://soyte.example",
    "http://soyte.example/tin-tuc/1.html?x=1#y",
    "https://www.soyte.example/",
    "HTTPS://SoYTe.Example/",
    "https://soyte.example:443/",
    "http://soyte.example:80/",
    "https://soyte.example./",
  ])("%s is the Department of Health's", (address) => {
    expect(found(address)).toEqual(["Sở Y tế"]);
  });

  test("the longest path wins on a shared portal", () => {
    expect(found("https://cong.example/xa-suoi-ngan/tin/1")).toEqual(["Xã Suối Ngần"]);
    expect(found("https://cong.example/xa-suoi-ngan")).toEqual(["Xã Suối Ngần"]);
    expect(found("https://cong.example/xa-song-trang/a/b.aspx")).toEqual(["Xã Sông Trăng"]);
    expect(found("https://cong.example/chung")).toEqual(["UBND tỉnh"]);
  });

  test("a path is a path, not a beginning: /xa-suoi-ngan2 is the portal's", () => {
    expect(found("https://cong.example/xa-suoi-ngan2/")).toEqual(["UBND tỉnh"]);
    expect(found("https://cong.example/xa-suoi-ngan/../xa-khac/")).toEqual(["UBND tỉnh"]);
    expect(found("https://cong.example//xa-suoi-ngan/")).toEqual(["UBND tỉnh"]);
  });

  test("a port of its own is a site of its own", () => {
    expect(found("https://cong.example:8443/xa-suoi-ngan/")).toEqual(["Phường Cổng"]);
  });

  test("a name with marks and its ASCII form are the same host", () => {
    expect(found("https://sởnộivụ.example/a")).toEqual(["Sở Nội vụ"]);
    expect(found(new URL("https://sởnộivụ.example/").href)).toEqual(["Sở Nội vụ"]);
  });

  test("a path with marks is found however it is written or escaped", () => {
    const written = { name: "Xã Ấm", websites: [{ origin: "https://cong.example", path: "/xã-ấm/" }] };
    const lower = { name: "Xã Ấm", websites: [{ origin: "https://cong.example", path: "/x%c3%a3-%e1%ba%a5m/" }] };
    for (const address of [
      "https://cong.example/xã-ấm/tin",
      "https://cong.example/x%C3%A3-%E1%BA%A5m/",
      "https://cong.example/x%c3%a3-%e1%ba%a5m",
    ]) {
      expect(recogniseUnits([written], address)).toEqual([written]);
      expect(recogniseUnits([lower], address)).toEqual([lower]);
    }
  });

  test("a path that begins with two slashes leads to no other host and takes nobody's pages", () => {
    const odd = { name: "Lạ", websites: [{ origin: "https://cong.example", path: "//evil.example/" }] };
    expect(recogniseUnits([odd], "https://cong.example/")).toEqual([]);
    expect(recogniseUnits([odd], "https://evil.example/")).toEqual([]);
  });

  test("several units at the same place are all candidates, in the list's order", () => {
    const two = [
      unit("Xã A", "https://chung.example/"),
      unit("Xã B", "https://www.chung.example/"),
      unit("Xã C", "https://chung.example/c/"),
    ];
    expect(recogniseUnits(two, "https://chung.example/x").map(({ name }) => name)).toEqual(["Xã A", "Xã B"]);
    expect(recogniseUnits(two, "https://chung.example/c/x").map(({ name }) => name)).toEqual(["Xã C"]);
  });

  test("a unit with several sites is one candidate, and one without is none", () => {
    const many = unit("Sở Tài chính", "https://taichinh.example/", "https://cong.example/tai-chinh/", "https://taichinh.example/cu/");
    expect(recogniseUnits([many], "https://taichinh.example/cu/1")).toEqual([many]);
    expect(recogniseUnits([many], "https://cong.example/tai-chinh/")).toEqual([many]);
    expect(recogniseUnits([unit("Sở Không Trang")], "https://taichinh.example/")).toEqual([]);
  });

  test("a stored site that is no address recognises nothing and breaks nothing", () => {
    const broken = { name: "Hỏng", websites: [{ origin: "https://[", path: "/" }] };
    expect(recogniseUnits([broken, health], "https://soyte.example/")).toEqual([health]);
  });
});

describe("reading a website's address", () => {
  test.each(["", "soyte.example", "ftp://soyte.example/", "javascript:alert(1)", "mailto:a@b.example", "file:///c:/a.html"])(
    "%j is no website",
    (address) => {
      expect(parseWebsite(address)).toBeUndefined();
    },
  );

  test.each([
    ["https://soyte.example", "https://soyte.example", "/"],
    ["http://soyte.example:8080/trang-chu.aspx?x=1#y", "http://soyte.example:8080", "/"],
    ["https://cong.example/xa-a", "https://cong.example", "/xa-a/"],
    ["https://cong.example/xa-a/", "https://cong.example", "/xa-a/"],
    ["https://cong.example/xa-a/index.html", "https://cong.example", "/xa-a/"],
    ["https://user:secret@cong.example/xa-a/", "https://cong.example", "/xa-a/"],
    ["HTTPS://CONG.EXAMPLE/XA-A/", "https://cong.example", "/XA-A/"],
  ])("%s is %s at %s", (address, origin, path) => {
    expect(parseWebsite(address)).toEqual({ origin, path });
  });

  test.each(["https://a.example/b", "javascript://a.example", "https://", "https://a b.example"])("%j is no origin", (origin) => {
    expect(v.is(Website, { origin, path: "/" })).toBe(false);
  });

  test.each(["", "xa/", "/xa", "/xa?/", "/xa#/", "/x a/"])("%j is no path", (path) => {
    expect(v.is(Website, { origin: "https://a.example", path })).toBe(false);
  });
});

describe("searching units by name", () => {
  const names = (query: string) =>
    searchUnits([{ name: "Phường Hoà Bình" }, { name: "Phường Hòa Khánh" }, { name: "Xã Đắk Hoà" }], query).map(({ name }) => name);

  test("marks, tone position, case and đ do not matter, words in any order", () => {
    expect(names("hoa")).toHaveLength(3);
    expect(names("HÒA")).toHaveLength(3);
    expect(names("hoà binh")).toEqual(["Phường Hoà Bình"]);
    expect(names("binh phuong")).toEqual(["Phường Hoà Bình"]);
    expect(names("dak")).toEqual(["Xã Đắk Hoà"]);
    expect(names("đắk")).toEqual(["Xã Đắk Hoà"]);
  });

  test("nothing typed finds everything, and what is nowhere finds nothing", () => {
    expect(names("  ")).toHaveLength(3);
    expect(names("hoa lac")).toEqual([]);
    expect(names("(.*")).toEqual([]);
  });
});
