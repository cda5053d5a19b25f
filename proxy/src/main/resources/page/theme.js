// Runs before the page is drawn, so that it never flashes in the other theme.
"use strict";
{
  const root = document.documentElement;
  const kept = "penstock-theme";
  const themes = ["auto", "light", "dark"];
  const read = () => {
    try {
      const theme = localStorage.getItem(kept);
      return themes.includes(theme) ? theme : "auto";
    } catch {
      return "auto"; // the browser keeps nothing for us
    }
  };
  root.dataset.theme = read();

  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme-button");
    const show = () => {
      button.textContent = { auto: "Theme: auto", light: "Theme: light", dark: "Theme: dark" }[root.dataset.theme];
    };
    button.addEventListener("click", () => {
      const next = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
      root.dataset.theme = next;
      try {
        localStorage.setItem(kept, next);
      } catch {
        // then it holds until the page is left
      }
      show();
    });
    show();
  });
}
