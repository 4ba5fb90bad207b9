/* Legs of a lead time in the Django admin: dragged by the sortable library, moved by arrows, numbered as they stand.
   Says `legs-moved` on the document whenever the rows have changed places or number, so that the picture is redrawn. */

const rows = () => [...document.querySelectorAll("#legs-group tr.form-row:not(.empty-form)")];

function number() {
  rows().forEach((row, index) => {
    row.classList.add("has_original"); // to the library this means: may be dragged, and dragged over
    const place = row.querySelector("input._reorder_");
    if (place) place.value = index + 1;
  });
  document.dispatchEvent(new CustomEvent("legs-moved"));
}

function move(button) {
  const row = button.closest("tr.form-row");
  const all = rows();
  const to = all[all.indexOf(row) + (button.dataset.move === "up" ? -1 : 1)];
  if (!to) return;
  if (button.dataset.move === "up") to.before(row);
  else to.after(row);
  button.focus();
  number();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button) move(button);
});
for (const type of ["formset:added", "formset:removed", "end"]) document.addEventListener(type, () => setTimeout(number));
addEventListener("load", number);
