// A hardware scanner types. When focus is not in a text field its burst still goes to the scan field, and its
// Enter never presses the button that happens to have focus. In the field itself the form does everything.
import { scanForm } from "./scanner.js"

const GAP = 100 // ms between two keys of one burst
const LEAST = 4 // keys before Enter; nobody types a code of that length this fast

let burst = ""
let last = 0
let early = ""

addEventListener("keydown", event => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
  const quick = event.timeStamp - last <= GAP
  last = event.timeStamp
  if (event.target === scanForm()?.elements.code) moveInto(event.target, quick)
  else if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) burst = ""
  else if (event.key === "Enter") finish(event, quick)
  else if (event.key.length === 1) collect(event, quick)
  else if (event.key !== "Shift") burst = ""
}, true)

// The field got its focus in the middle of a burst: what came before belongs in front
function moveInto(field, quick) {
  if (quick && burst) field.value = burst + field.value
  burst = ""
}

function collect(event, quick) {
  burst = quick ? burst + event.key : event.key
  // Space presses the focused button as Enter does
  if (event.key === " " && burst.length > 1) event.preventDefault()
}

function finish(event, quick) {
  const code = quick && burst.length >= LEAST ? burst : ""
  burst = ""
  if (!code) return
  event.preventDefault()
  event.stopImmediatePropagation()
  if (!submit(code)) early = code
}

function submit(code) {
  const form = scanForm()
  if (!form) return false
  form.elements.code.value = code
  form.requestSubmit()
  return true
}

// Scanned while the screen with the field was on its way: it counts there
document.addEventListener("htmx:afterSettle", () => {
  if (early && submit(early)) early = ""
})
