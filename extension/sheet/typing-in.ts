import { useEffect } from "preact/hooks";
import type { TypingIn } from "../messages.ts";
import { call } from "../screen/call.ts";
import { doing } from "../screen/doing.ts";

/** Told so often while a person types. */
const every = 1_000;

/** Tells where a person is typing, so that a panel that has to come instead of this one goes on there. */
export function useTellsTyping(tabId: number): void {
  useEffect(() => {
    let told = { fieldId: "", at: -every };
    const tell = ({ target }: Event) => {
      if (!isText(target) || target.id === "") return;
      const now = performance.now();
      const criterionId = target.closest<HTMLElement>("[data-criterion]")?.dataset["criterion"];
      if (!criterionId || (told.fieldId === target.id && now - told.at < every)) return;
      told = { fieldId: target.id, at: now };
      doing("typingIn", call("typingIn", { tabId, criterionId, fieldId: target.id }));
    };
    document.addEventListener("input", tell);
    return () => document.removeEventListener("input", tell);
  }, [tabId]);
}

/** Goes on at the end of what stands in the field. */
export function goOnTyping({ fieldId }: TypingIn): void {
  const field = document.getElementById(fieldId);
  if (!isText(field)) return;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function isText(target: unknown): target is HTMLTextAreaElement | HTMLInputElement {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
}
