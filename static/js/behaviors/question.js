// One question a screen: when an answer brings the next one, it is read from its beginning.
const question = () => document.querySelector(".work h1")?.textContent

let asked = question()

document.addEventListener("htmx:afterSettle", () => {
  const now = question()
  if (now !== undefined && now !== asked) scrollTo(0, 0)
  asked = now
})
