// htmx must be global before its extensions load, hence a module of its own: imports keep order.
import htmx from "htmx.org/dist/htmx.esm.js";

window.htmx = htmx;

// A token in the page would go stale when the session changes under it; the cookie does not.
document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (request.method !== "GET") request.headers["X-CSRFToken"] = csrf();
});

export function csrf() {
  return cookie("csrftoken");
}

export function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export default htmx;
