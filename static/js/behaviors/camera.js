// [data-camera-key]: the camera as a scanner. What it reads goes through the scan field like any other scan, and the
// answer shows in its dialog. It stays open where one scan follows another. CSS shows the key once there is a camera,
// and browsers tell of one only to a page that came safely.
import { eyes } from "../lib/eyes.js"
import { Sightings } from "../lib/sightings.js"
import { show } from "./dialog.js"
import { scan, scanForm } from "./scanner.js"

const REST = 60 // ms between two looks
const WANTED = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } }
const FRAME = { wide: 0.8, high: 0.6 } // of what is seen: camera.css draws the same
const MOST = 960 // px across; a finer picture only takes longer
const TROUBLE = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", NotReadableError: "busy" }

let camera = null

const part = name => camera.dialog.querySelector(`[data-${name}]`)

async function lookForOne() {
  const found = await navigator.mediaDevices.enumerateDevices()
  document.documentElement.toggleAttribute("data-camera", found.some(({ kind }) => kind === "videoinput"))
}

function open() {
  const dialog = document.getElementById("camera").content.firstElementChild.cloneNode(true)
  document.getElementById("dialog").append(dialog)
  camera = { dialog, video: dialog.querySelector("video"), sightings: new Sightings(), canvas: document.createElement("canvas") }
  dialog.addEventListener("close", close, { once: true })
  name()
  show(dialog)
  start(camera)
}

function name() {
  const sentence = document.querySelector(".dock .say") ?? scanForm().querySelector("label")
  part("title").textContent = sentence.textContent
}

function close() {
  camera.stream?.getTracks().forEach(track => track.stop())
  camera.awake?.release()
  camera = null
}

async function start(mine) {
  try {
    for (const trouble of mine.dialog.querySelectorAll(".trouble")) trouble.hidden = true
    mine.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: WANTED })
    if (mine !== camera) return mine.stream.getTracks().forEach(track => track.stop()) // closed meanwhile
    mine.video.srcObject = mine.stream
    await mine.video.play()
    mine.awake = await navigator.wakeLock?.request("screen").catch(() => null)
    const [track] = mine.stream.getVideoTracks()
    track.addEventListener("ended", () => fail(mine, "busy"))
    part("torch").hidden = !track.getCapabilities?.().torch
    await look(mine, await eyes())
  } catch (error) {
    fail(mine, TROUBLE[error.name] ?? "broken")
  }
}

function fail(mine, kind) {
  if (mine !== camera) return
  mine.stream?.getTracks().forEach(track => track.stop())
  mine.dialog.querySelector(`[data-trouble=${kind}]`).hidden = false
  mine.dialog.toggleAttribute("data-dark", true)
}

async function look(mine, read) {
  while (mine === camera && !mine.dialog.hasAttribute("data-dark")) {
    const picture = inFrame(mine)
    const codes = picture ? await read(picture) : []
    const middle = picture && { x: picture.width / 2, y: picture.height / 2 }
    const text = mine.sightings.take(codes, middle, performance.now())
    if (text && mine === camera) take(text)
    await new Promise(done => setTimeout(done, REST))
  }
}

// What lies in the frame: of the video as it is seen, cut to the shape of its box
function inFrame({ video, canvas }) {
  const { videoWidth, videoHeight, clientWidth, clientHeight } = video
  if (!videoWidth || !clientWidth) return null
  const scale = Math.max(clientWidth / videoWidth, clientHeight / videoHeight)
  const wide = FRAME.wide * clientWidth / scale
  const high = FRAME.high * clientHeight / scale
  const size = Math.min(1, MOST / wide)
  canvas.width = wide * size
  canvas.height = high * size
  const pen = canvas.getContext("2d", { willReadFrequently: true })
  pen.drawImage(video, (videoWidth - wide) / 2, (videoHeight - high) / 2, wide, high, 0, 0, canvas.width, canvas.height)
  return pen.getImageData(0, 0, canvas.width, canvas.height)
}

function take(text) {
  const again = scanForm()?.hasAttribute("data-again")
  const { dialog } = camera
  if (!scan(text, "camera") || !again) dialog.close()
  else part("again").hidden = false
}

async function toggleTorch(key) {
  const torch = key.getAttribute("aria-pressed") !== "true"
  await camera.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch }] })
  key.setAttribute("aria-pressed", torch)
}

document.addEventListener("click", event => {
  const key = event.target.closest("[data-camera-key], [data-torch], [data-again]:not(form), [data-retry]")
  if (!key) return
  if (key.matches("[data-camera-key]")) open()
  else if (key.matches("[data-torch]")) toggleTorch(key)
  else if (key.matches("[data-again]")) camera.sightings.forget()
  else {
    camera.dialog.removeAttribute("data-dark")
    start(camera)
  }
})

// The answer to a scan, in front of the dialog's own
document.addEventListener("flash", ({ detail }) => {
  if (!camera) return
  const answer = detail.cloneNode(true)
  answer.removeAttribute("id")
  part("answer").replaceChildren(answer)
})

document.addEventListener("htmx:afterSettle", () => {
  if (camera && scanForm()) name()
  else camera?.dialog.close()
})

document.addEventListener("visibilitychange", () => { if (document.hidden) camera?.dialog.close() })

if (navigator.mediaDevices?.getUserMedia) {
  lookForOne()
  navigator.mediaDevices.addEventListener("devicechange", lookForOne)
}
