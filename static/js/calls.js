// The page of calls stays true by itself; what is being written or open stays as it is.
import { AUTOMATIC, leave } from "./away.js";
import { patch, rememberChildren } from "./patch.js";

const box = () => document.getElementById("calls");
let waiting = null;

async function refresh() {
  waiting = null;
  if (box().contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return;
  const response = await fetch(location.href, {
    headers: { "HX-Request": "true", ...AUTOMATIC },
    credentials: "same-origin",
    cache: "no-store",
  });
  if (response.redirected) leave(response.url);
  if (response.redirected || !response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  page.getElementById("messages")?.remove();
  // An opened call is not in the address; its day waits until it is closed.
  if (box().querySelector(".call-open")) return;
  patch(box(), page.body);
  rememberChildren(box());
}

function soon() {
  waiting ??= setTimeout(refresh, 400);
}

document.body.addEventListener("conversations", soon);
setInterval(() => document.hidden || soon(), 60_000);
if (box()) rememberChildren(box());
