// Runs before the first paint, so that a dark page never flashes white. It is a file and not an inline
// script so that a strict content security policy can stay strict.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("mantine-color-scheme-value");
  } catch {
    // Storage may be switched off: then the system's choice holds.
  }
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const root = document.documentElement;
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  root.style.colorScheme = dark ? "dark" : "light";
})();
