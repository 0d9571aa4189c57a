// The merge desk: one key takes a suggestion in, opens the box for other words, or the page to decline it.
import { mergeKeys } from "./parts/merge-keys.js";

const row = document.querySelector("[data-merge-keys]");
if (row) mergeKeys(row);
