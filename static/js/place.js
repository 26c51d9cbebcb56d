// The way back and a reload load the page again: the list then stands where it stood. A number is
// kept for it, in this tab only, and no words.
const KEY = "hub:place";
const box = () => document.getElementById("rows");
const kept = () => [location.search, box().scrollTop];

function bringBack() {
  const [how] = performance.getEntriesByType("navigation");
  if (!["back_forward", "reload"].includes(how?.type)) return;
  const [query, top] = JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  if (query === location.search) box().scrollTop = top;
}

export function startPlace() {
  if (!box()) return;
  try {
    bringBack();
  } catch {
    // A browser that keeps nothing begins at the top.
  }
  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept()));
    } catch {
      // Full or forbidden.
    }
  });
}
