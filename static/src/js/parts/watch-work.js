// Looks every two seconds how far a long work is, and shows it in place; ends when the work has ended.
const PAUSE = 2000;

export function watchWork(root) {
  const shown = root.querySelector("#work[data-watch]");
  if (shown) setTimeout(() => look(shown), PAUSE);
}

async function look(shown) {
  const words = shown.querySelector("[aria-live]");
  try {
    const answer = await fetch(shown.dataset.watch, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#work");
    if (fresh && !fresh.dataset.watch) return location.reload();
    if (fresh && words) {
      const now = fresh.querySelector("[aria-live]");
      if (now && now.innerHTML !== words.innerHTML) words.replaceChildren(...now.childNodes);
    }
  } catch {
    // The next look may get through; the link beside it works without us.
  }
  setTimeout(() => look(shown), PAUSE);
}
