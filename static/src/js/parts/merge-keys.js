// Single keys for the merge desk. They rest while somebody types, and a button turns them off for good on this device, as
// WCAG 2.1.4 asks. N and P move the focus from suggestion to suggestion; A, W and D press what the focused one offers.
const KEPT = "merge-keys";

/** Show the row that tells of the keys, and listen to them. */
export function mergeKeys(row) {
  const button = row.querySelector("[data-keys-switch]");
  let on = kept() !== "off";
  const say = () => {
    button.textContent = on ? "Turn keys off" : "Turn keys on";
  };
  button.addEventListener("click", () => {
    on = !on;
    keep(on ? "on" : "off");
    say();
  });
  say();
  row.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (on && !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey && !types(event.target)) press(event);
  });
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

function types(target) {
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // storage is closed to us: keys are on
  }
}

function keep(value) {
  try {
    localStorage.setItem(KEPT, value);
  } catch {
    // it holds for this page only
  }
}
