// Other people's work appears by itself: server-sent events carry ids, fragments carry the rest.
import { renewComposer } from "./compose.js";
import { AUTOMATIC, leave } from "./away.js";
import { heardFromPages, heardNews, startAttention } from "./attention.js";
import { heard, isStreaming, reached, startConnection } from "./connection.js";
import { markLeft, patch, patchInPlace, rememberChildren } from "./patch.js";
import { connect } from "./shared.js";
import { plural } from "./words.js";

const SOON = 150;
const PAUSE_TIMES = 2;
const LONGEST_PAUSE = 10_000;
const PATIENCE = 20_000; // no answer by then: the next refresh asks again
const TOPICS = ["alerts", "sources", "imports", "presence"]; // what parts of pages wait for
const NARROW = matchMedia("(width < 720px)");
let waiting = null;
let changedIds = new Set();
let isStale = false;
let pause = SOON;

const talk = () => document.querySelector("[data-conversation]");
// The open conversation and what it is merged with: news of one are news of the page.
export const openIds = () => (talk()?.dataset.threads ?? "").split(" ").filter(Boolean).map(Number);
const rows = () => document.getElementById("rows");

async function fragment(url) {
  const response = await fetch(url, {
    headers: { "HX-Request": "true", ...AUTOMATIC },
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  reached(Boolean(response));
  if (!response) return null;
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
  const ids = openIds().map((id) => `row-${id}`);
  for (const row of document.querySelectorAll(".row")) {
    if (ids.includes(row.id)) {
      row.setAttribute("aria-current", "true");
      row.classList.remove("unread"); // it is before us now
      row.querySelector(".who > .sr-only")?.remove();
    } else row.removeAttribute("aria-current");
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
    bar.textContent = plural("{count} new", "{count} new", count, { count });
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
  const { seq, beside } = document.getElementById("composer").dataset;
  url.searchParams.set("seen", seq);
  url.searchParams.set("beside", beside ?? "");
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
  const open = openIds();
  const isOpen = open.length && (!ids || open.some((id) => ids.has(id)));
  return Promise.allSettled([refreshCounts(), refreshList(), isOpen && refreshTalk()]);
}

// Many changes in one breath (a page of mentions) are one refresh, and only one is under way. After
// a slow one the pause is longer: two hundred open pages must not crowd out those who act. A page
// that nobody sees waits until somebody does.
function refreshSoon(ids) {
  if (ids && changedIds) for (const id of ids) changedIds.add(id);
  if (!ids) changedIds = null;
  isStale = true;
  if (!document.hidden) waiting ??= setTimeout(refreshNow, pause);
}

async function refreshNow() {
  const known = changedIds;
  changedIds = new Set();
  isStale = false;
  const begun = performance.now();
  await refresh(known);
  const took = performance.now() - begun;
  pause = Math.min(Math.max(SOON, took * PAUSE_TIMES), LONGEST_PAUSE);
  waiting = isStale && !document.hidden ? setTimeout(refreshNow, pause) : null;
}

// ---- what comes by itself ----

function hearChanged({ topic, ids }) {
  if (topic === "conversations") refreshSoon(ids);
  if (topic === "news") heardNews(ids);
  htmx.trigger(document.body, topic, { ids });
}

function receive(message) {
  heardFromPages(message);
  heard(message.kind);
  if (message.kind === "changed") hearChanged(message);
  if (message.kind === "reset") {
    refreshSoon(null);
    for (const topic of TOPICS) htmx.trigger(document.body, topic, {});
  }
  // Whoever was signed out is told by the page and not by silence, seen or not (away.js).
  if (message.kind === "refused") refreshCounts();
}

export function startLive() {
  const { eventsUrl: url, eventsAfter: after, me } = document.body.dataset;
  if (!url) return;
  startConnection(() => refreshSoon(null));
  const { say } = connect({ url, after, name: `hub ${url} ${me}`, receive });
  startAttention(say);
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
    if (document.hidden) return;
    if (!isStreaming()) refreshSoon(null);
    else if (isStale) refreshSoon(new Set());
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#newbar")) refreshList(true);
  });
}
