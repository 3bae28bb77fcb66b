import sax from "sax";
import { ZipProblem } from "./zip.ts";

/** An element's attributes, by name without a prefix. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** What happens on the way through a document; names come without their prefix. */
export interface XmlHandlers {
  open?(name: string, attributes: Attributes): void;
  text?(piece: string): void;
  close?(name: string): void;
}

/** Tables are flat. */
const deepest = 40;

/** Reads an XML document as it comes: UTF-8, no document type, so no entities of its own, nested so deep and no deeper. */
export async function readXml(pieces: AsyncIterable<Uint8Array>, { open, text, close }: XmlHandlers): Promise<void> {
  const parser = new sax.SAXParser(true, { position: false });
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let depth = 0;
  parser.onerror = (problem) => {
    throw problem;
  };
  parser.ondoctype = () => {
    throw new ZipProblem("a document type");
  };
  parser.onopentag = ({ name, attributes }) => {
    depth += 1;
    if (depth > deepest) throw new ZipProblem("nested too deep");
    open?.(localName(name), attributes as Attributes);
  };
  parser.ontext = (piece) => text?.(piece);
  parser.oncdata = (piece) => text?.(piece);
  parser.onclosetag = (name) => {
    depth -= 1;
    close?.(localName(name));
  };
  for await (const piece of pieces) parser.write(decoder.decode(piece, { stream: true }));
  parser.write(decoder.decode()).close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
