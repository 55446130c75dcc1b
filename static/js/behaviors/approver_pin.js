// [data-pin-field]: a keypad for the PIN within a longer form, whose own button sends it. The field stays in
// reach of the Tab key and of screen readers: it still says what it misses, and a keyboard types into it.
import { pressed, reveal, show } from "../lib/keypad.js"

const field = box => box.querySelector("input")

function begin(box) {
  field(box).closest(".field").classList.add("for-screen-readers")
  reveal(box)
  show(box, field(box).value.length)
}

function press(event) {
  const key = event.target.closest("[data-pin-field] .keypad button")
  if (!key) return
  const box = key.closest("[data-pin-field]")
  field(box).value = pressed(key, field(box).value).slice(0, Number(box.dataset.pin))
  show(box, field(box).value.length)
}

function type(event) {
  const box = event.target.closest?.("[data-pin-field]")
  if (box) show(box, field(box).value.length)
}

// What was refused is typed anew: dots can't be looked through for the wrong one
function empty(event) {
  if (!event.target.matches?.("form")) return // a live part that asked for news
  event.target.querySelectorAll("[data-pin-field]").forEach(box => {
    field(box).value = ""
    show(box, 0)
  })
}

const beginAll = () => document.querySelectorAll("[data-pin-field]").forEach(begin)

beginAll()
document.addEventListener("click", press)
document.addEventListener("input", type)
document.addEventListener("htmx:afterSwap", beginAll)
document.addEventListener("htmx:afterRequest", empty)
