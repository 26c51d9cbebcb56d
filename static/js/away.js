// An open tab is nobody who works: what a page asks by itself is marked, and keeps no one signed in
// (practices/middleware.py). And a tab whose person was signed out shows nothing of them any more.
export const AUTOMATIC = { "X-Automatic": "1" };

// Where a request was led that wanted a part of this page: to sign in, or to the second step.
export function leave(url) {
  const { pathname } = new URL(url);
  if (pathname.startsWith("/accounts/") || pathname === "/account/second-step/") location.reload();
}

// htmx asks for what somebody pressed or typed, and for what a clock or an event wants.
export function startAway() {
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!detail.triggeringEvent?.isTrusted) Object.assign(detail.headers, AUTOMATIC);
  });
}
