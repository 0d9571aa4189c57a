// A link to a note inside a closed fold opens the fold, so that the reader lands on the words and not on nothing.
// Browsers that do this by themselves find it done.

function open() {
  let target = null;
  try {
    target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return; // a hash that is no encoded text names nothing on this page
  }
  const folds = [];
  for (let fold = target?.closest("details:not([open])"); fold; fold = fold.parentElement?.closest("details:not([open])")) {
    folds.push(fold);
  }
  for (const fold of folds) fold.open = true;
  if (folds.length) target.scrollIntoView();
}

/** Open the folds round the place the address names, now and whenever it changes. */
export function openTarget() {
  open();
  window.addEventListener("hashchange", open);
}
