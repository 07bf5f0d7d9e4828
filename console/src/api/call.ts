// The one way to the server: an action of the API with its types, or one of
// the few requests around the session.
import type { Actions } from './types'
import { currentRegion } from './region'

/** A refusal by the server, or a failure on the way to it. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly requestId = '',
    readonly retryAfter = 0,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

/** Codes that come from the console itself and not from the server. */
export const NetworkError = 'NetworkError'
export const SessionExpired = 'SessionExpired'

/**
 * failure is why something cannot be shown. That the server could not be reached when it was asked
 * once more is none: what it said before stays, and with it what was typed there.
 */
export function failure({ error, data }: { error: unknown; data: unknown }): unknown {
  return isAway(error) && data !== undefined ? undefined : error
}

/** isAway tells whether the server could not be reached, itself or behind what stands before it. */
export const isAway = (error: unknown) => error instanceof ApiError && (error.code === NetworkError || error.code.startsWith('HTTP 5'))

let onExpired: () => void = () => {}

/** whenSessionExpires sets what happens when the server says that nobody is signed in. */
export function whenSessionExpires(act: () => void) {
  onExpired = act
}

const root = '/console/'

interface Problem {
  Code: string
  Message?: string
}

interface Answer {
  Error?: Problem
  RetryAfter?: number
  Response?: { Error?: Problem; RequestId?: string }
}

const patience = 60_000 // milliseconds; every answer is there in a few seconds, or something between is stuck

/** limited is a signal that also ends what takes too long, where the browser is of 2024 or later. */
function limited(signal: AbortSignal | undefined): AbortSignal | undefined {
  const limit = AbortSignal.timeout(patience)
  return signal ? ((AbortSignal.any as typeof AbortSignal.any | undefined)?.([signal, limit]) ?? signal) : limit
}

async function send<T>(method: string, path: string, body: unknown, headers: Record<string, string>, signal?: AbortSignal) {
  let response: Response
  let text: string
  try {
    response = await fetch(root + path, {
      method,
      headers: method === 'GET' ? headers : { 'Content-Type': 'application/json', ...headers },
      body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: limited(signal),
    })
    text = await response.text()
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError(NetworkError, '')
  }
  let answer: (T & Answer) | undefined
  try {
    answer = text ? JSON.parse(text) : ({} as T & Answer)
  } catch {
    answer = undefined
  }
  return { response, answer }
}

/** request sends one of the requests around the session. */
export async function request<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const { response, answer } = await send<T>(method, path, body, { 'X-Miyao-Language': language() })
  if (!answer) throw new ApiError(`HTTP ${response.status}`, response.statusText)
  if (answer.Error || !response.ok) {
    throw new ApiError(answer.Error?.Code ?? `HTTP ${response.status}`, answer.Error?.Message ?? '', '', answer.RetryAfter)
  }
  return answer
}

/** call carries out an action and gives its response, or throws an ApiError. */
export function call<A extends keyof Actions>(
  action: A,
  body: Actions[A]['request'],
  signal?: AbortSignal,
): Promise<Actions[A]['response']> {
  return invoke<Actions[A]['response']>(action, body, signal)
}

async function invoke<T>(action: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { 'X-Miyao-Region': currentRegion(), 'X-Miyao-Language': language() }
  const { response, answer } = await send<{ Response?: T & { Error?: Problem; RequestId?: string } }>(
    'POST', `api/${action}`, body, headers, signal)
  if (response.status === 401) {
    onExpired()
    throw new ApiError(SessionExpired, '')
  }
  const result = answer?.Response
  if (!result) {
    throw new ApiError(answer?.Error?.Code ?? `HTTP ${response.status}`, answer?.Error?.Message ?? response.statusText)
  }
  if (result.Error) throw new ApiError(result.Error.Code, result.Error.Message ?? '', result.RequestId)
  return result
}

function language() {
  return document.documentElement.lang === 'zh-CN' ? 'zh-CN' : 'en-US'
}
