export { default as Sortable } from "sortablejs/modular/sortable.core.esm.js";
