// Keeps what is typed in a clause of the working draft, so that a closed window or a flat battery loses nothing, and says
// who else is in the clause. Without scripts the form is saved by its button, as ever.
const REST = 800; // milliseconds without a key before the words are kept
const SIGN = 30_000; // a sign that one is still there

/** Keep the words of each form that names where to. */
export function keepWords(root) {
  for (const form of root.querySelectorAll("form[data-buffer]")) keep(form);
  for (const list of root.querySelectorAll("[data-present-at]")) watch(list);
}

function keep(form) {
  const area = form.querySelector("textarea");
  const kept = form.querySelector("[data-kept]");
  const present = form.querySelector("[data-present]");
  let last = area.value;
  let timer = 0;
  const send = async () => {
    const words = area.value;
    try {
      const answer = await fetch(form.dataset.buffer, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { kept: at, present: others } = await answer.json();
      if (words !== last || !last) kept.textContent = `Kept for you at ${at}. Press Save to put it into the draft.`;
      last = words;
      tell(present, others.filter((one) => one.clause === form.dataset.key).map((one) => one.name));
    } catch {
      kept.textContent = "Not kept: the connection is gone. Your words stay on this page; press Save when it is back.";
    }
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(send, REST);
  });
  // What was typed in the last moment goes out with the page.
  addEventListener("pagehide", () => {
    if (area.value !== last && !form.dataset.saving) navigator.sendBeacon(form.dataset.buffer, new FormData(form));
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    form.dataset.saving = "yes";
  });
  setInterval(() => document.visibilityState === "visible" && send(), SIGN);
  send();
}

function tell(place, names) {
  const words = names.length ? `${names.join(", ")} ${names.length === 1 ? "is" : "are"} in this clause too. If you both change one sentence, you will see both.` : "";
  if (place.textContent !== words) place.textContent = words;
}

/** On the page of the whole draft: name those who are in a clause, beside it. */
function watch(list) {
  const look = async () => {
    const answer = await fetch(list.dataset.presentAt, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { present } = await answer.json();
    for (const place of list.querySelectorAll("[data-present-in]")) {
      const names = present.filter((one) => one.clause === place.dataset.presentIn).map((one) => one.name);
      place.textContent = names.length ? `${names.join(", ")} ${names.length === 1 ? "is" : "are"} here now` : "";
    }
  };
  setInterval(look, SIGN / 2);
  look();
}
