import { render } from "preact";
import { reportError } from "../../errors.ts";
import { OptionsPage } from "../../options/OptionsPage.tsx";
import { watchPresses } from "../../screen/pressed.ts";
import "../../screen/screen.css";
import "../../screen/tab.css";
import "../../options/options.css";

addEventListener("error", ({ error }) => void reportError("options", error));
addEventListener("unhandledrejection", ({ reason }) => void reportError("options", reason));
watchPresses();
const place = document.getElementById("options");
if (place) render(<OptionsPage />, place);
