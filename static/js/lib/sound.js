// A few notes by Web Audio. The browser lets sound begin only after someone touched the page.
const VOLUME = { sine: 0.35, square: 0.12 } // a square wave of the same height is far louder
const RAMP = 0.008 // seconds; without it each note begins and ends with a click

let audio

function unlock() {
  audio ??= new AudioContext()
  if (audio.state === "suspended") audio.resume()
}

// Can it be heard now? A browser that knows this site may let it begin without a touch: ask by trying.
export function canSound() {
  audio ??= new AudioContext()
  return audio.state === "running"
}

addEventListener("pointerdown", unlock, true)
addEventListener("keydown", unlock, true)

export function tone(wave, notes) {
  if (!audio || audio.state !== "running") return
  let at = audio.currentTime
  for (const [frequency, length, gap] of notes) {
    play(wave, frequency, at, at + length / 1000)
    at += (length + gap) / 1000
  }
}

function play(wave, frequency, from, until) {
  const voice = new OscillatorNode(audio, { type: wave, frequency })
  const level = new GainNode(audio, { gain: 0 })
  level.gain.setValueAtTime(0, from)
  level.gain.linearRampToValueAtTime(VOLUME[wave], from + RAMP)
  level.gain.setValueAtTime(VOLUME[wave], until - RAMP)
  level.gain.linearRampToValueAtTime(0, until)
  voice.connect(level).connect(audio.destination)
  voice.start(from)
  voice.stop(until)
}
