// Bring a box of keyed children up to date without touching what has not changed, so that open
// menus, focus, selections and the scroll position stay where they are.

const source = new WeakMap();
// What says nothing: a new key of a form, a ticking word, marks set by scripts.
const NOISE = /value="[A-Za-z0-9]{64}"|\sopen=""|\saria-current="[^"]*"|\b(?:htmx-[a-z]+|arrived|has-left)\b/g;
const TICKING = /<time[^>]*datetime="([^"]*)"[^>]*data-tick[^>]*>[^<]*<\/time>/g;

const plain = (node) =>
  node.outerHTML.replace(TICKING, "$1").replace(NOISE, "").replace(/\s+"/g, '"').replaceAll(' class=""', "");
const keyed = (box) => [...box.children].filter((child) => child.id);

export function rememberChildren(box) {
  for (const child of keyed(box)) source.set(child, plain(child));
}

function isBusy(node) {
  return node.contains(document.activeElement) || Boolean(node.querySelector("details.menu[open]"));
}

function replaceChild(have, next) {
  const open = [...have.querySelectorAll("details[open][id]")].map((details) => details.id);
  have.replaceWith(next);
  for (const id of open) next.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  htmx.process(next);
}

// Returns the ids that were not there before.
export function patch(box, fresh) {
  const added = [];
  let at = box.firstElementChild;
  for (const next of [...fresh.children]) {
    const code = plain(next);
    const have = next.id ? [...box.children].find((child) => child.id === next.id) : null;
    if (!have) {
      box.insertBefore(next, at);
      htmx.process(next);
      source.set(next, code);
      if (next.id) added.push(next.id);
      continue;
    }
    if (have === at) at = at.nextElementSibling;
    else box.insertBefore(have, at);
    if (source.get(have) === code || isBusy(have)) continue;
    replaceChild(have, next);
    source.set(next, code);
  }
  while (at) {
    const gone = at;
    at = at.nextElementSibling;
    if (!isBusy(gone)) gone.remove();
  }
  return added;
}

// A row that left its queue stays in its place while somebody reads, and says that it has left.
// Of a list with more pages only what stands above a row of the first page is known.
export function markLeft(box, fresh) {
  const rows = [...box.querySelectorAll(".row")];
  const isThere = (row) => Boolean(fresh.querySelector(`#${CSS.escape(row.id)}`));
  const known = fresh.querySelector(".more") ? rows.findLastIndex(isThere) : rows.length;
  rows.forEach((row, at) => row.classList.toggle("has-left", at < known && !isThere(row)));
}

// Only what is there already, in its place: nothing moves under the pointer.
export function patchInPlace(box, fresh) {
  let unknown = 0;
  for (const next of keyed(fresh)) {
    const have = [...box.children].find((child) => child.id === next.id);
    if (!have) unknown += next.classList.contains("row") ? 1 : 0;
    else if (source.get(have) !== plain(next) && !isBusy(have)) {
      const code = plain(next);
      replaceChild(have, next);
      source.set(next, code);
    }
  }
  return unknown;
}
