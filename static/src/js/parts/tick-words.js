// Lets a press on the marked words of a change tick the box of their sentence. Whoever has no script, or no mouse, has the
// boxes themselves.

export function tickWords(root) {
  root.addEventListener("click", (event) => {
    const run = event.target.closest("[data-ticks]");
    const box = run && document.getElementById(run.dataset.ticks);
    if (box && getSelection().isCollapsed) box.click();
  });
}
