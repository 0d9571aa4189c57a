// Buttons above a box for words, and keys for them. The box stays a plain box: Tab leaves it, and the browser's own undo
// takes back what a button did. The row of buttons is one stop for Tab; the arrows go through it, Escape back to the box.
import { bold, italic, link, list } from "./marking.js";
import { rewrite, write } from "./writing.js";

const MARKS = { bold, italic, link, list };
const KEYS = { b: "bold", i: "italic", k: "link" };
const SHIFTED = { l: "list", backspace: "sentence" };

/** Equip each box that has buttons, and show the list of keys. */
export function editors(root) {
  for (const place of root.querySelectorAll("[data-editor]")) equip(place);
  for (const keys of root.querySelectorAll("[data-editor-keys]")) keys.hidden = false;
}

function equip(place) {
  const area = place.querySelector("textarea");
  const bar = place.querySelector("[data-tools]");
  const tools = [...bar.querySelectorAll("button")];
  const press = (name) => {
    const tool = tools.find((one) => one.dataset.tool === name);
    if (tool) use(area, name);
    return Boolean(tool);
  };
  bar.hidden = false;
  stop(tools, tools[0]);
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // what is chosen in the box stays chosen
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("button");
    if (!tool) return;
    stop(tools, tool);
    press(tool.dataset.tool);
  });
  bar.addEventListener("keydown", (event) => walk(event, tools, area));
  area.addEventListener("keydown", (event) => {
    const name = asked(event);
    if (name === "tools") tools.find((one) => one.tabIndex === 0).focus();
    if (name === "tools" || (name && press(name))) event.preventDefault();
  });
}

/** What a key pressed in the box asks for, if anything. */
function asked(event) {
  if (event.altKey) return event.key === "F10" && !event.ctrlKey && !event.metaKey ? "tools" : undefined;
  if (event.ctrlKey === event.metaKey || event.isComposing) return undefined;
  return (event.shiftKey ? SHIFTED : KEYS)[event.key.toLowerCase()];
}

function use(area, name) {
  if (name in MARKS) write(area, ...MARKS[name](area.value, area.selectionStart, area.selectionEnd));
  else if (name === "all") rewrite(area, area.dataset.stands);
  else if (name === "sentence") area.dispatchEvent(new CustomEvent("put-back", { detail: area.selectionStart }));
  else {
    area.focus();
    document.execCommand(name);
  }
}

function stop(tools, here) {
  for (const tool of tools) tool.tabIndex = tool === here ? 0 : -1;
}

function walk(event, tools, area) {
  const at = tools.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Escape") area.focus();
  else if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  else {
    const next = tools.at(to % tools.length);
    stop(tools, next);
    next.focus();
  }
  event.preventDefault();
}
