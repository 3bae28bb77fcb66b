import type { JSX } from "preact";
import { unitDeskWords as words } from "../../shared/words/unit-desk.ts";
import { useLook } from "../web/look.ts";

/** Where files are chosen that go with an answer. */
export function AnswerFiles(): JSX.Element {
  const { t } = useLook();
  return (
    <div class="field">
      <label for="files">{t(words.files)}</label>
      <span class="hint" id="files-hint">
        {t(words.filesHint)}
      </span>
      <input id="files" name="files" type="file" multiple accept=".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx" aria-describedby="files-hint" />
      <p class="muted small" role="status" data-sent />
    </div>
  );
}

/** The files of something that was said, to be fetched. */
export function FilesOf({ hashes }: { readonly hashes: readonly string[] }): JSX.Element | null {
  const { t } = useLook();
  if (hashes.length === 0) return null;
  return (
    <ul class="proof">
      {hashes.map((hash, i) => (
        <li key={hash}>
          <a href={`/unit/evidence/${hash}`}>{t(words.fileOf, { n: i + 1 })}</a>
        </li>
      ))}
    </ul>
  );
}
