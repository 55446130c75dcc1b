// The stops of a walk as the store drew them for later, in [data-rest], and how one of them is put on the screen.
export const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all)

function parts(rest) {
  const holder = document.createElement("template")
  holder.innerHTML = rest.dataset.rest
  return holder.content
}

export const lines = rest => [...parts(rest).querySelectorAll("[data-line]")]

export function drawProgress(walk, { dataset }, n, short) {
  const words = fill(dataset.progress, { n, all: dataset.units })
  walk.querySelectorAll(".segments span").forEach((bar, i) => {
    bar.className = i < n ? "done" : i < n + short ? "short" : i === n + short ? "now" : ""
  })
  walk.querySelectorAll(".segments, .meter").forEach(each => each.setAttribute("aria-label", words))
  walk.querySelectorAll(".meter").forEach(meter => { meter.value = n })
  walk.querySelector("[data-progress]").textContent = words
}

// stop: what to fetch now, or nothing where all of it is found
export function drawStop(walk, rest, stop, tally) {
  const fresh = stop?.querySelector("[data-here]") ?? parts(rest).querySelector("[data-end]")
  fresh.dataset.here = ""
  if (stop) {
    const { n, left } = tally
    fresh.querySelector(".tally b").textContent = n
    fresh.querySelector(".tally").setAttribute("aria-label", fill(rest.dataset.progress, { n, all: n + left }))
  }
  walk.querySelector("[data-here]").replaceWith(fresh)
  walk.querySelectorAll(".doubts").forEach(doubt => doubt.remove()) // of the stop before
  const say = stop ? fill(rest.dataset.say, { name: stop.dataset.title }) : rest.dataset.done
  document.querySelector("[data-say]").textContent = say
}

export function drawThen(stops, left) {
  document.querySelectorAll("[data-stop]").forEach(row => {
    const stop = stops.find(each => each.dataset.line === row.dataset.stop)
    row.hidden = !stop || left(stop) < 1
    if (stop) row.lastElementChild.textContent = left(stop)
  })
}
