/* <button data-print> prints the page. Without scripts it is not shown: the browser's own menu does it. */

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
