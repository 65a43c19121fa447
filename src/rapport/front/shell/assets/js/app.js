// Everything the frame does in the browser. Charts come by themselves when a page has one.
import "./htmx.js";
import "htmx.org/dist/ext/hx-alpine-compat.js";
import Alpine from "@alpinejs/csp";
import { startIslands } from "./islands.js";
import "./navigation.js";
import "./problems.js";
import "./toasts.js";
import "./keys.js";
import "./palette.js";
import "./floats.js";
import "./preferences.js";
import "./passkeys.js";
import "./list.js";
import "./edit.js";
import "./live.js";
import "./upload.js";
import "./drafts.js";
import "./clock.js";
import "./offline.js";
import "./charts.js";

window.Alpine = Alpine;
Alpine.start();
startIslands();
