// What a person prefers on this device; a browser that keeps nothing has the defaults.
const PLACE = "hub:";

export function prefers(name) {
  try {
    return localStorage.getItem(PLACE + name) !== "off";
  } catch {
    return true;
  }
}

export function prefer(name, isOn) {
  try {
    if (isOn) localStorage.removeItem(PLACE + name);
    else localStorage.setItem(PLACE + name, "off");
  } catch {
    // Kept for this page only.
  }
  document.documentElement.toggleAttribute(`data-${name}`, isOn);
}
