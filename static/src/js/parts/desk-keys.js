// Single keys for the table of everything and for one of its contributions: J and K walk, X chooses, O opens, and any other
// key presses or focuses what carries it (data-key, data-focus). With nothing chosen, keys act on the row that is walked.
import { listenToKeys } from "./keys.js";

/** Show the row that tells of the keys, and listen to them. */
export function deskKeys(row) {
  listenToKeys(row, "desk-keys", press);
}

function press(event) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length && walk(event, rows)) return;
  const key = CSS.escape(event.key);
  const button = document.querySelector(`[data-key="${key}"]`);
  const field = document.querySelector(`[data-focus="${key}"]`);
  if (!button && !field) return;
  event.preventDefault();
  chooseWalked(rows);
  if (button) button.click();
  else field.focus();
}

function walk(event, rows) {
  const at = rows.indexOf(document.activeElement?.closest("[data-row]"));
  if (event.key === "j" || event.key === "k") {
    const next = rows[event.key === "j" ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0)];
    event.preventDefault();
    next.querySelector("[data-open]").focus();
    return true;
  }
  if (at >= 0 && event.key === "x") {
    event.preventDefault();
    rows[at].querySelector('[name="chosen"]').click();
    return true;
  }
  if (at >= 0 && event.key === "o") {
    event.preventDefault();
    rows[at].querySelector("[data-open]").click();
    return true;
  }
  return false;
}

function chooseWalked(rows) {
  if (!rows.length || document.querySelector('[name="chosen"]:checked')) return;
  document.activeElement?.closest("[data-row]")?.querySelector('[name="chosen"]').click();
}
