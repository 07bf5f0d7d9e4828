// Files of any size, encrypted on this machine under a data key: the format
// "Envelope file, version 1" of docs/formats.md, which the command line reads
// and writes too.

const chunkExponent = 18 // 256 KiB
const smallestExponent = 12
const largestExponent = 24
const saltSize = 32
const tagSize = 16
const fixedSize = 12 // before the ciphertext blob
const largestBlob = 8192
const mostChunks = 2 ** 32

const magic = new TextEncoder().encode('miyaoenv')
const version = 1
const label = new TextEncoder().encode('miyao envelope v1\n')

/** Why a file could not be opened. */
export type Fault = 'format' | 'version' | 'damaged' | 'aborted'

export class EnvelopeError extends Error {
  constructor(readonly fault: Fault) {
    super(fault)
    this.name = 'EnvelopeError'
  }
}

export interface Header {
  /** The ciphertext blob of the data key. */
  blob: Uint8Array<ArrayBuffer>
  /** Everything before the first chunk. */
  bytes: Uint8Array<ArrayBuffer>
  chunkSize: number
}

/** Progress is called with the bytes that are done. */
export type Progress = (done: number) => void

async function fileKey(dataKey: Uint8Array<ArrayBuffer>, header: Uint8Array<ArrayBuffer>, usage: 'encrypt' | 'decrypt') {
  const secret = await crypto.subtle.importKey('raw', dataKey, 'HKDF', false, ['deriveKey'])
  const info = new Uint8Array(label.length + header.length)
  info.set(label)
  info.set(header, label.length)
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: header.slice(-saltSize), info },
    secret, { name: 'AES-GCM', length: 256 }, false, [usage])
}

function nonceOf(chunk: number, last: boolean) {
  const nonce = new Uint8Array(12)
  new DataView(nonce.buffer).setUint32(7, chunk)
  nonce[11] = last ? 1 : 0
  return nonce
}

function makeHeader(blob: Uint8Array, salt: Uint8Array) {
  const bytes = new Uint8Array(fixedSize + blob.length + salt.length)
  bytes.set(magic)
  bytes[8] = version
  bytes[9] = chunkExponent
  new DataView(bytes.buffer).setUint16(10, blob.length)
  bytes.set(blob, fixedSize)
  bytes.set(salt, fixedSize + blob.length)
  return bytes
}

/** isEnvelope tells whether a file begins as an envelope file does. */
export async function isEnvelope(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, magic.length).arrayBuffer())
  return head.length === magic.length && head.every((byte, i) => byte === magic[i])
}

/** readHeader reads the header of an envelope file. */
export async function readHeader(file: Blob): Promise<Header> {
  const fixed = new Uint8Array(await file.slice(0, fixedSize).arrayBuffer())
  if (fixed.length < fixedSize || magic.some((byte, i) => byte !== fixed[i])) throw new EnvelopeError('format')
  if (fixed[8] !== version) throw new EnvelopeError('version')
  const exponent = fixed[9] ?? 0
  const length = new DataView(fixed.buffer).getUint16(10)
  if (exponent < smallestExponent || exponent > largestExponent || length === 0 || length > largestBlob) throw new EnvelopeError('format')
  const bytes = new Uint8Array(await file.slice(0, fixedSize + length + saltSize).arrayBuffer())
  if (bytes.length !== fixedSize + length + saltSize) throw new EnvelopeError('format')
  return { bytes, blob: bytes.slice(fixedSize, fixedSize + length), chunkSize: 2 ** exponent }
}

/**
 * kept makes a Blob of a chunk, which the browser may keep on disk. Where it has no room, as in
 * private windows after some gigabytes, it says so only to who reads the Blob.
 */
async function kept(chunk: ArrayBuffer): Promise<Blob> {
  const blob = new Blob([chunk])
  await blob.slice(0, 1).arrayBuffer()
  return blob
}

/** encrypt makes an envelope file. The data key is that of the ciphertext blob, 32 bytes. */
export async function encrypt(file: Blob, dataKey: Uint8Array<ArrayBuffer>, blob: Uint8Array, progress: Progress, signal: AbortSignal): Promise<Blob> {
  const header = makeHeader(blob, crypto.getRandomValues(new Uint8Array(saltSize)))
  const key = await fileKey(dataKey, header, 'encrypt')
  const size = 2 ** chunkExponent
  const chunks = Math.max(1, Math.ceil(file.size / size))
  const parts: Blob[] = [new Blob([header])]
  for (let i = 0; i < chunks; i++) {
    const chunk = await file.slice(i * size, (i + 1) * size).arrayBuffer()
    parts.push(await kept(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonceOf(i, i === chunks - 1) }, key, chunk)))
    if (signal.aborted) throw new EnvelopeError('aborted')
    progress(Math.min(file.size, (i + 1) * size))
  }
  return new Blob(parts, { type: 'application/octet-stream' })
}

/** decrypt opens an envelope file. Nothing is given out before all of it was checked. */
export async function decrypt(file: Blob, header: Header, dataKey: Uint8Array<ArrayBuffer>, progress: Progress, signal: AbortSignal): Promise<Blob> {
  const key = await fileKey(dataKey, header.bytes, 'decrypt')
  const start = header.bytes.length
  const sealed = header.chunkSize + tagSize
  const chunks = Math.ceil((file.size - start) / sealed)
  if (chunks < 1 || chunks > mostChunks) throw new EnvelopeError('damaged')
  const parts: Blob[] = []
  for (let i = 0; i < chunks; i++) {
    const from = start + i * sealed
    const chunk = await file.slice(from, from + sealed).arrayBuffer()
    // Only an empty file has an empty chunk.
    if (chunk.byteLength < tagSize || (chunk.byteLength === tagSize && i > 0)) throw new EnvelopeError('damaged')
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonceOf(i, i === chunks - 1) }, key, chunk)
      .catch(() => { throw new EnvelopeError('damaged') })
    parts.push(await kept(plain))
    if (signal.aborted) throw new EnvelopeError('aborted')
    progress(Math.min(file.size, from + sealed))
  }
  return new Blob(parts, { type: 'application/octet-stream' })
}
