// The real server in a temporary directory, and a page that is signed in to it.
import { test as plain, expect, type Page } from '@playwright/test'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const program = resolve(process.env.MIYAO_BIN ?? '../bin/miyao')
const run = promisify(execFile)

export const password = 'correct horse battery staple'

export class Server {
  private constructor(
    readonly url: string,
    /** The one-time link of the first start. */
    readonly link: string,
    readonly dir: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(...flags: string[]): Promise<Server> {
    const dir = await mkdtemp(join(tmpdir(), 'miyao-console-'))
    const child = spawn(program, ['server', '--data-dir', join(dir, 'data'), '--listen', '127.0.0.1:0', '--ops-listen', 'off',
      '--extra-regions', 'ap-beijing', '--sm-regions', 'ap-beijing', ...flags])
    let output = ''
    const [url, link] = await new Promise<[string, string]>((ready, fail) => {
      const read = (data: Buffer) => {
        output += data.toString()
        const link = /^ +(http\S+\/console\/setup#token=\S+)$/m.exec(output)
        const at = /miyao listens on (\S+)/.exec(output)
        if (link?.[1] && at?.[1]) ready([at[1], link[1]])
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.on('exit', () => fail(new Error(`the server ended:\n${output}`)))
      child.on('error', fail)
    })
    return new Server(url, link, dir, child)
  }

  async stop() {
    const ended = new Promise((done) => this.process.once('exit', done))
    this.process.kill('SIGTERM')
    await ended
    await rm(this.dir, { recursive: true, force: true })
  }

  /** cli runs the command line against this server. */
  async cli(...args: string[]): Promise<string> {
    const { stdout } = await run(program, args, { cwd: this.dir, env: { ...process.env, MIYAO_ENV_FILE: join(this.dir, 'data', 'credentials.env') } })
    return stdout
  }

  /** setUp sets root's password, as the page of the one-time link does. */
  async setUp() {
    const token = new URLSearchParams(new URL(this.link).hash.slice(1)).get('token')
    const answer = await fetch(`${this.url}/console/setup`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ Token: token, Password: password }),
    })
    expect(answer.status).toBe(200)
  }
}

/** test has a server with a password, and what the pages did wrong. */
export const test = plain.extend<{ faults: string[] }, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start()
      await server.setUp()
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  // No page may log an error, break the content security policy, or ask anyone else.
  faults: [
    async ({ page, server }, use) => {
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        const text = message.text()
        // A refused sign-in is a 401. Playwright's own pictures hide the caret with an inline style.
        const expected = text.includes('401') || (process.env.MIYAO_SCREENS && text.includes('inline style'))
        if (message.type() === 'error' && !expected) faults.push(text)
      })
      page.on('request', (request) => {
        const url = request.url()
        if (!url.startsWith(server.url) && !url.startsWith('blob:') && !url.startsWith('data:')) faults.push(`request to ${url}`)
      })
      await use(faults)
      expect(faults).toEqual([])
    },
    { auto: true },
  ],
})

export { expect, plain }

/** signIn signs in as root, through the session and not the form. */
export async function signIn(page: Page, server: Server, name = 'root', secret = password) {
  const answer = await page.request.post(`${server.url}/console/session`, { data: { Name: name, Password: secret } })
  expect(answer.status()).toBe(200)
}

/** api calls an action as the page would. */
export async function api<T = Record<string, unknown>>(page: Page, server: Server, action: string, body: object, region = 'ap-guangzhou'): Promise<T> {
  const answer = await page.request.post(`${server.url}/console/api/${action}`, { data: body, headers: { 'X-Miyao-Region': region } })
  const { Response } = (await answer.json()) as { Response: T & { Error?: { Code: string; Message: string } } }
  if (Response.Error) throw new Error(`${action}: ${Response.Error.Code}: ${Response.Error.Message}`)
  return Response
}
