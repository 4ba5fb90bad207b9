/* Whatever htmx puts into #dialog-body is shown as a modal dialog. Esc, [data-dialog-close] and a click beside it close it;
   focus goes back to what opened it. Without scripts the same links lead to full pages. */

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
let opener = null;

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target === body && !dialog.open) opener = detail.elt;
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target !== body) return;
  if (!body.childElementCount) dialog.close();
  else if (!dialog.open) dialog.showModal();
  for (const wanted of ["[autofocus]", "[aria-invalid='true']", ".form-errors", "input[type=radio]:checked", "input:not([type=hidden]), select, textarea"]) {
    const first = [...body.querySelectorAll(wanted)].find((each) => each.checkVisibility());
    if (!first) continue;
    first.focus();
    break;
  }
});

dialog?.addEventListener("click", (event) => {
  if (event.target !== dialog && !event.target.closest("[data-dialog-close]")) return;
  event.preventDefault();
  dialog.close();
});

dialog?.addEventListener("close", () => {
  body.replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = null;
});

document.addEventListener("close-dialog", () => dialog?.close());
