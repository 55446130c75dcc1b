// A box with [data-pin] = how many digits: its dots, its keys, and what it says about them.

// The digits after this key was pressed; a key that is none changes nothing.
export function pressed(key, value) {
  if (key.dataset.digit) return value + key.dataset.digit
  if ("erase" in key.dataset) return value.slice(0, -1)
  return "clear" in key.dataset ? "" : value
}

export function show(box, count) {
  box.querySelectorAll(".pins i").forEach((dot, n) => dot.classList.toggle("on", n < count))
  box.querySelector("[role=status]").textContent = box.dataset.says.replace("{n}", count).replace("{of}", box.dataset.pin)
}

export function reveal(box) {
  box.querySelectorAll(".pins, .keypad, [data-then]").forEach(part => { part.hidden = false })
}
