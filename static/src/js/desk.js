// The table of everything: keys, and what is chosen. Both pages are whole without it.
import { showChosen } from "./parts/chosen.js";
import { deskKeys } from "./parts/desk-keys.js";

showChosen(document);
const row = document.querySelector("[data-desk-keys]");
if (row) deskKeys(row);
