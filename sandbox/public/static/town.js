// Keeps an open page up to date without taking away what somebody is typing.
(() => {
  "use strict";
  const POLL_MS = 1500;
  const REDRAW_MS = 60000; // "3 min" grows old even when nothing happens
  let counter = Number(document.body.dataset.counter);
  let drawnAt = Date.now();

  const isDirty = (field) => field.value !== field.defaultValue;
  const isBusy = (item) =>
    item.contains(document.activeElement) ||
    item.querySelector("details[open]") !== null ||
    [...item.querySelectorAll("textarea")].some(isDirty);

  function renew(current, fresh) {
    if (current.outerHTML === fresh.outerHTML) return current;
    if (isBusy(current)) {
      const [body, next] = [current, fresh].map((item) => item.querySelector("[data-body]"));
      if (body && next && !body.contains(document.activeElement)) body.replaceWith(next);
      return current;
    }
    current.replaceWith(fresh);
    return fresh;
  }

  function merge(region, next) {
    const known = new Map([...region.children].map((item) => [item.dataset.key, item]));
    let last = null;
    let added = 0;
    for (const fresh of [...next.children]) {
      let item = known.get(fresh.dataset.key);
      if (item) {
        known.delete(fresh.dataset.key);
        item = renew(item, fresh);
      } else {
        item = fresh;
        item.classList.add("is-new");
        added += 1;
      }
      const place = last ? last.nextSibling : region.firstChild;
      if (place !== item && !(place && place.nextSibling === item && place.nodeType === Node.TEXT_NODE)) {
        region.insertBefore(item, place);
      }
      last = item;
    }
    for (const gone of known.values()) if (!isBusy(gone)) gone.remove();
    return added;
  }

  async function redraw() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    let added = 0;
    for (const region of document.querySelectorAll("[data-live]")) {
      const next = page.querySelector(`[data-live="${region.dataset.live}"]`);
      if (!next) continue;
      const wasAtEnd = region.scrollHeight - region.scrollTop - region.clientHeight < 60;
      added += merge(region, next);
      if (wasAtEnd && region.classList.contains("bubbles")) region.scrollTop = region.scrollHeight;
    }
    counter = Number(page.body.dataset.counter);
    drawnAt = Date.now();
    if (added) {
      const words = added === 1 ? "1 new item" : `${added} new items`;
      document.querySelector("[data-status]").textContent = words;
    }
  }

  async function look() {
    try {
      if (document.visibilityState === "visible") {
        const answer = await fetch("/town/changed");
        const now = (await answer.json()).counter;
        if (now !== counter || Date.now() - drawnAt > REDRAW_MS) await redraw();
      }
    } catch {
      // The town is asleep (stopped or restarting); the next look will tell.
    }
    setTimeout(look, POLL_MS);
  }

  for (const region of document.querySelectorAll(".bubbles")) region.scrollTop = region.scrollHeight;
  setTimeout(look, POLL_MS);
})();
