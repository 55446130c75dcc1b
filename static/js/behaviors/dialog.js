// a[data-dialog] opens its page's dialog here: "#id" one that is on the page, else the address it links to, which
// answers htmx with a <dialog data-show>. Without JavaScript the link leads to the same thing as a page.
import { focusScan } from "./scanner.js"

let opener = null

document.addEventListener("click", event => {
  const link = event.target.closest("a[data-dialog]")
  if (link && !event.metaKey && !event.ctrlKey) open(event, link)
  const close = event.target.closest("dialog [data-close]")
  if (close) {
    event.preventDefault()
    close.closest("dialog").close()
  }
})

function open(event, link) {
  event.preventDefault()
  opener = link
  if (link.dataset.dialog.startsWith("#")) return show(document.querySelector(link.dataset.dialog))
  htmx.ajax("GET", link.href, { source: link, target: "#dialog", swap: "innerHTML" })
}

export function show(dialog) {
  if (dialog.matches(":modal")) return
  dialog.removeAttribute("open") // open for those without JavaScript is not modal; close() would tell listeners
  dialog.showModal()
  const heading = dialog.querySelector("h1, h2")
  heading?.setAttribute("tabindex", "-1")
  heading?.focus({ preventScroll: true })
  dialog.addEventListener("close", () => leave(dialog), { once: true })
}

function leave(dialog) {
  if (dialog.parentElement?.id === "dialog") dialog.remove()
  if (opener?.isConnected) opener.focus()
  else focusScan()
  opener = null
}

const showAll = () => document.querySelectorAll("dialog[data-show]").forEach(show)

showAll()
document.addEventListener("htmx:afterSwap", showAll)

// A refusal stays in the dialog, where the thumb is; anything else was done, and the dialog has served
document.addEventListener("htmx:beforeSwap", event => {
  const dialog = event.detail.requestConfig.elt.closest("dialog[open]")
  if (!dialog || dialog.contains(event.detail.target)) return
  if (event.detail.xhr.status < 400) dialog.close()
  else Object.assign(event.detail, { target: refusalSlot(dialog), swapOverride: "innerHTML" })
})

function refusalSlot(dialog) {
  const slot = dialog.querySelector("[data-refusal]") ?? document.createElement("div")
  if (!slot.isConnected) (dialog.querySelector(".body") ?? dialog).prepend(slot)
  slot.dataset.refusal = ""
  return slot
}
