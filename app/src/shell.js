// In the head of every page, before the first paint and without the program: the chosen theme must not flash, and menus
// close where nothing else of the page is alive. `data-js` lets CSS hide what needs the script, and
// `data-passkeys` what needs a browser that can ask a device for a key.
(function (root) {
  root.setAttribute("data-js", "");
  if (window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON) root.setAttribute("data-passkeys", "");
  function show(theme) {
    if (theme === "light" || theme === "dark") root.setAttribute("data-theme", theme);
    else root.removeAttribute("data-theme");
  }
  // A browser that forbids storage follows the system; a choice that is not kept still holds for this page.
  try { show(localStorage.getItem("theme")); } catch (e) {}
  function mark() {
    var now = root.getAttribute("data-theme") || "system";
    document.querySelectorAll("[data-theme-choice]").forEach(function (choice) {
      choice.setAttribute("aria-pressed", String(choice.dataset.themeChoice === now));
    });
  }
  function close(stays) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { if (!stays(menu)) menu.open = false; });
  }
  document.addEventListener("toggle", mark, true);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") close(function () { return false; }); });
  document.addEventListener("click", function (event) {
    var choice = event.target.closest("[data-theme-choice]");
    if (choice) {
      show(choice.dataset.themeChoice);
      try { localStorage.setItem("theme", choice.dataset.themeChoice); } catch (e) {}
      mark();
    }
    close(function (menu) { return menu.contains(event.target) && !event.target.closest("a.menu-item"); });
  });
})(document.documentElement);
