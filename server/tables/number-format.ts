/** The formats that a workbook names by number alone, where they are no days. */
const builtIn: Readonly<Record<number, string>> = {
  0: "General",
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  9: "0%",
  10: "0.00%",
  11: "0.00E+00",
  12: "# ?/?",
  13: "# ??/??",
  45: "mm:ss",
  46: "[h]:mm:ss",
  47: "mmss.0",
  48: "##0.0E+0",
  49: "@",
};

/** The format of a number, by what the workbook says of it or knows without saying. */
export function formatOf(id: number, own: ReadonlyMap<number, string>): string {
  return own.get(id) ?? (id >= 14 && id <= 22 ? "yyyy-mm-dd" : (builtIn[id] ?? `#${id}`));
}

const plainNumber = /^-?\d{1,15}(?:\.\d{1,20})?$/;
const digitsFormat = /^(?:#,##|#*)(0*)(?:\.(0{1,15}))?$/;

/**
 * A stored number as the spreadsheet shows it, exactly; `undefined` where its format does what is not imitated here. A day becomes
 * `2026-11-22`. `General` and text formats show the digits that are stored.
 */
export function shown(stored: string, format: string, since1904: boolean): string | undefined {
  const positive = format.split(";", 1)[0] ?? "";
  if (positive === "" || positive === "General" || positive === "@") return stored;
  if (isDay(positive)) return dayOf(Number(stored), since1904);
  const parts = digitsFormat.exec(positive);
  if (!parts || !plainNumber.test(stored)) return undefined;
  const [, zeros = "", decimals = ""] = parts;
  // What a negative number looks like, a section of its own says.
  if (stored.startsWith("-") && format.includes(";")) return undefined;
  const [whole = "", broken] = Number(stored).toFixed(decimals.length).replace("-", "").split(".");
  if (positive.startsWith("#,") && whole.length > 3) return undefined;
  return `${stored.startsWith("-") ? "-" : ""}${whole.padStart(zeros.length, "0")}${broken === undefined ? "" : `.${broken}`}`;
}

/** Whether a format shows a day: letters of year or day outside quotes and brackets. */
function isDay(format: string): boolean {
  let hidden = "";
  for (const sign of format.toLowerCase()) {
    if (hidden !== "") {
      if (sign === hidden) hidden = "";
    } else if (sign === '"') hidden = '"';
    else if (sign === "[") hidden = "]";
    else if (sign === "y" || sign === "d") return true;
  }
  return false;
}

const dayMs = 86_400_000;

function dayOf(serial: number, since1904: boolean): string | undefined {
  // The calendar of a workbook has a 29 February 1900.
  const first = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const day = new Date(first + Math.floor(serial) * dayMs);
  return serial >= 0 && serial < 2_958_466 ? day.toISOString().slice(0, 10) : undefined;
}
