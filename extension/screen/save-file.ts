import { type Sheets, sheetFile } from "../drafts/file.ts";

/** Offers the records as a download. */
export function exportSheets(sheets: Sheets): void {
  const { name, text } = sheetFile(sheets, new Date());
  saveFile(name, text);
}

/** Offers a JSON text as a download. */
export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has taken its copy long before.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
