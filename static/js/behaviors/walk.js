// [data-rest]: a job's screen that goes on without a network. A scan is held against the codes of its lines as the
// store drew them last; what fits is kept in the outbox and moves the screen on, what doesn't stops at once.
import { newId } from "../lib/id.js"
import { all, keep, known } from "../lib/outbox.js"
import { rememberPage } from "../lib/pages.js"
import { meansSame, tagOf } from "../lib/means.js"
import { removeNotice, showNotice } from "../lib/notice.js"
import { isReached } from "../lib/reach.js"
import { drawProgress, drawStop, drawThen, fill, lines } from "../lib/stops.js"
import { answer } from "./feedback.js"
import { refresh } from "./live.js"
import { drain } from "./outbox.js"

let ahead = [] // steps of this job that the drawn screen doesn't know of yet, in order
let keeping = 0 // scans that are on their way to the disk
let last = Promise.resolve()

const job = () => document.querySelector("[data-rest]")
const path = url => new URL(url, location.href).pathname

export const canKeep = (url = job()?.dataset.url ?? "") =>
  job()?.dataset.url === path(url) && Boolean(job().dataset.page && globalThis.indexedDB)

// Behind what waits already, or nothing would keep the order
export const mustKeep = url => canKeep(url) && (!isReached() || keeping > 0 || known() > 0)

// sent: it may be counted already, its answer was lost
export function keepScan(values, { sent = false } = {}) {
  keeping += 1
  last = last.then(() => take(values, sent)).catch(() => showNotice("no-network")).finally(() => { keeping -= 1 })
  return last
}

async function take({ csrf_token, ...values }, sent) {
  const rest = job()
  const meant = meaning(values.code, rest)
  if (meant.wrong && !(sent && meant.isUnknown)) return tell("wrong-scan", "wrong", meant.wrong, meant.what)
  const { url, page, number, who } = rest.dataset
  const words = fill(meant.line ? rest.dataset.did : rest.dataset.scanned, { name: meant.name, number })
  const step = await keep({ url, of: url, page, who, words, at: Date.now(), body: values, line: meant.line ?? "", bag: meant.bag })
  ahead.push(step)
  navigator.storage?.persist?.()
  draw()
  tell("kept-scan", "note", meant.word, fill(rest.dataset.later, { name: meant.name }))
  drain()
}

// What the screen asks for now: { line, name, title, left }
export function stopHere() {
  const stop = job() && lines(job()).find(each => left(each) > 0)
  return stop && { ...stop.dataset, left: left(stop) }
}

export function keepShort(url, told, { line, name, left: short }) {
  keeping += 1
  last = last.then(() => takeShort(url, told, { line, name, short }))
    .catch(() => showNotice("no-network")).finally(() => { keeping -= 1 })
}

async function takeShort(url, told, { line, name, short }) {
  const { url: of, page, number, who, shortOf, missing, later } = job().dataset
  const body = [...told, ["line", line], ["units", short], ["command_id", newId()]]
  const step = await keep({ url, of, page, who, words: fill(shortOf, { name, number }), at: Date.now(), body, line, short })
  ahead.push(step)
  draw()
  tell("kept-scan", "note", fill(missing, { n: short }), fill(later, { name }))
  drain()
}

function meaning(code, rest) {
  const { dataset } = rest
  const stops = lines(rest)
  const meant = stops.filter(stop => JSON.parse(stop.dataset.codes).some(known => meansSame(code, known)))
  const stop = meant.find(each => left(each) > 0)
  if (meant.some(each => "recalled" in each.dataset)) return { wrong: dataset.stop, what: dataset.looks }
  if (stop) return picked(stop, dataset)
  const enough = meant.at(-1)
  if (enough) {
    const n = Number(enough.dataset.picked) + count(enough)
    return { wrong: dataset.stop, what: fill(dataset.enough, { n, name: enough.dataset.title }) }
  }
  const tag = tagOf(code)
  const next = stops.find(each => left(each) > 0)
  if (tag?.kind === "bag") return marked(dataset.bagWord, tag, dataset)
  if (tag && !next && ("bag" in dataset || ahead.some(({ bag }) => bag))) return marked(dataset.placeWord, tag, dataset)
  const what = next ? fill(dataset.take, { name: next.dataset.name }) : dataset.tag
  return { wrong: next ? dataset.wrong : dataset.stop, what, isUnknown: true, name: code, word: dataset.keptIt }
}

function picked(stop, dataset) {
  const { line, name } = stop.dataset
  const n = Number(stop.dataset.picked) + count(stop) + 1
  const word = fill(dataset.kept, { n, all: Number(stop.dataset.picked) + Number(stop.dataset.left) })
  return { line, name, word }
}

function marked(says, { kind, tag }, dataset) {
  return { name: fill(says, { tag }), word: dataset.keptIt, bag: kind === "bag" }
}

const count = stop => ahead.filter(({ line, short }) => line === stop.dataset.line && !short).length
const missing = stop => ahead.filter(({ line }) => line === stop.dataset.line).reduce((sum, { short = 0 }) => sum + short, 0)
const left = stop => Number(stop.dataset.left) - count(stop) - missing(stop)

// The screen as it is with what was kept; without any it is as the store drew it
function draw() {
  const rest = job()
  const walk = document.querySelector("[data-walk]")
  document.getElementById("work").toggleAttribute("data-ahead", ahead.length > 0)
  document.dispatchEvent(new Event("ahead"))
  if (!walk || !ahead.length) return
  const stops = lines(rest)
  const stop = stops.find(each => left(each) > 0)
  const n = Number(rest.dataset.picked) + ahead.filter(({ line, short }) => line && !short).length
  drawProgress(walk, rest, n, ahead.reduce((sum, step) => sum + (step.short ?? 0), Number(rest.dataset.short)))
  drawStop(walk, rest, stop, stop && { n: Number(stop.dataset.picked) + count(stop), left: left(stop) })
  drawThen(stops.filter(each => each !== stop), left)
}

function tell(id, kind, word, what) {
  showNotice(id, { ".word": word, ".what": what })
  answer(kind)
}

async function catchUp() {
  const { url } = job()?.dataset ?? {}
  ahead = url ? (await all()).filter(step => step.of === url) : []
  if (job()) draw()
  if (!ahead.length && !document.documentElement.dataset.drawn) await rememberPage()
}

// Sent: what the store says now counts, with what still waits on top
document.addEventListener("outbox-sent", async () => {
  const work = document.getElementById("work")
  if (!job() || !work?.dataset.live) return
  work.dataset.version = ""
  work.removeAttribute("data-ahead")
  if (!known()) removeNotice("kept-scan")
  await refresh(work)
})

let soon
document.addEventListener("htmx:afterSettle", event => {
  if (!event.target.closest?.("#work") && event.target.id !== "work") return
  clearTimeout(soon)
  soon = setTimeout(() => { last = last.then(catchUp) }, 100)
})

if (globalThis.indexedDB) last = catchUp().catch(() => {})
