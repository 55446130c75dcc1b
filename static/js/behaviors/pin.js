// form[data-pin]: a keypad in place of the field, and no button to press: the last digit sends it.
// A scanner types too, and much faster than a finger: its digits are no PIN and count as no try.
import { pressed, reveal, show } from "../lib/keypad.js"

const form = document.querySelector("form[data-pin]")
const SCANNER = 25 // ms between two keys; a finger is slower

let last = 0

function write(value) {
  const field = form.elements.pin
  const most = Number(form.dataset.pin)
  field.value = value.slice(0, most)
  show(form, field.value.length)
  if (field.value.length === most) form.requestSubmit()
}

const typed = () => form.elements.pin.value

function press(event) {
  const key = event.target.closest("button")
  if (key) write(pressed(key, typed()))
}

function type(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
  const quick = event.timeStamp - last < SCANNER
  last = event.timeStamp
  if (/^\d$/.test(event.key)) write(quick ? "" : typed() + event.key)
  else if (event.key === "Backspace") write(typed().slice(0, -1))
  else if (event.key === "Escape") write("")
}

function showKeypad() {
  form.elements.pin.closest(".field").hidden = true
  form.elements.pin.required = false // a hidden field could not say what it misses
  form.querySelector("button[type=submit]").hidden = true
  reveal(form)
  form.querySelector(".keypad").addEventListener("click", press)
  addEventListener("keydown", type)
  addEventListener("pageshow", () => write(""))
}

if (form) showKeypad()
