document.querySelectorAll("th button").forEach(function (button) {
  button.addEventListener("click", function () {
    var head = button.parentNode, place = head.cellIndex, body = head.closest("table").tBodies[0];
    var down = head.getAttribute("aria-sort") !== "descending";
    function value(row) { var cell = row.cells[place]; return cell.dataset.order === undefined ? cell.textContent.trim() : Number(cell.dataset.order); }
    var rows = Array.from(body.rows).sort(function (one, other) {
      var a = value(one), b = value(other);
      // An absent number is a dash, which comes last in both directions.
      if (typeof a !== typeof b) { return typeof a === "number" ? -1 : 1; }
      var order = typeof a === "number" ? a - b : a.localeCompare(b);
      return down ? -order : order;
    });
    head.parentNode.querySelectorAll("th").forEach(function (each) { each.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.forEach(function (row) { body.appendChild(row); });
  });
});
