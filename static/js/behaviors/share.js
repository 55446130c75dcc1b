// [data-share=ID]: give the text of that field to the phone's own share sheet, or to the clipboard where there is
// none. Without either the field is there to be copied by hand.
const canShare = Boolean(navigator.share)

async function share(button) {
  const text = document.getElementById(button.dataset.share).value
  try {
    await (canShare ? navigator.share({ text }) : navigator.clipboard.writeText(text))
    if (!canShare) button.querySelector("[data-words]").textContent = button.dataset.saysCopied
  } catch (reason) {
    if (reason.name !== "AbortError") document.getElementById(button.dataset.share).select()
  }
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!canShare) button.querySelector("[data-words]").textContent = button.dataset.saysCopy
  button.hidden = false
  button.addEventListener("click", () => share(button))
}
