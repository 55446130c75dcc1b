// Sends what was made without a network: the first one first, one at a time, and by one tab alone. Without an answer,
// or signed out, all of them stay. A form or link that ends a session waits until nothing is left.
import { all, count, drop, known, stick } from "../lib/outbox.js"
import { showNotice } from "../lib/notice.js"
import { isOurs, isReached, noteAnswer } from "../lib/reach.js"

const SOON = 1000 // ms until the next try where one got no answer; then twice as long, and so on
const LATEST = 8000
const PATIENCE = 10000
const TOLD = "outbox-told" // how many the store knows of
const SAVED = "outbox-saved" // when the last one was saved, where all of them were
const UNFIT = "outbox-unfit" // how many of them were not, until somebody opened the list

const isListed = Boolean(document.querySelector("main [data-unsent]")) // this page lists them

let sending = false
let wait = SOON
let due = 0

function tick() {
  if (!known() && isReached() || Date.now() < due) return
  due = Date.now() + wait
  wait = Math.min(2 * wait, LATEST)
  drain()
}

// A device says so before its network carries anything: soon again, too
function afresh() {
  wait = SOON
  due = Date.now() + wait
  drain()
}

export async function drain() {
  if (sending || !navigator.onLine) return
  sending = true
  const turn = async lock => lock && sendAll()
  await (navigator.locks ? navigator.locks.request("outbox", { ifAvailable: true }, turn) : turn(true)).catch(() => {})
  sending = false
}

async function sendAll() {
  const steps = await all()
  await count()
  await tellCount(steps.length)
  if (!steps.length && isReached()) return
  const token = await freshToken()
  let sent = 0
  for (const step of token ? steps : []) {
    const answer = await send(step, token)
    show("signed-out", answer === "signed-out")
    if (!["applied", "conflict", "refused", "unkept"].includes(answer)) break
    await (answer === "unkept" ? stick(step) : drop(step.seq))
    note(answer === "applied")
    sent += 1
  }
  if (!sent) return
  wait = SOON
  await tellCount(steps.length - sent)
  document.dispatchEvent(new CustomEvent("outbox-sent", { detail: { sent, left: known() } }))
  tellUnfit()
  if (known()) setTimeout(drain) // what was kept meanwhile
}

const unfit = () => Number(localStorage.getItem(UNFIT)) || 0

// A page may go before it could tell: the next one does
function note(isSaved) {
  if (!isSaved) localStorage.setItem(UNFIT, unfit() + 1)
  if (unfit()) localStorage.removeItem(SAVED)
  else localStorage.setItem(SAVED, Date.now())
}

function tellUnfit() {
  if (isListed) localStorage.removeItem(UNFIT)
  else if (unfit()) showNotice("unfit", { "[data-count]": unfit() })
}

// What became of it, or nothing where nobody knows
async function send(step, token) {
  const headers = {
    "X-CSRFToken": token, "HX-Request": "true", "X-Made-On": step.page, "X-Made-At": step.at,
  }
  const body = new URLSearchParams(step.body)
  const answer = await ask(step.url, { method: "POST", body, headers })
  if (!answer) return ""
  if (answer.status === 401 || answer.type === "opaqueredirect") return "signed-out"
  return answer.headers.get("X-Fate") ?? ""
}

async function ask(url, how) {
  const whole = { ...how, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }
  const answer = await fetch(url, whole).catch(() => null)
  const came = Boolean(answer) && isOurs(answer.status, answer.headers.get("X-Request-ID"))
  noteAnswer(came)
  return came ? answer : null
}

async function freshToken() {
  const answer = await ask("/outbox/key")
  return answer?.ok ? (await answer.json()).csrf : ""
}

// So that a manager sees what would be lost with this device
async function tellCount(n) {
  if (Number(localStorage.getItem(TOLD) ?? 0) === n) return
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")
  const answer = await ask("/outbox/count", { method: "POST", body: new URLSearchParams({ n }), headers })
  if (answer?.ok) localStorage.setItem(TOLD, n)
}

function show(why, is) {
  document.documentElement.classList.toggle(`outbox-${why}`, is)
  document.dispatchEvent(new CustomEvent("outbox", { detail: known() }))
}

// Signing out ends who they belong to: not before they are sent
document.addEventListener("submit", event => {
  if (!known() || !event.target.matches("[data-signs-out]")) return
  event.preventDefault()
  event.stopImmediatePropagation()
  showNotice("unsent", { "[data-count]": known() })
  drain()
}, true)

if (isListed || !document.querySelector("#flash .word")) tellUnfit()
count().then(drain).catch(() => {}) // a browser that keeps nothing has nothing to send
setInterval(tick, 500)
addEventListener("online", afresh)
