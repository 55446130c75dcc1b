// How did what stands in the scan field get there? A scanner writes a code in one go, a thumb doesn't. Keys tell when
// they were pressed, however late the page hears of it.
const SLOWEST = 60 // ms a key, of a scanner over Bluetooth; nobody keeps that up for a whole code

let began = 0
let last = 0
let wasPasted = false

function note(event) {
  if (!event.target.matches?.("form[data-scan] [name=code]")) return
  const key = event.type === "keydown"
  if (!began || (key && !event.target.value)) start(event)
  last = event.timeStamp
  wasPasted ||= !key && ["insertFromPaste", "insertFromDrop"].includes(event.inputType)
  if (!key && !event.target.value) began = 0
}

function start({ timeStamp }) {
  began = timeStamp
  wasPasted = false
}

// "wedge" or "typed", from the first key to the Enter; nothing where no key was pressed
export function paceOf(code) {
  const each = (last - began) / code.length
  const source = !began ? "" : wasPasted || each > SLOWEST ? "typed" : "wedge"
  began = 0
  return source
}

addEventListener("keydown", note, true)
addEventListener("input", note, true)
