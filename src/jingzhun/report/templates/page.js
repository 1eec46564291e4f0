"use strict";
// Search, filters and sorting of the list of cases. It reads texts that stand on the page and hides or moves rows;
// it writes no data into the page, stores nothing and asks nobody. Without it the page is whole, but longer to read.
(() => {
  const rows = [...document.querySelectorAll(".list tbody tr")];
  const form = document.getElementById("find");
  if (!form || !rows.length) return;
  const told = document.getElementById("told");
  const places = [...document.querySelectorAll(".place")];
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const texts = new Map(rows.map((row) => [row, fold(row.closest(".place").dataset.place + row.textContent)]));

  const narrow = () => {
    const words = form.elements.words.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    const { place, kind, grade } = Object.fromEntries(["place", "kind", "grade"].map((key) => [key, form.elements[key].value]));
    let shown = 0;
    for (const row of rows) {
      const fits =
        (!place || row.closest(".place").dataset.place === place) &&
        (!kind || row.dataset.kinds.split(" ").includes(kind)) &&
        (!grade || row.dataset.grades.split(" ").includes(grade)) &&
        words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    for (const each of places) each.hidden = !each.querySelector("tbody tr:not([hidden])");
    told.value = shown === rows.length ? `共 ${shown} 户` : `${rows.length} 户中的 ${shown} 户`;
  };

  const value = (row, column) => row.cells[column].textContent.trim();
  const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
  const sort = (table, column, down) => {
    const body = table.tBodies[0];
    const ordered = [...body.rows].sort((one, other) => compare(value(one, column), value(other, column)) * (down ? -1 : 1));
    body.append(...ordered);
    [...table.tHead.rows[0].cells].forEach((cell, place) => {
      if (place === column) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
  };
  for (const table of document.querySelectorAll(".list")) {
    [...table.tHead.rows[0].cells].slice(0, 4).forEach((cell, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "按这一列排列";
      button.append(...cell.childNodes);
      cell.append(button);
      button.addEventListener("click", () => sort(table, column, cell.getAttribute("aria-sort") === "ascending"));
    });
  }

  const open = document.getElementById("open");
  open.addEventListener("click", () => {
    const cases = rows.filter((row) => !row.hidden).flatMap((row) => [...row.querySelectorAll("details")]);
    const all = !cases.every((each) => each.open);
    for (const each of cases) each.open = all;
  });
  form.addEventListener("input", narrow);
  form.addEventListener("reset", () => setTimeout(narrow));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const inField = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !inField) {
      event.preventDefault();
      form.elements.words.focus();
    }
  });
  form.hidden = false;
  narrow();
})();
