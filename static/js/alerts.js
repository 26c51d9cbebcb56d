// The strip of alerts comes anew as a whole: what was unfolded stays unfolded, and whoever works
// with keys goes on at the next alert.
let wasOpen = false;
let hadFocus = false;

document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  if (target.id !== "alerts") return;
  wasOpen = Boolean(target.querySelector("details[open]"));
  hadFocus = target.contains(document.activeElement);
});

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target.id !== "alerts") return;
  if (wasOpen) target.querySelector("details")?.setAttribute("open", "");
  if (!hadFocus || target.contains(document.activeElement)) return;
  const next = target.querySelector("details[open] .btn, .btn, summary");
  (next ?? document.getElementById("main")).focus({ preventScroll: true });
});
