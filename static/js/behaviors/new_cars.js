// [data-cars]: rings for each [data-car][data-free], a car that nobody has taken: at most three times, until somebody
// does. What rang already is kept in sessionStorage, so that a new page neither forgets a car nor begins again.
// Without a touch a browser is silent: then the screen asks for one, and nothing counts as rung.
import { canSound, tone } from "../lib/sound.js"

const NOTES = [[660, 150, 0], [880, 150, 0]] // Hz, ms, ms after it
const BUZZ = [100, 60, 100]
const TIMES = 3
const PAUSE = 8000 // ms between two rings for the same car
const KEPT = "rung-cars"

const board = () => document.querySelector("[data-cars]")
const isOn = () => localStorage.getItem("mute") !== "yes"
const rung = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "{}")

// Of the cars on the board now: a car that was taken and given back rings anew
function known() {
  const before = rung()
  const free = [...board().querySelectorAll("[data-car][data-free]")]
  return new Map(free.map(car => [car, before[car.dataset.car] ?? { times: 0, at: 0 }]))
}

function watch() {
  if (!board()) return
  const cars = known()
  const due = [...cars].filter(([, { times, at }]) => times < TIMES && Date.now() - at >= PAUSE)
  if (due.length && ring()) {
    for (const [car, { times }] of due) cars.set(car, { times: times + 1, at: Date.now() })
    say(due.filter(([, { times }]) => times === 0).map(([car]) => car.dataset.says))
  }
  const kept = [...cars].map(([car, rings]) => [car.dataset.car, rings])
  sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(kept)))
}

function ring() {
  if (isOn() && !canSound()) return false
  if (isOn()) tone("sine", NOTES)
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ)
  return true
}

function say(words) {
  const voice = document.getElementById("voice")
  if (voice && words.length) voice.textContent = words.join(". ")
}

function showSound() {
  const button = document.querySelector("[data-car-sound]")
  if (!button || !board()) return
  button.hidden = false
  button.querySelector("[data-on]").hidden = !isOn()
  button.querySelector("[data-off]").hidden = isOn()
  const words = isOn() ? button.dataset.saysOn : button.dataset.saysOff
  const label = button.querySelector("[data-words]")
  if (label.textContent !== words) label.textContent = words
  document.querySelector("[data-hear-cars]").hidden = !isOn() || canSound()
}

document.addEventListener("click", event => {
  if (!event.target.closest("[data-car-sound]")) return
  if (isOn()) localStorage.setItem("mute", "yes")
  else localStorage.removeItem("mute")
  showSound()
})

function look() {
  watch()
  showSound()
}

if (board()) {
  look()
  setInterval(look, 1000)
  document.addEventListener("htmx:afterSwap", look)
}
