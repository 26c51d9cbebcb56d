// Search as one types: the rows change in place, the address says what they show.
import { markCurrentRow, remember } from "./live.js";

const isField = (element) => element?.matches?.(".search input[name=q]");

function addressOf(field) {
  const query = new URLSearchParams(new FormData(field.form));
  return `${location.pathname}${query.size ? `?${query}` : ""}`;
}

export function startSearch() {
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!isField(detail.elt)) return;
    for (const [name, value] of Object.entries(detail.parameters)) {
      if (!value) delete detail.parameters[name];
    }
  });
  // Whoever saves a view saves what the list shows now, not what it showed when the page came.
  document.addEventListener("formdata", ({ target, formData }) => {
    const shown = target.matches("[data-with-filters]") && document.querySelector("form.filters");
    if (!shown) return;
    for (const { name } of shown.elements) if (name) formData.delete(name);
    for (const [name, value] of new FormData(shown)) formData.append(name, value);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (isField(detail.elt) && detail.successful) {
      history.replaceState(history.state, "", addressOf(detail.elt));
    }
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (!isField(detail.requestConfig?.elt)) return;
    markCurrentRow();
    remember(); // what changes from here on is news
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Escape" || !isField(field) || !field.value) return;
    event.preventDefault(); // the first empties it, and only the next closes what is open
    event.stopPropagation();
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, true);
}
