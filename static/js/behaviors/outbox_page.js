// [data-unsent] and [data-stuck]: the outbox page lists what this device still holds; the rest of it is the store's.
import { all, drop, stuck } from "../lib/outbox.js"
import { showNotice } from "../lib/notice.js"
import { isReached } from "../lib/reach.js"
import { drain } from "./outbox.js"

const section = document.querySelector("main [data-unsent]")
const sent = document.querySelector("[data-steps]")
const stuckOnes = document.querySelector("[data-stuck]")

async function list() {
  const steps = await all()
  section.hidden = !steps.length
  sent.hidden = steps.length > 0 && !sent.querySelector(".outbox") // “nothing” isn’t so
  section.querySelector("[data-count]").textContent = steps.length
  const signedOut = document.documentElement.classList.contains("outbox-signed-out")
  section.querySelectorAll("[data-why]").forEach(why => { why.hidden = (why.dataset.why === "signed-out") !== signedOut })
  section.querySelector("[data-rows]").replaceChildren(...steps.map(step => row("unsent-row", step)))
  const left = await stuck()
  stuckOnes.hidden = !left.length
  stuckOnes.querySelector("[data-rows]").replaceChildren(...left.map(step => row("stuck-row", step)))
}

function row(template, { seq, words, at, who }) {
  const node = document.getElementById(template).content.firstElementChild.cloneNode(true)
  const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", hour12: false })
  node.querySelector("[data-words]").textContent = words
  node.querySelectorAll("[data-says]").forEach(place => {
    place.textContent = place.dataset.says.replace("{at}", time).replace("{name}", who).replace("{what}", words)
  })
  node.querySelector("[data-settle]")?.addEventListener("click", () => drop(seq))
  return node
}

if (section) {
  list()
  document.addEventListener("outbox", list)
  document.addEventListener("outbox-sent", () => location.reload())
  section.querySelector("[data-send]").addEventListener("click", async () => {
    await drain()
    if (!isReached()) showNotice("no-network")
  })
}
