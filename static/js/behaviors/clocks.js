// time[data-tick]: minutes left until datetime, written anew while nothing else on the page changes.
// The server words it first; data-left and data-late are its patterns with {span}. When a moment passes,
// its live part is asked for again, since then its color and its place may change too.
import { refresh } from "./live.js"

const MINUTE = 60000

function span(minutes) {
  if (minutes < 60) return `${minutes} min`
  const rest = String(minutes % 60).padStart(2, "0")
  return minutes < 1440 ? `${Math.floor(minutes / 60)} h ${rest}` : null
}

function tick() {
  for (const time of document.querySelectorAll("time[data-tick]")) {
    const left = new Date(time.dateTime) - Date.now()
    const words = span(Math.floor(Math.abs(left) / MINUTE))
    if (!words) continue
    const pattern = left < 0 ? time.dataset.late : time.dataset.left
    time.textContent = (pattern ?? "{span}").replace("{span}", words)
    if (left < 0 && time.dataset.passed === undefined) pass(time, left)
  }
}

function pass(time, left) {
  time.dataset.passed = ""
  const part = time.closest("[data-live]")
  if (!part || left < -MINUTE) return
  delete part.dataset.version // without a version the server sends the part, not 204
  refresh(part)
}

setInterval(tick, 15000)
