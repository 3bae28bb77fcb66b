import { render } from "preact";
import { DeskPage } from "../../desk/DeskPage.tsx";
import { styleSheetAtDesk } from "../../desk/sheet-style.ts";
import { rememberDeskTab } from "../../desk/this-tab.ts";
import { reportError } from "../../errors.ts";
import { watchPresses } from "../../screen/pressed.ts";
import "../../screen/screen.css";
import "../../screen/tab.css";
import "../../desk/desk.css";
import "../../desk/lists/lists.css";
import "../../desk/review/review.css";

addEventListener("error", ({ error }) => void reportError("desk", error));
addEventListener("unhandledrejection", ({ reason }) => void reportError("desk", reason));
styleSheetAtDesk();
watchPresses();
rememberDeskTab().catch((error: unknown) => reportError("rememberDeskTab", error));
const place = document.getElementById("desk");
if (place) render(<DeskPage />, place);
