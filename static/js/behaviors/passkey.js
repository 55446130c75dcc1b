// form[data-passkey=URL]: asks URL what to ask, asks the browser for a passkey, and sends it as a real form.
// data-does: "get" signs in with one, "create" makes one. Where the browser can't, the form stays hidden.
import { showNotice } from "../lib/notice.js"

const CAN = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON)

document.querySelectorAll("form[data-passkey]").forEach(form => {
  form.hidden = !CAN
  form.addEventListener("submit", event => {
    event.preventDefault()
    ask(form).catch(problem => tell(form, problem))
  })
})

async function ask(form) {
  say(form, "")
  const options = await fetchOptions(form)
  const credential = form.dataset.does === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
  form.elements.credential.value = JSON.stringify(credential.toJSON())
  form.submit() // not requestSubmit: it would ask again
}

async function fetchOptions(form) {
  const headers = { "X-CSRFToken": form.elements.csrf_token.value }
  const answer = await fetch(form.dataset.passkey, { method: "POST", headers, signal: AbortSignal.timeout(10000) })
  if (!answer.ok) throw new Error(`options: ${answer.status}`)
  return answer.json()
}

// Whoever closed the browser's question knows that they did; everything else is said
function tell(form, problem) {
  const known = { NotAllowedError: form.dataset.saysNot, InvalidStateError: form.dataset.saysHave }
  const words = known[problem.name]
  if (words) say(form, words)
  else showNotice("no-network")
}

function say(form, words) {
  const place = form.querySelector("[data-says]")
  place.textContent = words
  place.hidden = !words
}
