// Boxes for the words of clauses: buttons and keys for them, what changes while one types, and a word before unsent ones are left.
import { editors } from "./parts/editors.js";
import { lookWhileTyping } from "./parts/look.js";
import { warnUnsent } from "./parts/warn-unsent.js";

for (const row of document.querySelectorAll("[data-look]")) lookWhileTyping(row);
editors(document);
for (const form of document.querySelectorAll("form[data-unsent]")) warnUnsent(form);
