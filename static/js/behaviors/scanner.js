// form[data-scan]: each submit is one scan with an id of its own, sent in order, none lost while another is under way.
// htmx's own queue reads the field when a request's turn comes, and then it holds the next scan or nothing.
import { newId } from "../lib/id.js"
import { removeNotice, showNotice } from "../lib/notice.js"
import { paceOf } from "../lib/pace.js"
import { isOurs } from "../lib/reach.js"
import { canKeep, keepScan, mustKeep } from "./walk.js"

const waiting = []
let sending = false
let told = "" // how the code came, where the field can't know

document.addEventListener("submit", event => {
  const form = event.target.closest("form[data-scan]")
  if (!form) return
  if (!form.hasAttribute("hx-target")) return freshen(form) // a page of its own answers: let the browser go there
  event.preventDefault()
  event.stopPropagation()
  takeScan(form)
}, true)

// A code that did not come through the field. False where no field waits for one.
export function scan(code, source) {
  const form = scanForm()
  if (!form) return false
  form.elements.code.value = code
  told = source
  form.requestSubmit()
  told = ""
  return true
}

function takeScan(form) {
  const code = form.elements.code.value.trim()
  // They found it after all: what the dialog asked is answered
  if (code && !form.closest("dialog")) document.querySelector("dialog[open]:not([data-camera])")?.close()
  focusScan(form)
  if (!code) return
  freshen(form)
  const values = { ...Object.fromEntries(new FormData(form)), code }
  form.elements.code.value = ""
  if (!waiting.length && mustKeep(form.action)) return keepScan(values)
  waiting.push({ url: form.action, target: form.getAttribute("hx-target"), values,
    swap: form.getAttribute("hx-swap") ?? "morph:outerHTML" })
  send()
}

function freshen(form) {
  form.elements.source.value = told || paceOf(form.elements.code.value)
  if (form.dataset.command !== "keep") form.elements.command_id.value = newId()
}

// A scan leaves the queue when it was answered. Without an answer it goes to the outbox with its id, which the server
// counts once, and the screen goes on. Where a screen can't go on it stays first here and goes out again: on the next
// scan, on "Try again", or when the network is back.
async function send() {
  if (sending || !waiting.length) return
  sending = true
  const answered = await post(waiting[0])
  sending = false
  if (answered) {
    waiting.shift()
    removeNotice("no-network-scan")
    send()
  } else if (waiting.every(({ url }) => canKeep(url))) {
    waiting.splice(0).forEach(({ values }, i) => keepScan(values, { sent: i === 0 }))
  } else {
    const notice = showNotice("no-network-scan")
    const count = notice?.querySelector("[data-count]")
    if (count) count.textContent = waiting.length
  }
}

// The request goes out in the body's name: the form it came from may be swapped away by the answer before it
async function post({ url, target, values, swap }) {
  const place = document.querySelector(target)
  if (!place) return elsewhere(url, values)
  let reached = false
  const note = event => {
    const { pathInfo, xhr } = event.detail
    reached ||= pathInfo?.requestPath === url && xhr.status > 0 && isOurs(xhr.status, xhr.getResponseHeader("X-Request-ID"))
    if (xhr.status === 401) waiting.length = 1 // signed out: the rest would only be refused too
  }
  document.body.addEventListener("htmx:afterRequest", note)
  await htmx.ajax("POST", url, { target: place, swap, values: withCarried(values), source: document.body }).catch(() => {})
  document.body.removeEventListener("htmx:afterRequest", note)
  return reached
}

// data-carry names a field that holds what the scans before it led to: it is read when this one's turn comes
function withCarried(values) {
  const form = document.querySelector("form[data-scan][data-carry]")
  const name = form?.dataset.carry
  return name && name in values ? { ...values, [name]: form.elements[name].value } : values
}

// The screen that scan belonged to is gone; it still counts, and the page then shows what is true
async function elsewhere(url, values) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")
  const body = new URLSearchParams(values)
  const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual" }).catch(() => null)
  const came = Boolean(answer) && isOurs(answer.status, answer.headers.get("X-Request-ID"))
  if (came) location.reload()
  return came
}

// A dialog may have a scan field of its own
export function scanForm() {
  return document.querySelector("dialog[open] form[data-scan]") ?? document.querySelector("form[data-scan]")
}

export function focusScan(form = scanForm()) {
  form?.elements.code.focus({ preventScroll: true })
}

const isTyping = element => element?.matches?.("input:not([type=radio], [type=checkbox]), textarea, select, dialog *")

// After an answer the field has focus again, unless someone is filling in something else
document.addEventListener("htmx:afterSettle", event => {
  if (event.detail.polled || isTyping(document.activeElement)) return
  focusScan()
})

document.addEventListener("click", event => {
  if (event.target.closest("[data-retry-scan]")) send()
  const key = event.target.closest("[data-type-code]")
  if (key) toggleKeyboard(key)
})

// The on-screen keyboard stays away (inputmode none) until someone asks for it
function toggleKeyboard(key) {
  const field = key.form.elements.code
  const typing = field.inputMode !== "text"
  field.inputMode = typing ? "text" : "none"
  key.setAttribute("aria-pressed", typing)
  field.blur() // focus anew, or the keyboard does not notice the change
  field.focus()
}

if (document.querySelector("form[data-scan] [data-focus]") && !isTyping(document.activeElement)) focusScan()
addEventListener("online", send)
addEventListener("beforeunload", event => { if (waiting.length) event.preventDefault() })
