// Passkeys: the form has the server's question, the browser asks its holder, the form carries the
// answer back. Without this, or where a browser cannot, the page's other way in still works.
import { _ } from "./words.js";

const form = document.querySelector("form[data-passkey]");
const field = form?.elements.credential;
const button = form?.querySelector("button");
const line = document.querySelector("[data-passkey-say]");

function say(words, level = "") {
  line.hidden = false;
  line.className = `notice ${level}`.trim();
  line.setAttribute("role", level === "bad" ? "alert" : "status");
  line.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
}

// A passkey belongs to a name, so an address made of numbers cannot have one.
function whyNot() {
  const { hostname, port, pathname, search } = location;
  if (/^127\.|^\[/.test(hostname)) {
    const address = `http://localhost${port ? `:${port}` : ""}`;
    const [before, after] = _("Passkeys need an address with a name. On this computer open {address} instead.", { address }).split(address);
    say(before);
    const link = document.createElement("a");
    link.href = address + pathname + search;
    link.textContent = address;
    line.firstChild.append(link, after);
    return true;
  }
  if (!window.isSecureContext || /^[\d.]+$/.test(hostname)) {
    say(_("Passkeys work only at the https address of your practice. Ask your manager for it."));
    return true;
  }
  if (!window.PublicKeyCredential) {
    say(_("This browser cannot use passkeys. Update it, or use your phone."));
    return true;
  }
  return false;
}

function toBytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const listed = (keys = []) => keys.map((key) => ({ ...key, id: toBytes(key.id) }));

function readable(options) {
  const found = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) found.user = { ...options.user, id: toBytes(options.user.id) };
  found.excludeCredentials = listed(options.excludeCredentials);
  found.allowCredentials = listed(options.allowCredentials);
  return found;
}

function asJson(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = toText(made.response[name]);
  }
  return JSON.stringify({
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: made.getClientExtensionResults(),
    response,
  });
}

// The question of a page stands in it; at sign-in it is asked for when the button is pressed.
async function question() {
  const here = document.getElementById("passkey-options");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (answer.redirected) {
    location.reload(); // signed in meanwhile, in another tab
    return null;
  }
  if (answer.status === 429) throw new DOMException("", "TooManyTries");
  if (!answer.ok) throw new DOMException("", "NoQuestion");
  return (await answer.json()).request_options;
}

const WORDS = {
  NotAllowedError: _("Nothing was done: the question was closed, took too long, or found no passkey for this page. Try again, or choose another way."),
  InvalidStateError: _("This device already has a passkey for your account."),
  NotSupportedError: _("This device cannot hold a passkey. Use your phone, or a newer computer."),
  ConstraintError: _("This device cannot hold a passkey without a lock. Set a fingerprint, a face or a code on it first."),
  SecurityError: _("Passkeys work only at the https address of your practice. Ask your manager for it."),
  TooManyTries: _("Too many tries. Wait a minute, then try again."),
  NoQuestion: _("The server could not ask for your passkey. Try again in a moment."),
  TypeError: _("There is no connection right now. Try again in a moment."),
};

async function ask(event) {
  event.preventDefault();
  if (button.disabled) return;
  button.disabled = true;
  say(_("Your device asks you now."));
  try {
    const options = await question();
    if (!options) return;
    const publicKey = readable(options.publicKey);
    const isNew = form.dataset.passkey === "add";
    const made = await navigator.credentials[isNew ? "create" : "get"]({ publicKey });
    field.value = asJson(made);
    form.submit();
  } catch (error) {
    say(WORDS[error.name] ?? _("Your device could not do this. Try again, or choose another way."), "bad");
    button.disabled = false;
  }
}

if (form && !whyNot()) {
  form.hidden = false;
  form.addEventListener("submit", ask);
  // Back from the page after it, the button of a page kept by the browser works again.
  addEventListener("pageshow", () => (button.disabled = false));
}
