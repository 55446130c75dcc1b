// Everything here improves a page that works without it. htmx and Idiomorph are loaded before.
import "./behaviors/scanner.js"
import "./behaviors/wedge.js"
import "./behaviors/feedback.js"
import "./behaviors/live.js"
import "./behaviors/clocks.js"
import "./behaviors/dialog.js"
import "./behaviors/requests.js"
import "./behaviors/signature.js"

// A scanner may be writing while an answer is swapped in: what is in the focused field stays
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
  !(name === "value" && node === document.activeElement && node.matches("input, textarea"))

if (document.querySelector("link[rel=manifest]")) navigator.serviceWorker?.register("/sw.js")
