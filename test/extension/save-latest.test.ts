import { describe, expect, test } from "vitest";
import { saveLatest } from "../../extension/drafts/save-latest.ts";

/** A disk on which each write ends when the test says so. */
function slowDisk() {
  const written: string[] = [];
  const ends: ((failed?: Error) => void)[] = [];
  const write = (value: string) =>
    new Promise<string>((resolve, reject) => {
      written.push(value);
      ends.push((failed) => (failed ? reject(failed) : resolve(value)));
    });
  const endOne = async (failed?: Error) => {
    ends.shift()?.(failed);
    await new Promise(setImmediate);
  };
  return { written, write, ends: endOne };
}

describe("what is typed while a save runs", () => {
  test("is saved next as it is by then: four hundred letters wait behind one save", async () => {
    const disk = slowDisk();
    const { save, last } = saveLatest(disk.write);
    expect(save("G")).toBeInstanceOf(Promise);
    await new Promise(setImmediate);
    const text = "Gặp bốn cán bộ ".repeat(27);
    for (let n = 2; n <= text.length; n += 1) save(text.slice(0, n));
    expect(disk.written).toEqual(["G"]);
    await disk.ends();
    expect(disk.written).toEqual(["G", text]);
    const saved = last();
    await disk.ends();
    expect(await saved).toBe(text);
  });

  test("is saved where the save before it failed, and each failure is told to whoever began that save", async () => {
    const disk = slowDisk();
    const { save, last } = saveLatest(disk.write);
    const first = save("một")?.catch(String);
    await new Promise(setImmediate);
    save("một hai");
    expect(save("một hai ba")).toBeUndefined();
    await disk.ends(new Error("full"));
    expect(await first).toBe("Error: full");
    expect(disk.written).toEqual(["một", "một hai ba"]);
    await disk.ends();
    expect(await last()).toBe("một hai ba");
  });

  test("is nothing where nothing was typed", async () => {
    expect(await saveLatest(slowDisk().write).last()).toBeUndefined();
  });
});
