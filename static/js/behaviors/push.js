// [data-alerts]: alerts to this browser (Push API). The forms carry what the browser's push service gave.
const part = document.querySelector("[data-alerts]")
const able = part?.dataset.alerts && "PushManager" in window && "serviceWorker" in navigator

async function begin(form) {
  if (await Notification.requestPermission() !== "granted") return deny()
  const worker = await navigator.serviceWorker.ready
  const found = await worker.pushManager.getSubscription()
  const subscription = found ?? await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(part.dataset.alerts),
  })
  const { endpoint, keys } = subscription.toJSON()
  fill(form, { endpoint, ...keys })
  form.submit()
}

async function end(form) {
  const subscription = await (await navigator.serviceWorker.ready).pushManager.getSubscription()
  fill(form, { endpoint: subscription?.endpoint ?? "" })
  await subscription?.unsubscribe()
  form.submit()
}

function fill(form, values) {
  for (const [name, value] of Object.entries(values)) if (form.elements[name]) form.elements[name].value = value
}

function deny() {
  part.querySelector("[data-begin]").hidden = true
  part.querySelector("[data-denied]").hidden = false
}

function wire(selector, act) {
  part.querySelector(selector)?.addEventListener("submit", event => {
    event.preventDefault()
    act(event.target).catch(deny)
  })
}

if (able) {
  wire("[data-begin]", begin)
  wire("[data-end]", end)
  const isDenied = Notification.permission === "denied"
  if (isDenied) deny()
  else navigator.serviceWorker.ready
    .then(worker => worker.pushManager.getSubscription())
    .then(here => { part.querySelector("[data-begin]").hidden = Boolean(here) && Boolean(part.querySelector("[data-end]")) })
}

function bytes(base64url) {
  const padded = base64url.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(base64url.length / 4) * 4, "=")
  return Uint8Array.from(atob(padded), letter => letter.charCodeAt(0))
}
