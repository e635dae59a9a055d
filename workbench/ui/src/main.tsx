import { createRoot } from "react-dom/client";
import { start } from "./i18n";
import { Root } from "./Root";
import "./theme/global.css";

start();
createRoot(document.getElementById("root") as HTMLElement).render(<Root />);
