// The composer: characters are counted the network's way, and a claim lives
// as long as somebody writes.

import { prepareCheck, recheck, startCheck } from "./check.js";
import { BODY, bodies, bringBack, keep, pause, sent, startDrafts } from "./drafts.js";
import { _, plural } from "./words.js";

const HEARTBEAT = 60_000;
let renewedAt = 0;

const composer = () => document.getElementById("composer");

// ---- counting, by the same rules as inbox/domain/length.py ----

const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];
const isLight = (point) => LIGHT.some(([low, high]) => point >= low && point <= high);

export function weightedLength(text, link, isWide) {
  let rest = text.normalize("NFC");
  let total = 0;
  if (link !== null) {
    rest = rest.replace(/https?:\/\/\S+/gi, () => ((total += link), ""));
  }
  let isJoined = false;
  for (const character of rest) {
    const point = character.codePointAt(0);
    if (!isWide) total += 1;
    else if (point === 0x200d) {
      isJoined = true;
      continue;
    } else if (point === 0xfe0f || (point >= 0x1f3fb && point <= 0x1f3ff)) continue;
    else if (!isJoined) total += isLight(point) ? 1 : 2;
    isJoined = false;
  }
  return total;
}

function count(area) {
  const place = area.closest(".compose").querySelector(".count");
  const most = Number(area.dataset.max);
  if (!place || !most) return;
  const link = area.dataset.link === undefined ? null : Number(area.dataset.link);
  const left = most - weightedLength(area.value.trim(), link, "wide" in area.dataset);
  const isNear = left < most / 5; // before that the number says nothing that helps
  place.textContent = left < 0 ? _("{n} too many", { n: -left }) : isNear ? _("{n} left", { n: left }) : "";
  place.classList.toggle("near", left >= 0 && left <= 20);
  place.classList.toggle("over", left < 0);
  const said = area.closest(".compose").querySelector(".count-said");
  const words = left < 0 ? plural("{n} character too many", "{n} characters too many", -left) : isNear ? about(left) : "";
  if (said.textContent !== words) said.textContent = words;
}

// Heard in steps: a number with every letter would talk over the writing.
const about = (left) => _("About {n} characters left", { n: Math.ceil(left / 20) * 20 });

// ---- the claim ----

async function renewClaim() {
  const box = composer();
  if (box?.dataset.holder !== "mine" || Date.now() - renewedAt < HEARTBEAT) return;
  renewedAt = Date.now();
  const response = await fetch(box.dataset.renewUrl, {
    method: "POST",
    credentials: "same-origin",
    headers: JSON.parse(document.body.getAttribute("hx-headers")),
    body: new URLSearchParams({ claim_token: box.dataset.token }),
  }).catch(() => null);
  if (response?.status === 409) document.dispatchEvent(new CustomEvent("hub:look"));
  if (response?.status === 204) htmx.trigger(document.body, "presence", {}); // it lasts longer now
}

// ---- together with live.js ----

const hasText = (box) =>
  [...box.querySelectorAll("textarea")].some((area) => area.value.trim());
const inUse = (box) => box.contains(document.activeElement) || hasText(box);

// What two answers of the server always differ in: the form's keys and the running seconds.
const bare = (node) => {
  const copy = node.cloneNode(true);
  for (const made of copy.querySelectorAll("[data-made]")) made.remove();
  return copy.innerHTML.replace(/value="[A-Za-z0-9-]{36,64}"|\b\d+ s\b/g, "");
};

function swapUnlessInUse(have, next) {
  if (!have || !next || inUse(have) || bare(have) === bare(next)) return;
  have.replaceWith(next);
  htmx.process(next);
}

// A live refresh. A text in use stays where it is with its form, around it everything is new.
export function renewComposer(fresh) {
  const have = composer();
  if (!have || !fresh) return;
  const tab = have.querySelector("input[name=tab]:checked")?.value;
  const isOthers = have.dataset.holder !== fresh.dataset.holder;
  if (isOthers && !hasText(have)) {
    have.replaceWith(fresh);
    htmx.process(fresh);
  } else {
    const panels = [...have.querySelectorAll(".panel")].map((panel) => panel.id);
    for (const id of ["composer-status", ...panels]) {
      swapUnlessInUse(document.getElementById(id), fresh.querySelector(`#${id}`));
    }
    adopt(have, fresh);
    if (tab) pick(tab);
  }
  if (isOthers) htmx.trigger(document.body, "presence", {}); // the line on top says whose it is
  prepareComposer();
  bodies().forEach(recheck); // what is new may change what may be said
}

function adopt(have, fresh) {
  have.dataset.holder = fresh.dataset.holder;
  have.dataset.token = fresh.dataset.token;
  for (const field of have.querySelectorAll("[name=claim_token]")) field.value = fresh.dataset.token;
  // Unread: the number stays, so that the server refuses the next send and shows what is new.
  if (fresh.dataset.news !== "0" && inUse(have)) return;
  for (const [name, at] of [["seen_seq", "seq"], ["seen_beside", "beside"]]) {
    have.dataset[at] = fresh.dataset[at] ?? "";
    for (const field of have.querySelectorAll(`[name=${name}]`)) field.value = have.dataset[at];
  }
}

function pick(tab) {
  const input = composer().querySelector(`input[name=tab][value=${tab}]`);
  if (input) input.checked = true;
}

export function prepareComposer() {
  for (const area of bodies()) {
    bringBack(area);
    count(area);
    prepareCheck(area);
  }
}

export function startComposer() {
  startCheck();
  startDrafts();
  document.addEventListener("input", (event) => {
    if (!event.target.matches(BODY)) return;
    keep(event.target);
    count(event.target);
    renewClaim();
  });
  // Reading, scrolling and choosing is work as well.
  for (const sign of ["pointerdown", "keydown", "wheel"]) {
    const inTalk = ({ target }) => target.closest?.("#talk") && renewClaim();
    document.addEventListener(sign, inTalk, { passive: true });
  }
  // A chosen picture goes up at once; the button beside it is for browsers without scripts.
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".attach input[type=file]") || !event.target.files.length) return;
    // A click and no requestSubmit: only so htmx tells which button it was, and sends nothing.
    event.target.parentElement.querySelector(".add-picture").click();
  });
  // Accepted: what was sent is no draft any more. A refusal (409, 422) keeps it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig.elt;
    // Nothing to swap: a page came instead (app.js), for who was signed out meanwhile.
    if (!form.matches?.("form.compose") || !event.detail.shouldSwap) return;
    if (event.detail.xhr.status !== 200) return;
    const area = form.querySelector(BODY);
    if (area) sent(area);
  });
  // What is on its way can no longer be changed: letters typed meanwhile would be lost.
  const hold = ({ target }, isOn) => {
    const area = target.matches?.("form.compose") && target.querySelector(BODY);
    if (!area) return;
    area.toggleAttribute("readonly", isOn);
    pause(area, isOn);
  };
  document.addEventListener("htmx:beforeRequest", (event) => hold(event, true));
  document.addEventListener("htmx:afterRequest", (event) => hold(event, false));
  // Why nothing was sent stands at the top, above the field that has the cursor.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target.id !== "talk" || !document.getElementById("c-refusal")) return;
    const reason = composer()?.querySelector("[name=override_reason][aria-invalid]");
    if (reason) reason.focus(); // the one thing that is missing
    else composer()?.scrollTo(0, 0);
  });
}
