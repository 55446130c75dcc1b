// Everything here improves a page that works without it. htmx and Idiomorph are loaded before.
import "./behaviors/scanner.js"
import "./behaviors/wedge.js"
import "./behaviors/camera.js"
import "./behaviors/feedback.js"
import "./behaviors/live.js"
import "./behaviors/clocks.js"
import "./behaviors/waits.js"
import "./behaviors/new_cars.js"
import "./behaviors/dialog.js"
import "./behaviors/passkey.js"
import "./behaviors/requests.js"
import "./behaviors/push.js"
import "./behaviors/offline.js"
import "./behaviors/outbox.js"
import "./behaviors/outbox_page.js"
import "./behaviors/walk.js"
import "./behaviors/short_offline.js"
import { startWorker } from "./behaviors/kept_pages.js"
import "./behaviors/question.js"
import "./behaviors/signature.js"
import "./behaviors/pin.js"
import "./behaviors/approver_pin.js"
import "./behaviors/idle.js"
import "./behaviors/practice.js"
import "./behaviors/wipe.js"
import "./behaviors/sounds.js"
import "./behaviors/kept_list.js"
import "./behaviors/awake.js"
import "./behaviors/badge.js"

// A scanner may be writing while an answer is swapped in: what is in the focused field stays, and so does what
// somebody opened to read
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
  !(name === "value" && node === document.activeElement && node.matches("input, textarea")) &&
  !(name === "open" && node.matches("details"))

if (document.querySelector("link[rel=manifest]")) startWorker()
