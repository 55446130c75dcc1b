// The .live mark at the top right: is this screen current? Only screens with a live part carry it; a screen without
// one shows it while there is no network.
const PATIENCE = 8000 // ms without an answer before the mark turns amber: a poll or two that got lost
const LIMIT = 30000 // ms before it turns red: nobody should act on what the screen shows
const WAKING = 2000 // ms that a page which was hidden has for its first answer; hidden, it asks nothing

let heard = Date.now()
let awake = Date.now()

export function heardAnswer() {
  heard = Date.now()
  hearSilence()
}

export function wakeUp() {
  awake = Date.now()
  hearSilence()
}

// Called again and again: silence makes no event of its own
export function hearSilence() {
  if (!document.hidden) document.querySelectorAll(".live").forEach(show)
}

function show(mark) {
  const polls = document.querySelector("[data-live]:not([data-aside])")
  mark.hidden = !polls && navigator.onLine
  const now = polls ? currency() : "soon"
  mark.classList.toggle("soon", now === "soon")
  mark.classList.toggle("late", now === "late")
  write(mark.querySelector("[data-words]"), words(mark, now))
  write(mark.querySelector("[data-since]"), now === "ok" || !polls ? "" : since(mark))
}

function currency() {
  const silent = Date.now() - heard
  if (navigator.onLine && Date.now() - awake < WAKING) return "ok"
  if (silent > LIMIT) return "late"
  return silent > PATIENCE || !navigator.onLine ? "soon" : "ok"
}

function words({ dataset }, now) {
  if (now === "ok") return dataset.saysLive
  if (now === "late") return dataset.saysLate
  return navigator.onLine ? dataset.saysSilent : dataset.saysOffline
}

function since(mark) {
  const time = new Date(heard).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", hour12: false })
  return mark.dataset.saysSince.replace("{time}", time)
}

// A text written anew is read out anew
function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}
