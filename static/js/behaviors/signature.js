// [data-signature]: a canvas to sign on. What is sent is SVG path data of its strokes in canvas units, at most 4 kB.
// Without JavaScript there is nothing to sign on, so the choice stays hidden.
const LONGEST = 4000 // characters; the server takes 4096
const STEP = 4 // canvas units between two points that are kept

function begin(part) {
  if (part.dataset.ready) return
  part.dataset.ready = "yes"
  const canvas = part.querySelector("canvas")
  const pad = { canvas, field: part.querySelector("input[name=signature]"), pen: canvas.getContext("2d"), last: null }
  canvas.addEventListener("pointerdown", event => put(pad, event))
  canvas.addEventListener("pointermove", event => draw(pad, event))
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { pad.last = null })
  part.querySelector("[data-clear]").addEventListener("click", () => clear(pad))
}

function put(pad, event) {
  event.preventDefault()
  pad.canvas.setPointerCapture(event.pointerId)
  if (pad.field.value.length > LONGEST) return
  pad.last = place(pad, event)
  pad.field.value += `M${pad.last.x} ${pad.last.y}`
}

function draw(pad, event) {
  if (!pad.last || pad.field.value.length > LONGEST) return
  const to = place(pad, event)
  if (Math.hypot(to.x - pad.last.x, to.y - pad.last.y) < STEP) return
  pad.field.value += `L${to.x} ${to.y}`
  pad.pen.strokeStyle = getComputedStyle(pad.canvas).color
  pad.pen.lineWidth = 3
  pad.pen.lineCap = "round"
  pad.pen.beginPath()
  pad.pen.moveTo(pad.last.x, pad.last.y)
  pad.pen.lineTo(to.x, to.y)
  pad.pen.stroke()
  pad.last = to
}

function place({ canvas }, event) {
  const box = canvas.getBoundingClientRect()
  const along = (at, length, units) => Math.round(Math.min(Math.max(at / length, 0), 1) * (units - 1))
  return {
    x: along(event.clientX - box.left, box.width, canvas.width),
    y: along(event.clientY - box.top, box.height, canvas.height),
  }
}

function clear(pad) {
  pad.field.value = ""
  pad.pen.clearRect(0, 0, pad.canvas.width, pad.canvas.height)
}

function beginAll() {
  document.querySelectorAll("[data-needs-signature]").forEach(choice => { choice.hidden = false })
  document.querySelectorAll("[data-signature]").forEach(begin)
}

beginAll()
document.addEventListener("htmx:afterSwap", beginAll)
