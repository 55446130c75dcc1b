// A hardware scanner types. When focus is not in a text field its burst still goes to the scan field, and its
// Enter or Tab never presses or leaves what happens to have focus. In the field itself the form does the rest.
import { scan, scanForm } from "./scanner.js"

const GAP = 100 // ms between two keys of one burst
const LEAST = 4 // keys before Enter; nobody types a code of that length this fast
const SEPARATOR = "\x1d" // between two elements of a GS1 code: scanners send it as Ctrl+]

let burst = ""
let last = 0
let early = ""

addEventListener("keydown", event => {
  const key = charOf(event)
  if (event.isComposing || event.altKey || event.metaKey || (event.ctrlKey && key !== SEPARATOR)) return
  const quick = event.timeStamp - last <= GAP
  last = event.timeStamp
  if (event.target === scanForm()?.elements.code) moveInto(event, key, quick)
  else if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) burst = ""
  else if (key === "Enter" || key === "Tab") finish(event, quick)
  else if (key.length === 1) collect(event, key, quick)
  else if (!["Shift", "Control"].includes(key)) burst = ""
}, true)

const charOf = ({ ctrlKey, key }) => ctrlKey && (key === "]" || key === SEPARATOR) ? SEPARATOR : key

// The field got its focus in the middle of a burst: what came before belongs in front
function moveInto(event, key, quick) {
  const field = event.target
  if (quick && burst) field.value = burst + field.value
  burst = ""
  if (key === SEPARATOR) {
    event.preventDefault()
    field.value += SEPARATOR
  } else if (key === "Tab" && quick && field.value.length >= LEAST) {
    event.preventDefault()
    field.form.requestSubmit()
  }
}

function collect(event, key, quick) {
  burst = quick ? burst + key : key
  // Space presses the focused button as Enter does
  if (event.ctrlKey || (key === " " && burst.length > 1)) event.preventDefault()
}

function finish(event, quick) {
  const code = quick && burst.length >= LEAST ? burst : ""
  burst = ""
  if (!code) return
  event.preventDefault()
  event.stopImmediatePropagation()
  if (!scan(code, "wedge")) early = code
}

// Scanned while the screen with the field was on its way: it counts there
document.addEventListener("htmx:afterSettle", () => {
  if (early && scan(early, "wedge")) early = ""
})
