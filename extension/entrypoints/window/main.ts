import { mountPanel } from "../../panel/mount.tsx";

const root = document.getElementById("app");
if (root) void mountPanel(root, "window");
