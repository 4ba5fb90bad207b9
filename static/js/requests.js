/* What every htmx request has in common: the CSRF token where no form brings one, the progress line, a word when it fails. */

const busy = new Set();

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb === "get" || detail.formData?.has("csrfmiddlewaretoken")) return;
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) detail.headers["X-CSRFToken"] = token.content;
});

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (detail.elt.hasAttribute("data-quiet")) return; // it asks again and again by itself
  busy.add(detail.xhr);
  document.getElementById("progress")?.classList.add("is-busy");
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  busy.delete(detail.xhr);
  if (!busy.size) document.getElementById("progress")?.classList.remove("is-busy");
});

const failed = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone: "error" } }));

document.addEventListener("htmx:sendError", () => failed("No connection. Nothing was changed; please try again."));
document.addEventListener("htmx:responseError", ({ detail }) => {
  const { status } = detail.xhr;
  if (status === 403) failed("You are not allowed to do that.");
  else if (status === 404) failed("That is not there any more. Please reload the page.");
  else failed("Something went wrong on our side. Nothing was changed.");
});
