// What of a clause a reader sees, as the server counts it: code points of the words as they stand now. Not counted are
// words that were removed, numbers that lead to notes, footnote marks, and what only screen readers hear.
const UNCOUNTED = ".govuk-visually-hidden, .said__n, del, sup";

/** List what is seen inside an element: { node, text } for each text node and line break, in order. */
export function seen(words) {
  const parts = [];
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    if (node.matches(UNCOUNTED)) return NodeFilter.FILTER_REJECT;
    return node.tagName === "BR" ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
  });
  while (walker.nextNode()) {
    const node = walker.currentNode;
    parts.push({ node, text: node.nodeType === Node.TEXT_NODE ? node.data : "\n" });
  }
  return parts;
}

/** Give the words of `range` inside an element, and where they begin and end among what is seen of it. */
export function seenIn(words, range) {
  let before = "";
  let quote = "";
  for (const { node, text } of seen(words)) {
    if (node.nodeType !== Node.TEXT_NODE) {
      if (range.comparePoint(node.parentNode, [...node.parentNode.childNodes].indexOf(node)) === 0 && !ends(range, node)) quote += text;
      else if (!quote) before += text;
      continue;
    }
    const start = node === range.startContainer ? range.startOffset : range.comparePoint(node, 0) < 0 ? text.length : 0;
    const end = node === range.endContainer ? range.endOffset : range.comparePoint(node, text.length) > 0 ? 0 : text.length;
    if (!quote) before += text.slice(0, start < end ? start : range.comparePoint(node, 0) > 0 ? 0 : text.length);
    quote += text.slice(start, Math.max(start, end));
  }
  const from = Number(words.dataset.from || 0) + points(before);
  const lead = quote.length - quote.trimStart().length;
  const trimmed = quote.trim();
  const start = from + points(quote.slice(0, lead));
  return { quote: trimmed, start, end: start + points(trimmed) };
}

function ends(range, node) {
  const after = document.createRange();
  after.selectNode(node);
  return range.compareBoundaryPoints(Range.END_TO_END, after) < 0;
}

function points(text) {
  return [...text].length;
}
