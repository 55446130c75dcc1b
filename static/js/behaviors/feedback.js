// The sound and the vibration of an answer, beside its color and its word.
import { tone } from "../lib/sound.js"

// [frequency in Hz, length in ms, gap after it in ms], then the pattern for vibrate()
const ANSWERS = {
  ok: { wave: "sine", notes: [[1047, 90, 0]], buzz: [40] },
  wrong: { wave: "square", notes: [[196, 160, 60], [196, 160, 0]], buzz: [200, 80, 200] },
  note: { wave: "sine", notes: [[523, 90, 0]], buzz: [40] },
  done: { wave: "sine", notes: [[784, 80, 0], [988, 80, 0], [1319, 80, 0]], buzz: [40, 40, 80] },
}

export function answer(kind) {
  const { wave, notes, buzz } = ANSWERS[kind] ?? ANSWERS.note
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(buzz)
  if (localStorage.getItem("mute") !== "yes") tone(wave, notes)
}

function announce(flash) {
  const kind = Object.keys(ANSWERS).find(name => flash.classList.contains(name))
  answer(kind)
  // role=alert speaks by itself; role=status only where it was on the page before it was filled. Behind a dialog
  // nothing is heard, so the camera's has a voice of its own
  const voice = document.querySelector("dialog[open] [data-voice]") ?? document.getElementById("voice")
  if (voice && flash.getAttribute("role") === "status") {
    voice.textContent = [...flash.querySelectorAll(".word, .what")].map(line => line.textContent.trim()).join(". ")
  }
  document.dispatchEvent(new CustomEvent("flash", { detail: flash }))
}

function listen(event) {
  if (event.detail.polled && !event.detail.isNews) return // the same flash again
  const flash = event.target.closest?.(".flash") ?? event.target.querySelector?.(".flash")
  if (flash) announce(flash)
}

document.addEventListener("htmx:afterSwap", listen)
document.addEventListener("htmx:oobAfterSwap", listen)

document.addEventListener("click", event => {
  const put = event.target.closest(".flash [data-dismiss]")
  if (!put) return
  put.closest(".flash").replaceWith(Object.assign(document.createElement("div"), { id: "flash" }))
  document.getElementById("scan")?.focus({ preventScroll: true }) // as it was before the tap
})
