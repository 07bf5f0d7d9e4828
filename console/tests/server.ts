// The real server in a temporary directory, and pages that are signed in to it.
import { test as plain, expect, type Download, type Page } from '@playwright/test'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const program = resolve(process.env.MIYAO_BIN ?? '../bin/miyao')
const run = promisify(execFile)

export const password = 'correct horse battery staple'

export interface KeyAnswer { KeyId: string }

export class Server {
  /** The cookie of root's session: checking a password takes a second, so it is done once. */
  private session = ''

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

  private async post(path: string, body: object) {
    const answer = await fetch(`${this.url}/console/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    expect(answer.status).toBe(200)
    return /miyao-session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
  }

  /** setUp sets root's password, as the page of the one-time link does. */
  async setUp() {
    const token = new URLSearchParams(new URL(this.link).hash.slice(1)).get('token')
    this.session = await this.post('setup', { Token: token, Password: password })
  }

  /** signIn begins a session, or takes part in that of root. */
  async signIn(name: string, secret: string): Promise<string> {
    return name === 'root' && this.session ? this.session : this.post('session', { Name: name, Password: secret })
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

/** signIn signs in, through the session and not the form. */
export async function signIn(page: Page, server: Server, name = 'root', secret = password) {
  await page.context().addCookies([{ name: 'miyao-session', value: await server.signIn(name, secret), url: `${server.url}/console`, httpOnly: true, sameSite: 'Strict' }])
}

/** api calls an action as the page would. */
export async function api<T = Record<string, unknown>>(page: Page, server: Server, action: string, body: object, region = 'ap-guangzhou'): Promise<T> {
  const answer = await page.request.post(`${server.url}/console/api/${action}`, { data: body, headers: { 'X-Miyao-Region': region } })
  const { Response } = (await answer.json()) as { Response: T & { Error?: { Code: string; Message: string } } }
  if (Response.Error) throw new Error(`${action}: ${Response.Error.Code}: ${Response.Error.Message}`)
  return Response
}

/** createKey makes a key and gives its id. */
export async function createKey(page: Page, server: Server, alias: string, more: object = {}): Promise<string> {
  return (await api<KeyAnswer>(page, server, 'CreateKey', { Alias: alias, ...more })).KeyId
}

/** saved is what an act made the browser save. */
export async function saved(page: Page, act: () => Promise<unknown>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]) as [Download, unknown]
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

/** choose clicks one of the choices in a row, whose radio buttons are not drawn. */
export async function choose(page: Page, label: string) {
  const choice = page.locator('.t-radio-button').filter({ has: page.getByText(label, { exact: true }) })
  await choice.click()
  await expect(choice).toHaveClass(/t-is-checked/) // what depends on it is there too
}
