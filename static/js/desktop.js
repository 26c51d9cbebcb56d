// Notifications of the desktop: an open page comes for what waits, shows it, and says that it did.
// Kinds and links only; one notification an alert, however many tabs are open.

import { AUTOMATIC } from "./away.js";
import { _ } from "./words.js";

const ASK = "/alerts/desktop/";
const can = "Notification" in window && window.isSecureContext;
const shown = new Map();
const stoodInStrip = new Set();
let isOff = false;

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
}

function notify({ id, label, url, is_urgent: isUrgent, breaks_in: breaksIn }) {
  const note = new Notification("Practice Hub", {
    body: breaksIn ? _("{label}. It comes although you asked not to be disturbed.", { label }) : label,
    tag: `alert-${id}`, // the same over all tabs: the browser keeps one
    icon: document.querySelector("link[rel=icon]")?.href,
    requireInteraction: isUrgent,
  });
  note.addEventListener("click", () => {
    window.focus();
    location.assign(url);
    note.close();
  });
  shown.set(id, note);
}

async function look() {
  const answer = await fetch(ASK, { credentials: "same-origin", cache: "no-store", headers: AUTOMATIC });
  isOff = answer.status === 403; // an outside agency hears no alerts
  if (!answer.ok || answer.redirected) return;
  const { alerts, rest } = await answer.json();
  if (!alerts.length) return;
  for (const alert of alerts) notify(alert);
  const body = new URLSearchParams([...alerts.map(({ id }) => id), ...rest].map((id) => ["id", id]));
  await fetch(`${ASK}shown/`, { method: "POST", body, headers: { "X-CSRFToken": token(), ...AUTOMATIC } });
}

// One tab at a time: the next one finds nothing left.
async function lookInTurn() {
  if (!can || isOff || Notification.permission !== "granted") return;
  try {
    if (navigator.locks) await navigator.locks.request("alerts-desktop", look);
    else await look();
  } catch {
    // No connection: the rows wait, and the next event or minute brings them.
  }
}

// What somebody has taken leaves the screen too: the strip knows which alerts are open.
function forgetTaken() {
  const open = document.getElementById("alerts-have")?.value ?? "";
  const ids = new Set(open.split("-")[0].split(".").map((text) => Number.parseInt(text, 10)));
  for (const [id, note] of shown) {
    if (ids.has(id)) stoodInStrip.add(id);
    else if (stoodInStrip.has(id)) note.close();
  }
}

// ---- the settings page: the browser is asked on a click, never by itself ----

const WORDS = {
  granted: _("This browser is allowed to show notifications."),
  denied: _("This browser refuses notifications from here. Allow them in its settings for this address."),
  default: _("A notification appears while the hub is open in a browser, in any tab. This browser has not been asked yet."),
};

function prepareSettings() {
  const box = document.querySelector("[data-desktop]");
  if (!box) return;
  const line = box.querySelector("[data-desktop-say]");
  const button = box.querySelector("[data-desktop-ask]");
  const show = () => {
    line.textContent = can
      ? WORDS[Notification.permission]
      : _("This browser cannot show notifications at this address. They need https or this very computer.");
    button.hidden = !can || Notification.permission !== "default";
  };
  button.addEventListener("click", async () => {
    const answer = await Notification.requestPermission();
    if (answer === "granted") box.querySelector("input[type=checkbox]").checked = true;
    show();
  });
  show();
}

export function startDesktop() {
  prepareSettings();
  if (!can) return;
  document.body.addEventListener("alerts", lookInTurn);
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.id === "alerts") forgetTaken();
  });
  setInterval(lookInTurn, 60_000);
  lookInTurn();
}
