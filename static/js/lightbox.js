/* Large photos on top of the page: Esc, the cross and a click beside it close, arrows lead on. The links work without. */

let dialog, picture, words, shown = [], at = 0;

function button(name, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `lightbox__button lightbox__button--${name}`;
  made.setAttribute("aria-label", { close: "Close", back: "Photo before", on: "Next photo" }[name]);
  made.textContent = sign;
  made.addEventListener("click", act);
  return made;
}

function build() {
  dialog = document.createElement("dialog");
  dialog.className = "lightbox";
  dialog.setAttribute("aria-label", "Photo");
  picture = document.createElement("img");
  picture.className = "lightbox__picture";
  words = document.createElement("p");
  words.className = "lightbox__words";
  words.setAttribute("aria-live", "polite");
  dialog.append(button("close", "×", () => dialog.close()), picture, words, button("back", "‹", () => go(-1)), button("on", "›", () => go(1)));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => shown[at]?.focus());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") go(-1);
    if (event.key === "ArrowRight") go(1);
  });
  document.body.append(dialog);
}

function go(by) {
  at = (at + by + shown.length) % shown.length;
  const small = shown[at].querySelector("img");
  picture.src = shown[at].href;
  picture.alt = small.alt;
  words.textContent = shown.length > 1 ? `${small.alt} (${at + 1} of ${shown.length})` : small.alt;
  dialog.toggleAttribute("data-alone", shown.length < 2);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-lightbox]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!dialog) build();
  shown = [...document.querySelectorAll("a[data-lightbox]")];
  at = shown.indexOf(link);
  go(0);
  dialog.showModal();
});
