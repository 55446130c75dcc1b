// #idle: after data-idle seconds without a hand on the screen it locks to the PIN pad. Polls and answers don't count,
// touches do; the server hears of them at most every half minute and locks by itself when it hears of none.
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
  if (lastTouch() <= told || Date.now() - told < TELL_EVERY || !navigator.onLine) return
  told = Date.now()
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) }
  const answer = await fetch(form.dataset.touch, { method: "POST", headers }).catch(() => null)
  const elsewhere = answer?.headers.get("HX-Redirect")
  if (elsewhere) location.assign(elsewhere)
}

// Without a network the pad can't be asked for: it stays covered, also when the page is opened anew
function lock() {
  locking = true
  if (!navigator.onLine) localStorage.setItem(LOCKED, "yes")
  document.documentElement.classList.add("covered")
  form.elements.next.value = location.pathname + location.search
  if (navigator.onLine) leave()
  else addEventListener("online", leave, { once: true })
}

function leave() {
  localStorage.removeItem(LOCKED)
  form.submit()
}

function look() {
  if (locking) return
  if (Date.now() - lastTouch() >= Number(form.dataset.idle) * 1000) lock()
  else tell()
}

if (location.pathname.startsWith("/login")) localStorage.removeItem(LOCKED)
if (form && localStorage.getItem(LOCKED)) lock()
else if (form) {
  touched() // opening a page is somebody's doing
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove", "submit"]) { // a camera's scan touches nothing
    addEventListener(kind, touched, { capture: true, passive: true })
  }
  setInterval(look, 1000)
  document.addEventListener("visibilitychange", look) // a tablet that slept has been idle
}
