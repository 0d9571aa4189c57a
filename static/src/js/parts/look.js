// Shows below a box what changes while one types, as the server sees it: after a pause, and never twice for the same words.
// What is in the box is the truth; where no answer comes, nothing is lost.
import { rewrite } from "./writing.js";

const REST = 1_000; // milliseconds without a key before one looks
const RESTS = "What changes cannot be shown just now. Your words are in the box.";
const SAME = "This sentence is as it was.";

/** Look at what the row of one clause changes whenever somebody has typed in it. */
export function lookWhileTyping(row) {
  const form = row.closest("form");
  const area = row.querySelector("textarea[data-stands]");
  const said = row.querySelector("[data-said]");
  const seen = row.querySelector("[data-seen]");
  let timer = 0;
  let asking; // the request on its way
  let shown; // what was sent for what is shown
  const clear = () => {
    shown = undefined;
    if (seen.contains(document.activeElement)) area.focus();
    seen.replaceChildren();
    return false;
  };
  const look = async () => {
    clearTimeout(timer);
    const sent = fields(row, form);
    const name = new URLSearchParams(sent).toString();
    if (name === shown) return true;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(row.dataset.look, { method: "POST", body: sent, signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const says = page.querySelector("[data-says]");
      if (!says) throw new Error(String(answer.status));
      say(said, says.textContent);
      if (!answer.ok) return clear();
      shown = name;
      says.remove();
      seen.replaceChildren(...page.body.childNodes);
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      say(said, RESTS);
      return clear();
    }
  };
  row.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST);
    const older = form.querySelector("[data-older]");
    if (older) older.hidden = false;
  });
  area.addEventListener("put-back", async ({ detail: caret }) => {
    const typed = area.value;
    if (!(await look()) || area.value !== typed) return;
    const one = sentenceAt(seen, [...typed.slice(0, caret)].length);
    if (!one) return say(said, SAME);
    putBack(area, one);
    look();
  });
  seen.addEventListener("click", async (event) => {
    const one = event.target.closest("[data-words]")?.dataset;
    if (!one) return;
    const [name, typed] = [shown, area.value];
    if ((await look()) && name === shown && area.value === typed) putBack(area, one);
    look();
  });
  // Once the page stands, with what the browser kept of it on the way back.
  addEventListener("pageshow", () => {
    if (area.value !== area.dataset.stands || row.querySelector(":checked")) look();
  });
}

/** What is sent: of a sheet of several clauses, only what belongs to this one. */
function fields(row, form) {
  const { key } = row.dataset;
  const sent = new FormData(form);
  if (!key) return sent;
  for (const name of [...sent.keys()]) {
    if (name !== "csrf_token" && name !== "revision" && !name.endsWith(`-${key}`)) sent.delete(name);
  }
  sent.set("clause", key);
  return sent;
}

function sentenceAt(seen, at) {
  const all = [...seen.querySelectorAll("[data-words]")].map((one) => one.dataset);
  return all.find((one) => Number(one.start) <= at && at < Number(one.end)) ?? all.find((one) => Number(one.start) <= at && at <= Number(one.end));
}

/** Offsets come in code points of the words as the server reads them. */
function putBack(area, { start, end, words }) {
  const letters = [...area.value.normalize("NFC")];
  letters.splice(Number(start), Number(end) - Number(start), words);
  rewrite(area, letters.join(""));
}

function say(place, words) {
  if (place.textContent !== words) place.textContent = words;
}
