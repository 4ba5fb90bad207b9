/* Toasts go away by themselves, except errors; not while they are looked at. `toast` events with {text, tone} add one. */

const LINGER = 7000;
const timers = new WeakMap();

function start(toast) {
  if (["error", "warning"].includes(toast.dataset.tone)) return;
  clearTimeout(timers.get(toast));
  timers.set(toast, setTimeout(() => toast.remove(), LINGER));
}

function add({ text, tone }) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.tone = tone;
  const body = document.createElement("div");
  body.className = "toast__text";
  body.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast__close";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", "Dismiss");
  close.textContent = "×";
  toast.append(body, close);
  document.getElementById("messages")?.append(toast);
}

const toastOf = (event) => event.target.closest?.(".toast");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) toastOf(event)?.remove();
});
for (const type of ["pointerover", "focusin"]) document.addEventListener(type, (event) => clearTimeout(timers.get(toastOf(event))));
for (const type of ["pointerout", "focusout"]) document.addEventListener(type, (event) => { const toast = toastOf(event); if (toast) start(toast); });
document.addEventListener("toast", (event) => add(event.detail));

const place = document.getElementById("messages");
if (place) {
  place.querySelectorAll(".toast").forEach(start);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.classList?.contains("toast")) start(node);
  }).observe(place, { childList: true });
}
