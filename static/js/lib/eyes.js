// What reads the codes in a picture: the browser's own BarcodeDetector where it knows what shops print, else ZXing.
// It is made when the camera first opens; nobody else downloads it. Each code begins with its AIM identifier
// (ISO/IEC 15424) where its symbol is known, so that the server knows what it reads.
const NEEDED = ["ean_13", "ean_8", "upc_e", "code_128", "qr_code"]
const WANTED = [...NEEDED, "upc_a", "code_39", "code_93", "itf", "data_matrix", "aztec", "pdf417"]
const AIM = { ean_13: "]E0", upc_a: "]E0", upc_e: "]E0", ean_8: "]E4" }

let ready

// Resolves to a function from ImageData to [{ text, corners }]; rejects where nothing can read here.
export function eyes() {
  ready ??= itsOwn().then(own => own ?? ours())
  ready.catch(() => { ready = undefined }) // the network may be back next time
  return ready
}

async function itsOwn() {
  try {
    const known = await BarcodeDetector.getSupportedFormats()
    if (!NEEDED.every(format => known.includes(format))) return null
    const detector = new BarcodeDetector({ formats: WANTED.filter(format => known.includes(format)) })
    await detector.detect(new ImageData(16, 16)) // some list formats and then have no service for them
    return async picture => (await detector.detect(picture)).map(told)
  } catch {
    return null
  }
}

const told = ({ format, rawValue, cornerPoints }) => ({ text: (AIM[format] ?? "") + rawValue, corners: cornerPoints })

async function ours() {
  const worker = new Worker(new URL("../workers/decoder.js", import.meta.url))
  const read = picture => ask(worker, picture)
  await read(new ImageData(16, 16)) // loaded, and it works
  return read
}

function ask(worker, picture) {
  return new Promise((resolve, reject) => {
    worker.onerror = reject
    worker.onmessage = ({ data }) => data.error ? reject(new Error(data.error)) : resolve(data)
    worker.postMessage(picture)
  })
}
