// Sets the theme before the first paint, so that nothing flashes. A file of its
// own because the content security policy allows no inline script.
;(function () {
  var chosen = null
  try {
    chosen = localStorage.getItem('miyao-theme')
  } catch (e) {
    // Storage is switched off: follow the system.
  }
  var dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.setAttribute('theme-mode', dark ? 'dark' : 'light')
})()
