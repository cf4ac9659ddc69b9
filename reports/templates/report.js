/* Draws each figure from the values beside it; nothing is fetched. */
"use strict";
document.addEventListener("DOMContentLoaded", function () {
  var options = { displayModeBar: false, responsive: true, scrollZoom: false };
  function draw(place) {
    var values = document.getElementById("values-" + place.dataset.figure);
    var figure = JSON.parse(values.textContent);
    Plotly.newPlot(place, figure.data, figure.layout, options);
  }
  var places = document.querySelectorAll("[data-figure]");
  if (!("IntersectionObserver" in window)) {
    places.forEach(draw);
    return;
  }
  var watcher = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) {
        watcher.unobserve(entry.target);
        draw(entry.target);
      }
    });
  }, { rootMargin: "600px" });
  places.forEach(function (place) {
    var values = JSON.parse(document.getElementById("values-" + place.dataset.figure).textContent);
    place.style.minHeight = values.layout.height + "px";
    watcher.observe(place);
  });
});
