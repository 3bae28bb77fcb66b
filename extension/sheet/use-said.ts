import { useEffect, useState } from "preact/hooks";

/** Long enough to read a sentence twice. */
const stays = 8_000;

/** The one line in which the panel says what it just did; announced, and gone after a while. */
export function useSaid(): { readonly said: string; readonly announce: (text: string) => void } {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), stays);
    return () => clearTimeout(timer);
  }, [said]);
  return { said, announce: setSaid };
}
