// "Can't find it" without a network: the same questions, kept as a step behind the scans before it.
import { keepShort, stopHere, mustKeep } from "./walk.js"

const LOOKED = ["not_found", "some_missing"] // whoever says so has searched everywhere: workflows/picking/rules/shorts

document.addEventListener("click", event => {
  const link = event.target.closest?.("#work a[data-dialog]")
  const asks = document.getElementById("short-offline")
  const stop = link && asks && stopHere()
  if (!stop || !mustKeep()) return
  event.preventDefault()
  event.stopImmediatePropagation()
  ask(asks.content.firstElementChild.cloneNode(true), stop)
}, true)

function ask(dialog, stop) {
  dialog.querySelectorAll("[data-says]").forEach(place => {
    place.textContent = place.dataset.says.replace("{name}", stop.title).replace("{n}", stop.left)
  })
  const form = dialog.querySelector("form")
  form.addEventListener("submit", event => {
    event.preventDefault()
    const told = new FormData(form)
    const { effect } = form.querySelector("[name=reason]:checked").dataset
    const isDone = !LOOKED.includes(effect) || !form.querySelector("[name=looked]:not(:checked)")
    dialog.querySelector("[role=alert]").hidden = isDone
    if (!isDone) return
    dialog.close()
    keepShort(form.dataset.url, [...told.entries()], stop)
  })
  dialog.addEventListener("close", () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
