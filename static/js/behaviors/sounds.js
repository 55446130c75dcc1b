// [data-sounds]: what each answer sounds like, to be learned with nobody waiting.
import { answer } from "./feedback.js"

const listen = document.querySelector("[data-sounds]")
if (listen) listen.hidden = false

document.addEventListener("click", event => {
  const key = event.target.closest("[data-sound]")
  if (key) answer(key.dataset.sound)
})
