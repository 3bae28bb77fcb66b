import { Refusal } from "../../shared/problem.ts";
import { typeOf } from "./evidence-store.ts";
import { withoutMetadata } from "./picture-metadata.ts";

/**
 * What somebody of a unit sends under a hash of their own making, as it comes: of a picture nothing can be taken away then. In the end
 * `picture-metadata` where one carries more than what is drawn, `evidence-type` where it is broken.
 */
export async function* withoutMore(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    yield chunk;
  }
  const bytes = Buffer.concat(chunks);
  const kept = cleaned(bytes);
  if (!kept) throw new Refusal("evidence-type");
  if (!bytes.equals(kept)) throw new Refusal("picture-metadata");
}

/** A picture without its metadata, anything else as it is; `undefined`: a picture that is broken. */
export function cleaned(bytes: Uint8Array): Uint8Array | undefined {
  const type = typeOf(bytes);
  return type === undefined || type === "application/pdf" ? bytes : withoutMetadata(bytes, type);
}
