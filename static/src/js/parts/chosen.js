// Shows which rows are chosen, and how many.
export function showChosen(root) {
  const count = root.querySelector("[data-chosen-count]");
  if (!count) return;
  const boxes = [...root.querySelectorAll('[name="chosen"]')];
  const show = () => {
    for (const box of boxes) box.closest("[data-row]")?.classList.toggle("grid__row--on", box.checked);
    const many = boxes.filter((box) => box.checked).length;
    count.textContent = many ? `${many} chosen:` : "None chosen yet:";
  };
  root.addEventListener("change", (event) => event.target.name === "chosen" && show());
  show();
}
