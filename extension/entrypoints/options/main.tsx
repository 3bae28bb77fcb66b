import { render } from "preact";
import { OptionsPage } from "../../options/OptionsPage.tsx";
import "../../style/tokens.css";
import "../../desk/desk.css";
import "../../options/options.css";

const place = document.getElementById("options");
if (place) render(<OptionsPage />, place);
