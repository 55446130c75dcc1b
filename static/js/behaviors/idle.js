// #idle: after data-idle seconds without a hand on the screen it locks to the PIN pad. Polls and answers don't count,
// touches do; the server hears of them at most every half minute and locks by itself when it hears of none.
import { isReached } from "../lib/reach.js"

const form = document.querySelector("#idle")
const TELL_EVERY = 30000
const LOCKED = "locked"
const KEPT = "touched" // for the other tabs: one hand keeps them all open

let told = Date.now()
let locking = false

function touched() {
  if (!locking) localStorage.setItem(KEPT, Date.now())
}

const lastTouch = () => Math.min(Number(localStorage.getItem(KEPT)) || 0, Date.now())

// Also what was touched since the last time is told, or a minute of reading would look like nobody there
async function tell() {
  if (lastTouch() <= told || Date.now() - told < TELL_EVERY || !isReached()) return
  told = Date.now()
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) }
  const answer = await fetch(form.dataset.touch, { method: "POST", headers }).catch(() => null)
  const elsewhere = answer?.headers.get("HX-Redirect")
  if (elsewhere) location.assign(elsewhere)
}

// Without an answer there is no pad: it stays covered, also when a kept page is opened anew. Only the pad, once it is
// there, takes the mark away.
function lock() {
  locking = true
  localStorage.setItem(LOCKED, "yes")
  document.documentElement.classList.add("covered")
  form.elements.next.value = location.pathname + location.search
  if (isReached()) form.submit()
  else addEventListener("online", () => form.submit(), { once: true })
}

function look() {
  if (locking) return
  if (Date.now() - lastTouch() >= Number(form.dataset.idle) * 1000) lock()
  else tell()
}

if (location.pathname.startsWith("/login") && !document.querySelector("[data-offline]")) localStorage.removeItem(LOCKED)
if (form && localStorage.getItem(LOCKED)) lock()
else if (form) {
  if (document.documentElement.dataset.drawn) look() // a kept page opens by itself, too: where a form got no answer
  touched() // opening a page is somebody's doing
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove", "submit"]) { // a camera's scan touches nothing
    addEventListener(kind, touched, { capture: true, passive: true })
  }
  setInterval(look, 1000)
  document.addEventListener("visibilitychange", look) // a tablet that slept has been idle
}
