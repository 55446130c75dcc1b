// The .live mark at the top right: is this screen current? Only screens with a live part carry it; a screen without
// one shows it while there is no network.
import { isReached } from "./reach.js"

const PATIENCE = 8000 // ms without an answer before the mark turns amber: a poll or two that got lost
const LIMIT = 30000 // ms before it turns red: nobody should act on what the screen shows
const NEWS = 600000 // ms for which it says that all was saved
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
  const unsent = Number(document.documentElement.dataset.unsent ?? 0)
  mark.hidden = !polls && isReached() && !unsent
  if (unsent) return showUnsent(mark, unsent)
  const now = polls ? currency() : "soon"
  mark.classList.toggle("soon", now === "soon")
  mark.classList.toggle("late", now === "late")
  write(mark.querySelector("[data-words]"), words(mark, now))
  write(mark.querySelector("[data-since]"), !polls ? "" : now === "ok" ? saved(mark) : since(mark))
}

// Steps wait to be sent: that counts more than how fresh the screen is
function showUnsent(mark, n) {
  const signedOut = document.documentElement.classList.contains("outbox-signed-out")
  mark.classList.add("soon")
  mark.classList.remove("late")
  const says = !isReached() ? mark.dataset.saysUnsent : signedOut ? mark.dataset.saysSignedOut : mark.dataset.saysSending
  write(mark.querySelector("[data-words]"), says.replace("{n}", n))
  write(mark.querySelector("[data-since]"), "")
}

// When the last step that was made offline went, for as long as that is news
function saved({ dataset }) {
  const at = Number(localStorage.getItem("outbox-saved"))
  return Date.now() - at < NEWS ? dataset.saysSaved.replace("{time}", clock(at)) : ""
}

const clock = at => new Date(at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", hour12: false })

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

const since = ({ dataset }) => dataset.saysSince.replace("{time}", clock(heard))

// A text written anew is read out anew
function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}

document.addEventListener("outbox", hearSilence)
