// The marks words can carry, as Markdown: each takes the words of a box with the range chosen, and gives the range to
// replace, the words for it, and the range to choose then. Pressed again, a mark comes off.

/** Bold: two stars on either side. */
export const bold = (text, start, end) => stars(text, start, end, 2);

/** Italic: one star on either side. */
export const italic = (text, start, end) => stars(text, start, end, 1);

function stars(text, start, end, count) {
  if (text.slice(start, end).includes("\n")) return lines(text, start, end, (line) => starred(line, count));
  [start, end] = words(text, start, end);
  while (start < end && text[start] === "*" && text[end - 1] === "*") [start, end] = [start + 1, end - 1];
  let around = 0;
  while (text[start - around - 1] === "*" && text[end + around] === "*") around++;
  const left = others(around, count);
  const mark = "*".repeat(left);
  const from = start - around;
  return [from, end + around, mark + text.slice(start, end) + mark, [from + left, from + left + end - start]];
}

/** How many stars are left once those for `count` are put on or taken off. */
function others(around, count) {
  const on = count === 1 ? around % 2 === 1 : around >= 2;
  return on ? around - count : around + count;
}

function starred(line, count) {
  const [, before, body, after] = /^(\s*(?:[-*] )?)(.*?)(\s*)$/.exec(line);
  if (!body) return line;
  const [, , changed] = stars(body, 0, body.length, count);
  return before + changed + after;
}

/** A link: the words chosen, and an address to be typed over. */
export function link(text, start, end) {
  [start, end] = words(text, start, end);
  const chosen = text.slice(start, end).replaceAll("\n", " ");
  if (/^https?:\/\/\S+$/.test(chosen)) return [start, end, `[](${chosen})`, [start + 1, start + 1]];
  const address = "https://";
  const at = start + chosen.length + 3;
  return [start, end, `[${chosen}](${address})`, chosen ? [at, at + address.length] : [start + 1, start + 1]];
}

/** A list: each line chosen becomes an item, or a line again where all of them are items. */
export function list(text, start, end) {
  const whole = [text.lastIndexOf("\n", start - 1) + 1, (text.indexOf("\n", end) + 1 || text.length + 1) - 1];
  const all = text.slice(...whole).split("\n").filter((line) => line.trim());
  const are = all.length > 0 && all.every((line) => line.startsWith("- "));
  const item = (line) => (are ? line.slice(2) : line.startsWith("- ") ? line : `- ${line}`);
  return lines(text, ...whole, (line) => (line.trim() || !all.length ? item(line) : line));
}

function lines(text, start, end, change) {
  const words = text.slice(start, end).split("\n").map(change).join("\n");
  return [start, end, words, [start, start + words.length]];
}

/** The range without the white space at its ends; where nothing is chosen, the word the caret is in. */
function words(text, start, end) {
  if (start === end) {
    while (start > 0 && /[\p{L}\p{N}’']/u.test(text[start - 1])) start--;
    while (end < text.length && /[\p{L}\p{N}’']/u.test(text[end])) end++;
    return [start, end];
  }
  while (start < end && /\s/.test(text[start])) start++;
  while (start < end && /\s/.test(text[end - 1])) end--;
  return [start, end];
}
