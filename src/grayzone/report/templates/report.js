"use strict";
(function () {
  var root = document.documentElement;
  var switcher = document.querySelector(".switch");
  var buttons = Array.prototype.slice.call(switcher.querySelectorAll("button"));

  function choose(mode) {
    if (mode) { root.setAttribute("data-theme", mode); } else { root.removeAttribute("data-theme"); }
    buttons.forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === mode));
    });
  }

  buttons.forEach(function (button) {
    button.addEventListener("click", function () { choose(button.value); });
  });
  switcher.hidden = false;
  if (/^#(light|dark)$/.test(location.hash)) { choose(location.hash.slice(1)); }

  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (details) { details.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
  });
})();
