"use strict";
// Sorting and filtering of the last table; without it the page has all the same.
const table = document.querySelector(".students");
const body = table.tBodies[0];
const rows = [...body.rows];
const words = rows.map(row => row.textContent.toLowerCase());

const line = document.createElement("p");
const box = document.createElement("input");
const count = document.createElement("span");
line.className = "find";
box.type = "search";
box.placeholder = "Filter: a name, stopped, …";
box.setAttribute("aria-label", "Filter the students");
count.className = "quiet";
count.setAttribute("role", "status");
line.append(box, count);
table.parentElement.before(line);

function filter() {
  const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  rows.forEach((row, at) => {
    row.hidden = !wanted.every(word => words[at].includes(word));
    shown += !row.hidden;
  });
  count.textContent = `${shown} of ${rows.length}`;
}

function sort(column, head) {
  const numbers = head.classList.contains("n");
  const down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : numbers;
  const collator = new Intl.Collator(undefined, {numeric: true});
  const keyed = rows.map(row => [row.cells[column].textContent.trim(), row]);
  const compare = numbers
    ? (a, b) => (a === "" ? -1 : Number(a)) - (b === "" ? -1 : Number(b))
    : collator.compare;
  keyed.sort(([a], [b]) => down ? compare(b, a) : compare(a, b));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...keyed.map(([, row]) => row));
}

[...table.tHead.rows[0].cells].forEach((head, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sort";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(column, head));
  head.replaceChildren(button);
});
box.addEventListener("input", filter);
filter();
