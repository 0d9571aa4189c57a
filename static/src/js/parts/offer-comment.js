// After a selection comes to rest, a link appears under the clause's words; it leads to the clause page with the words
// filled in. The Tab key leads there next, and a polite message says so.
import { seenIn } from "./seen-words.js";

const REST = 250; // milliseconds without a change before a selection counts as made
const LONGEST = 1000; // a longer quotation is told by its place alone, so that the address stays short
const SHOWN = 60;

/** Offer to comment on the words selected in the sheet. */
export function offerComment(sheet) {
  const status = document.createElement("p");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  sheet.after(status);
  const link = document.createElement("a");
  link.className = "govuk-button offer";
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => show(sheet, link, status), REST);
  });
  document.addEventListener("keydown", (event) => lead(event, link));
}

/** The first Tab after a selection leads to the offer, past the links among the words; from there on all is as usual. */
function lead(event, link) {
  if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!link.isConnected || link === document.activeElement || document.getSelection().isCollapsed) return;
  if (document.activeElement !== document.body && !link.previousElementSibling.contains(document.activeElement)) return;
  event.preventDefault();
  link.focus();
}

function show(sheet, link, status) {
  const found = selected(sheet);
  if (!found) {
    if (document.activeElement !== link) {
      link.remove();
      status.textContent = "";
    }
    return;
  }
  const { words, quote, start, end } = found;
  const asked = new URLSearchParams({ start, end, revision: sheet.dataset.revision });
  if (quote.length <= LONGEST) asked.set("quote", quote);
  link.href = `${sheet.dataset.clauses}${words.dataset.key}?${asked}`;
  const short = quote.replace(/\s+/g, " ");
  link.textContent = `Comment on “${short.length > SHOWN ? `${short.slice(0, SHOWN - 1)}…` : short}”`;
  if (words.nextElementSibling !== link) words.after(link);
  const message = "You can comment on the words you selected: press Tab for the link.";
  if (status.textContent !== message) status.textContent = message;
}

/** Give the clause's words a selection begins in, and what of them is selected; null where nothing is. */
function selected(sheet) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0).cloneRange();
  if (!range.intersectsNode(sheet)) return null;
  const words = [...sheet.querySelectorAll("[data-key]")].find((one) => range.intersectsNode(one) && seenIn(one, range).quote);
  return words ? { words, ...seenIn(words, range) } : null;
}
