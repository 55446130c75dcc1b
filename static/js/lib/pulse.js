// The .live mark at the top right: is this screen current?
const PATIENCE = 10000 // ms without an answer before the mark says so

let heard = Date.now()

export function heardAnswer() {
  heard = Date.now()
  show()
}

// Called again and again; a hidden page asks nothing, so there its silence means nothing
export function hearSilence() {
  if (document.hidden) heard = Date.now()
  show()
}

function show() {
  document.querySelectorAll(".live[data-says-live]").forEach(mark => {
    const polls = document.querySelector("[data-live]")
    const silent = polls && Date.now() - heard > PATIENCE
    mark.classList.toggle("off", !navigator.onLine || Boolean(silent))
    const words = mark.querySelector("[data-words]")
    const said = !navigator.onLine ? mark.dataset.saysOffline : silent ? since(mark) : mark.dataset.saysLive
    if (words.textContent !== said) words.textContent = said
  })
}

function since(mark) {
  const time = new Date(heard).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", hour12: false })
  return mark.dataset.saysSilent.replace("{time}", time)
}
