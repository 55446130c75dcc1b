// [data-near]: how long it takes from here, worked out in this browser. Where somebody is goes nowhere else: it is
// looked up once, turned into minutes, and forgotten.
const SPEED = 30 // km/h through a town
const DETOUR = 1.3 // roads are that much longer than the line
const READY = 2 // minutes to get into the car
const EARTH = 6371 // km

const radians = degrees => degrees * Math.PI / 180

// Great-circle distance by the haversine formula, in km
export function distance(from, to) {
  const north = radians(to.latitude - from.latitude), east = radians(to.longitude - from.longitude)
  const along = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude))
  return 2 * EARTH * Math.asin(Math.sqrt(Math.sin(north / 2) ** 2 + along * Math.sin(east / 2) ** 2))
}

export const minutes = km => Math.ceil(km * DETOUR / SPEED * 60) + READY

function suggest(button, { coords }) {
  const store = { latitude: Number(button.dataset.latitude), longitude: Number(button.dataset.longitude) }
  const needed = minutes(distance(coords, store))
  const choices = [...document.querySelectorAll("input[name=eta]")]
  const fitting = choices.find(choice => Number(choice.value) >= needed)
  if (fitting) fitting.checked = true
  const words = fitting ? button.dataset.saysMinutes : button.dataset.saysFar
  say(button, words.replace("{minutes}", needed))
}

function say(button, words) {
  document.getElementById(button.getAttribute("aria-controls")).textContent = words
}

for (const button of document.querySelectorAll("[data-near]")) {
  button.hidden = !navigator.geolocation
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    position => suggest(button, position), () => say(button, button.dataset.saysUnknown), { timeout: 10000 }))
}
