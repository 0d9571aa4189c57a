// Asks before a page is left with words on it that were not sent.

/** Watch a form; `data-unsent` says that it came with such words already. */
export function warnUnsent(form) {
  let sending = false;
  const typed = () => [...form.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
  const warn = (event) => {
    if (!sending && (form.dataset.unsent || typed())) event.preventDefault();
  };
  form.addEventListener("submit", () => {
    sending = true;
  });
  // Listened for only where there is something to lose: a page that listens is not kept for the way back.
  const listen = () => (form.dataset.unsent || typed() ? addEventListener("beforeunload", warn) : removeEventListener("beforeunload", warn));
  form.addEventListener("input", listen);
  addEventListener("pageshow", () => {
    sending = false; // also when one came back by the browser's own way back, with what it kept in the boxes
    listen();
  });
}
