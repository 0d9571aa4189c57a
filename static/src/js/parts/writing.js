// Writes into a box as if it had been typed, so that the browser's own undo takes it back.

/** Put `words` in the place of what stands from `start` to `end`, and choose the range `select` of the whole, if given. */
export function write(area, start, end, words, select) {
  area.focus();
  area.setSelectionRange(start, end);
  if (area.value.slice(start, end) !== words && !typed(words)) {
    area.setRangeText(words, start, end, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  if (select) area.setSelectionRange(...select);
}

/** Make the whole of a box read `words`, touching no more of it than differs. */
export function rewrite(area, words) {
  const old = area.value;
  let start = 0;
  while (start < old.length && start < words.length && old[start] === words[start]) start++;
  let tail = 0;
  while (tail < Math.min(old.length, words.length) - start && old.at(-1 - tail) === words.at(-1 - tail)) tail++;
  write(area, start, old.length - tail, words.slice(start, words.length - tail));
}

function typed(words) {
  return words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
}
