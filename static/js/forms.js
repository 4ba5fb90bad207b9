/* A form that is on its way is not sent twice. htmx sees to its own forms; reading forms may be sent as often as one likes. */

const RELEASE = 8000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return void event.preventDefault();
  form.dataset.sent = "true";
  setTimeout(() => delete form.dataset.sent, RELEASE);
});

addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

/* What has just slid under the finger is not what a second tap was meant for: two cards in one second are one. */

const ONE_TAP = 1000;

document.addEventListener("click", (event) => {
  const form = event.target.closest("button")?.closest("form[data-second-tap]");
  if (!form) return;
  const [at, action] = JSON.parse(sessionStorage.getItem("tapped") ?? "[0]");
  if (Date.now() - at < ONE_TAP && action !== form.action) {
    event.preventDefault();
    event.stopPropagation();
  } else {
    sessionStorage.setItem("tapped", JSON.stringify([Date.now(), form.action]));
  }
}, true);

/* What came back for a field is too late once somebody has typed there. */

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const input = event.detail.target.closest("[data-keep-typed]")?.querySelector("input:not([type=hidden])");
  if (input && input.value !== input.defaultValue) event.detail.shouldSwap = false;
});
