// Cards that come anew every few seconds; only what changed is put in place, and never under a
// menu that is open or a button that has the focus.
import { patch, rememberChildren } from "./patch.js";

const cards = document.querySelector("[data-patched]");
if (cards) rememberChildren(cards);

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== cards || !event.detail.shouldSwap) return;
  event.detail.shouldSwap = false;
  const fresh = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  patch(cards, fresh.body);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt === cards && document.hidden) event.preventDefault();
});
