// Suggesting other words: buttons and keys for the boxes, what changes while one types, and a word before unsent ones are left.
import { editors } from "./parts/editors.js";
import { lookWhileTyping } from "./parts/look.js";
import { warnUnsent } from "./parts/warn-unsent.js";

const form = document.querySelector("form[data-unsent]");
if (form) {
  for (const row of form.querySelectorAll("[data-look]")) lookWhileTyping(row, form);
  editors(document);
  warnUnsent(form);
}
