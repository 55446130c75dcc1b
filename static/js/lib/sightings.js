// Which code in a camera's picture is a scan. The one next to the middle, seen twice in a row, for a single look may
// misread; once as long as it stays in the picture, and again after it was gone or when somebody asks for it.
const GONE = 1500 // ms out of sight

export class Sightings {
  seen = new Map()
  before = ""

  // The text that counts now, or nothing. `middle` is that of the picture, `at` in ms.
  take(codes, middle, at) {
    const text = codes.toSorted((a, b) => distance(a, middle) - distance(b, middle))[0]?.text ?? ""
    const isSteady = text === this.before
    this.before = text
    if (!text || !isSteady) return ""
    const isNew = !(at - this.seen.get(text) < GONE)
    this.seen.set(text, at)
    return isNew ? text : ""
  }

  // What lies in the picture counts once more
  forget() {
    this.seen.clear()
  }
}

function distance({ corners }, middle) {
  const mean = axis => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length
  return Math.hypot(mean("x") - middle.x, mean("y") - middle.y)
}
