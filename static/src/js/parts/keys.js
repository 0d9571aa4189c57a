// Single keys of a page. They rest while somebody types, and a button turns them off for good on this device, as
// WCAG 2.1.4 asks. `row` tells of the keys and has the button; `press(event)` does what a key does.
export function listenToKeys(row, kept, press) {
  const button = row.querySelector("[data-keys-switch]");
  let on = read(kept) !== "off";
  const say = () => {
    button.textContent = on ? "Turn keys off" : "Turn keys on";
  };
  button.addEventListener("click", () => {
    on = !on;
    write(kept, on ? "on" : "off");
    say();
  });
  say();
  row.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (on && !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey && !types(event.target)) press(event);
  });
}

function types(target) {
  return target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function read(kept) {
  try {
    return localStorage.getItem(kept);
  } catch {
    return null; // storage is closed to us: keys are on
  }
}

function write(kept, value) {
  try {
    localStorage.setItem(kept, value);
  } catch {
    // it holds for this page only
  }
}
