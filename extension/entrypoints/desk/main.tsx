import { render } from "preact";
import { DeskPage } from "../../desk/DeskPage.tsx";
import { rememberDeskTab } from "../../desk/this-tab.ts";
import { reportError } from "../../errors.ts";
import "../../style/tokens.css";
import "../../desk/desk.css";

rememberDeskTab().catch((error: unknown) => reportError("rememberDeskTab", error));
const place = document.getElementById("desk");
if (place) render(<DeskPage />, place);
