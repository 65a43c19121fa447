// Ask the device for a passkey, or to make one, and send its answer with the form it stands in.
import { csrf } from "./htmx.js";
import { island } from "./islands.js";
import { word } from "./words.js";

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const listed = (credentials) => credentials?.map((one) => ({ ...one, id: bytes(one.id) }));

// Safari 17 and Chrome 123 cannot yet read and write these as JSON by themselves.
function understood({ publicKey: asked }) {
  const read = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) read.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) read.excludeCredentials = listed(asked.excludeCredentials);
  if (asked.allowCredentials) read.allowCredentials = listed(asked.allowCredentials);
  return { publicKey: read };
}

function told(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function asked(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.challenge, {
    method: "POST",
    headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
  });
  return answer.json();
}

function say(form, sentence) {
  const place = form.querySelector("[data-problem]");
  place.querySelector("span").textContent = sentence;
  place.hidden = !sentence;
}

island("passkey", (form, signal) => {
  form.addEventListener(
    "submit",
    async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      if (!window.PublicKeyCredential) return say(form, word("passkey_not_here"));
      say(form, "");
      try {
        const options = understood(await asked(form));
        const makes = Boolean(form.dataset.options);
        const credential = await navigator.credentials[makes ? "create" : "get"](options);
        form.elements.answer.value = told(credential);
        form.submit();
      } catch (fault) {
        const known = { InvalidStateError: "passkey_known", SecurityError: "passkey_not_here" };
        say(form, word(known[fault.name] ?? "passkey_none"));
      }
    },
    { signal },
  );
});
