// Who else has the open conversation before them. A page says what its person does there, again
// while it is seen, and hears when that changes for others. It hinders nobody.
import { AUTOMATIC } from "./away.js";
import { BODY } from "./drafts.js";

const BEAT = 15_000; // the server forgets after thirty seconds
const STILL_WRITES = 12_000; // since the last letter
let writes = { what: "", at: 0 };
const said = new WeakMap(); // line -> what the server said last
let last = { url: "", doing: "" };

const line = () => document.getElementById("presence");
const isWriting = () => Date.now() - writes.at < STILL_WRITES && writes.url === line()?.dataset.url;
const doing = () => (isWriting() ? writes.what : "LOOKING");

function send(url, what, isLeaving = false) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), ...AUTOMATIC };
  const body = new URLSearchParams({ doing: what });
  const init = { method: "POST", credentials: "same-origin", headers, body, keepalive: isLeaving };
  return fetch(url, init).catch(() => null);
}

const ask = (url) =>
  fetch(url, { credentials: "same-origin", cache: "no-store", headers: AUTOMATIC }).catch(() => null);

async function show(request, url) {
  const response = await request;
  const text = response?.status === 200 && !response.redirected ? await response.text() : null;
  const box = line();
  if (text === null || box?.dataset.url !== url || said.get(box) === text) return;
  said.set(box, text);
  box.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  box.setAttribute("aria-live", "polite"); // from the first change on; what was there was read
}

function beat() {
  const url = line()?.dataset.url ?? "";
  if (last.url && last.url !== url) send(last.url, "LEFT");
  last = { url, doing: doing() };
  if (url && !document.hidden) show(send(url, last.doing), url);
}

// At once when it is something else than was said last.
function beatIfNew() {
  if (line() && (line().dataset.url !== last.url || doing() !== last.doing)) beat();
}

function leave() {
  if (last.url) send(last.url, "LEFT", true);
  last = { url: "", doing: "" };
}

export function startPresence() {
  document.addEventListener("input", ({ target }) => {
    if (!target.matches(BODY) || !line()) return;
    writes = { what: target.closest(".compose").dataset.audience || "PUBLIC", at: Date.now(), url: line().dataset.url };
    beatIfNew();
  });
  // A page that has just come says whose claim it is, and not yet who else is here.
  document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target.id === "talk" && beat());
  document.body.addEventListener("presence", ({ detail }) => {
    const url = line()?.dataset.url;
    const open = (document.querySelector("[data-threads]")?.dataset.threads ?? "").split(" ").map(Number);
    if (url && !document.hidden && (!detail?.ids || [...detail.ids].some((id) => open.includes(id)))) show(ask(url), url);
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : beat()));
  addEventListener("pagehide", leave);
  setInterval(beat, BEAT);
  setInterval(beatIfNew, 3000); // who has stopped writing only looks
  beat();
}
