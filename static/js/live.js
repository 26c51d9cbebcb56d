// Other people's work appears by itself: server-sent events carry ids, fragments carry the rest.
import { renewComposer } from "./compose.js";
import { AUTOMATIC, leave } from "./away.js";
import { markLeft, patch, patchInPlace, rememberChildren } from "./patch.js";

const SLOW_POLL = 30_000;
const SOON = 150;
const PAUSE_TIMES = 2;
const LONGEST_PAUSE = 10_000;
const PATIENCE = 20_000; // no answer by then: the next refresh asks again
const NARROW = matchMedia("(width < 720px)");
let isStreaming = false;
let waiting = null;
let changedIds = new Set();
let isStale = false;
let pause = SOON;

const talk = () => document.querySelector("[data-conversation]");
const rows = () => document.getElementById("rows");

async function fragment(url) {
  const response = await fetch(url, {
    headers: { "HX-Request": "true", ...AUTOMATIC },
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.redirected) leave(response.url);
  if (response.redirected || !response.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

export function remember() {
  for (const id of ["rows", "thread", "talk-head", "composer-status"]) {
    const box = document.getElementById(id);
    if (box) rememberChildren(box);
  }
}

export function markCurrentRow() {
  const id = talk()?.dataset.conversation;
  for (const row of document.querySelectorAll(".row")) {
    if (row.id === `row-${id}`) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

// ---- the three parts of the page ----

async function refreshCounts() {
  const fresh = await fragment(document.body.dataset.countsUrl);
  if (!fresh) return;
  for (const link of fresh.querySelectorAll("#queues a, .bar a")) {
    const selector = link.id ? `#${link.id}` : `#queues a[href="${link.getAttribute("href")}"]`;
    const have = document.querySelector(selector);
    if (!have) continue;
    have.className = link.className;
    const number = link.querySelector("b");
    have.querySelector("b")?.remove();
    if (number) have.append(number);
  }
}

function listUrl() {
  const query = new URLSearchParams(location.search);
  query.delete("after");
  query.delete("draft");
  return `${document.querySelector(".filters").getAttribute("action")}?${query}`;
}

function isReading(box) {
  const scroller = box.scrollHeight > box.clientHeight + 4 ? box : document.scrollingElement;
  return scroller.scrollTop > 60 || box.matches(":hover") || box.contains(document.activeElement);
}

async function refreshList(isAsked = false) {
  const box = rows();
  if (!box) return;
  const fresh = (await fragment(listUrl()))?.getElementById("rows");
  if (!fresh) return;
  const bar = document.getElementById("newbar");
  // More pages may have been unfolded below; only a list of one page can be compared as a whole.
  const isLong = box.querySelectorAll(".row").length > fresh.querySelectorAll(".row").length + 5;
  if (!isAsked && (isReading(box) || isLong)) {
    markLeft(box, fresh);
    const count = patchInPlace(box, fresh);
    bar.hidden = count === 0;
    bar.textContent = `${count} new`;
  } else {
    for (const id of patch(box, fresh)) document.getElementById(id)?.classList.add("arrived");
    bar.hidden = true;
    if (isAsked) box.scrollTop = 0;
  }
  markCurrentRow();
}

let lastAsked = 0;
let lastShown = 0;

async function refreshTalk() {
  const open = talk();
  if (!open) return;
  const url = new URL(open.dataset.liveUrl, location.href);
  url.searchParams.set("seen", document.getElementById("composer").dataset.seq);
  const asked = ++lastAsked;
  const fresh = await fragment(url);
  // Overtaken by a later look, or an act is under way whose answer replaces all of it.
  if (!fresh || asked < lastShown || open !== talk() || open.querySelector(".htmx-request")) return;
  lastShown = asked;
  const thread = document.getElementById("thread");
  const moving = NARROW.matches ? document.scrollingElement : thread;
  const isAtEnd = moving.scrollHeight - moving.scrollTop - moving.clientHeight < 80;
  patch(document.getElementById("talk-head"), fresh.getElementById("talk-head"));
  const added = patch(thread, fresh.getElementById("thread"));
  renewComposer(fresh.getElementById("composer")); // first: it may take room from the thread
  if (isAtEnd && added.length) moving.scrollTop = moving.scrollHeight;
  remember();
}

function refresh(ids) {
  const open = Number(talk()?.dataset.conversation);
  const isOpen = open && (!ids || ids.has(open));
  return Promise.allSettled([refreshCounts(), refreshList(), isOpen && refreshTalk()]);
}

// Many changes in one breath (a page of mentions) are one refresh, and only one is under way. After
// a slow one the pause is longer: two hundred open pages must not crowd out those who act.
function refreshSoon(ids) {
  if (ids && changedIds) for (const id of ids) changedIds.add(id);
  if (!ids) changedIds = null;
  isStale = true;
  waiting ??= setTimeout(refreshNow, pause);
}

async function refreshNow() {
  const known = changedIds;
  changedIds = new Set();
  isStale = false;
  const begun = performance.now();
  await refresh(known);
  const took = performance.now() - begun;
  pause = Math.min(Math.max(SOON, took * PAUSE_TIMES), LONGEST_PAUSE);
  waiting = isStale ? setTimeout(refreshNow, pause) : null;
}

// ---- the stream, and what happens without it ----

function showOffline(words) {
  const box = document.getElementById("offline");
  if (!box) return;
  box.textContent = words;
  box.hidden = !words;
}

function listen(url) {
  const stream = new EventSource(url, { withCredentials: true });
  stream.addEventListener("open", () => {
    if (!isStreaming) refreshSoon(null); // whatever was missed in between
    isStreaming = true;
    showOffline("");
  });
  stream.addEventListener("changed", (event) => {
    const { topic, ids } = JSON.parse(event.data);
    if (topic === "conversations") refreshSoon(ids);
    htmx.trigger(document.body, topic);
  });
  stream.addEventListener("error", () => {
    isStreaming = false;
    if (stream.readyState !== EventSource.CLOSED) return;
    stream.close();
    refreshSoon(null); // refused: whoever was signed out is told by the page, not by silence
    setTimeout(() => listen(url), 10_000);
  });
}

export function startLive() {
  const url = document.body.dataset.eventsUrl;
  if (!url) return;
  listen(url);
  setInterval(() => {
    if (!isStreaming && !document.hidden) refreshSoon(null);
  }, SLOW_POLL);
  document.addEventListener("hub:look", () => refreshTalk());
  document.body.addEventListener("inbox:changed", () => refreshSoon(new Set()));
  // The answer to an act may be older than what has been announced while it was on its way.
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const isAct = detail.target.id === "talk" && detail.requestConfig.verb !== "get";
    const open = Number(talk()?.dataset.conversation);
    if (isAct && open && detail.xhr.status === 200) refreshSoon(new Set([open]));
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.failed && detail.elt.closest("#talk")) refreshSoon(null);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !isStreaming) refreshSoon(null);
  });
  addEventListener("online", () => {
    showOffline("");
    refreshSoon(null);
  });
  addEventListener("offline", () =>
    showOffline("No connection. What you see may be out of date; what you write stays here."),
  );
  document.addEventListener("click", (event) => {
    if (event.target.closest("#newbar")) refreshList(true);
  });
}
