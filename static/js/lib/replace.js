// Swap a live part where htmx isn't loaded: the focus stays on what has the same id, and a headline that says
// something new is read out.
const headline = element => element.querySelector("h1")?.textContent.replace(/\s+/g, " ").trim() ?? ""

export function replace(element, fresh) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null
  const before = headline(element)
  element.replaceWith(fresh)
  if (focused?.id) document.getElementById(focused.id)?.focus({ preventScroll: true })
  const voice = document.getElementById("voice")
  if (voice && headline(fresh) !== before) voice.textContent = headline(fresh)
}
