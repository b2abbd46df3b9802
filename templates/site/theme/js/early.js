// Before the first paint: say that scripts run, and keep the reader's larger type.
"use strict";
(function () {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");
  try {
    if (localStorage.getItem("elder") === "on") root.classList.add("elder-on");
  } catch (refused) { /* storage is switched off: normal size */ }
})();
