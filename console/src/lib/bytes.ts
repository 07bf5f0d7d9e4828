// Text, bytes and base64.

const encoder = new TextEncoder()

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text)
}

/** text decodes UTF-8, or gives undefined when the bytes are none. */
export function text(bytes: Uint8Array): string | undefined {
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    // Control characters other than white space mean that these are data.
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(decoded) ? undefined : decoded
  } catch {
    return undefined
  }
}

export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  const step = 0x8000 // more arguments than this overflow the stack
  for (let i = 0; i < bytes.length; i += step) binary += String.fromCharCode(...bytes.subarray(i, i + step))
  return btoa(binary)
}

const base64Form = /^[A-Za-z0-9+/]*={0,2}$/ // groups in it would overflow the stack for megabytes

/** fromBase64 reads standard base64; white space does not count. Other text gives undefined. */
export function fromBase64(encoded: string): Uint8Array<ArrayBuffer> | undefined {
  const compact = encoded.replace(/\s+/g, '')
  if (compact.length % 4 !== 0 || !base64Form.test(compact)) return undefined
  const binary = atob(compact)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/** bytesIn reads the base64 of an answer. */
export function bytesIn(answer: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64(answer)
  if (!bytes) throw new Error('the answer is not base64')
  return bytes
}

/** save hands bytes or text to the browser as a file to download. */
export function save(name: string, content: BlobPart | Blob, type = 'application/octet-stream') {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
