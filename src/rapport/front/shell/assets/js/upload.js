// A file on its way: drop or choose, a bar that moves, and the answer drawn where the form says.
//   <form data-island="upload" action="…" method="post" data-into="#result"> <input type="file">
import { csrf } from "./htmx.js";
import { island } from "./islands.js";
import { toast } from "./toasts.js";
import { number, word } from "./words.js";

island("upload", (form, signal) => {
  const zone = form.querySelector(".dropzone") ?? form;
  const field = form.querySelector("input[type=file]");
  const bar = form.querySelector(".progress");
  let running = null;

  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(
      name,
      (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        zone.classList.add("is-over");
      },
      { signal },
    );
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"), { signal });
  zone.addEventListener(
    "drop",
    (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      send();
    },
    { signal },
  );
  field.addEventListener("change", () => field.files.length && send(), { signal });
  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (field.files.length) send();
      else field.click();
    },
    { signal, capture: true },
  );
  form.addEventListener("click", (event) => event.target.closest("[data-stop]") && running?.abort(), {
    signal,
  });

  function show(share, words, tone = "") {
    if (!bar) return;
    bar.hidden = false;
    bar.className = `progress ${tone}`;
    bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    bar.querySelector("i").style.setProperty("--share", `${share * 100}%`);
    bar.querySelector(".words > :first-child").textContent = words;
    bar.querySelector(".words > :last-child").textContent = `${Math.round(share * 100)}%`;
  }

  function send() {
    running?.abort();
    const request = (running = new XMLHttpRequest());
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", csrf());
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("Accept", "text/html, application/problem+json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) show(event.loaded / event.total, parts(event.loaded, event.total));
    });
    request.addEventListener("load", () => arrive(request));
    request.addEventListener("error", () => miss(word("upload_failed")));
    show(0, parts(0, field.files[0].size));
    request.send(new FormData(form));
  }

  function parts(loaded, total) {
    return word("uploading", size(loaded), size(total));
  }

  function arrive(request) {
    running = null;
    const target = request.getResponseHeader("HX-Redirect") ?? request.getResponseHeader("HX-Location");
    if (request.status >= 400) return miss(sentenceOf(request));
    show(1, word("uploaded"), "good");
    if (target) {
      window.htmx.ajax("GET", target, {
        target: "#main",
        select: "#main",
        swap: "outerHTML",
        selectOOB: "#crumbs",
        push: "true",
      });
      return undefined;
    }
    const place = form.dataset.into ? document.querySelector(form.dataset.into) : form;
    if (form.dataset.into) place.innerHTML = request.responseText;
    else place.outerHTML = request.responseText;
    if (place.isConnected) window.htmx.process(place);
    return undefined;
  }

  function sentenceOf(request) {
    try {
      return JSON.parse(request.responseText).title;
    } catch {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      return page.querySelector("[role=alert] p")?.textContent ?? word("upload_failed");
    }
  }

  function miss(sentence) {
    running = null;
    show(1, sentence, "bad");
    toast({ text: sentence, tone: "bad", retry: send });
    field.value = "";
  }
});

function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${number(value, { maximumFractionDigits: unit ? 1 : 0 })} ${units[unit]}`;
}
