// Single keys for the merge desk: N and P move the focus from suggestion to suggestion; A, W and D press what the focused
// one offers.
import { listenToKeys } from "./keys.js";

/** Show the row that tells of the keys, and listen to them. */
export function mergeKeys(row) {
  listenToKeys(row, "merge-keys", press);
}

function press(event) {
  const all = [...document.querySelectorAll("[data-suggestion]")];
  const here = document.activeElement?.closest("[data-suggestion]") ?? document.querySelector("[data-suggestion]:target");
  const at = all.indexOf(here);
  if (event.key === "n" || event.key === "p") {
    const next = event.key === "n" ? all[at + 1] : all[at < 0 ? 0 : at - 1];
    if (next) {
      event.preventDefault();
      next.focus();
    }
    return;
  }
  const target = "awd".includes(event.key) && event.key.length === 1 ? here?.querySelector(`[data-key="${event.key}"]`) : null;
  if (target) {
    event.preventDefault();
    target.click();
  }
}
