// Selecting words of the document, by mouse, touch or keyboard, offers to comment on them.
import { offerComment } from "./parts/offer-comment.js";

const sheet = document.querySelector(".sheet[data-clauses]");
if (sheet) offerComment(sheet);
