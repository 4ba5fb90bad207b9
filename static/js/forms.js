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
