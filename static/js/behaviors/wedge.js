// A hardware scanner types. When focus is not in a text field its burst still goes to the scan field, and its
// Enter never presses the button that happens to have focus. In the field itself the form does everything.
import { scanForm } from "./scanner.js"

const GAP = 100 // ms between two keys of one burst
const LEAST = 4 // keys before Enter; nobody types a code of that length this fast

let burst = ""
let last = 0

addEventListener("keydown", event => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
  const quick = event.timeStamp - last <= GAP
  last = event.timeStamp
  if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) burst = ""
  else if (event.key === "Enter") finish(event, quick)
  else if (event.key.length === 1) collect(event, quick)
  else if (event.key !== "Shift") burst = ""
}, true)

function collect(event, quick) {
  burst = quick ? burst + event.key : event.key
  // Space presses the focused button as Enter does
  if (event.key === " " && burst.length > 1) event.preventDefault()
}

function finish(event, quick) {
  const code = quick && burst.length >= LEAST ? burst : ""
  burst = ""
  const form = scanForm()
  if (!code || !form) return
  event.preventDefault()
  event.stopImmediatePropagation()
  form.elements.code.value = code
  form.requestSubmit()
}
