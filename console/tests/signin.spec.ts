// The way in: the one-time link, password, wrong passwords, expiry, other sites.
import type { Page } from '@playwright/test'
import { createServer, type Server as Site } from 'node:http'
import type { AddressInfo } from 'node:net'
import { api, createKey, expect, password, plain, Server, signIn, test } from './server'

plain('first sign-in by the one-time link', async ({ page }) => {
  const server = await Server.start()
  try {
    await page.goto(`${server.url}/console/`)
    await expect(page.getByText('miyao console link')).toBeVisible()

    await page.goto('about:blank')
    await page.goto(server.link)
    await page.getByLabel('New password').fill('short')
    await expect(page.getByRole('button', { name: 'Set and sign in' })).toBeDisabled()
    await page.getByLabel('New password').fill(password)
    await page.getByLabel('Once more').fill('another password')
    await expect(page.getByText('The two are not the same')).toBeVisible()
    await page.getByLabel('Once more').fill(password)
    await page.getByRole('button', { name: 'Set and sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Customer keys' })).toBeVisible()
    expect(page.url()).not.toContain('token')

    // Out, and in again; the address stays that of the page that was wanted.
    await page.goto(`${server.url}/console/tool`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('User name').fill('root')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('SignInFailed')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Online tool' })).toBeVisible()

    // The link works once.
    const token = new URL(server.link).hash.slice('#token='.length)
    const again = await page.request.post(`${server.url}/console/setup`, { data: { Token: token, Password: 'yet another password' } })
    expect(again.status()).toBe(401)

    // When the session ends elsewhere, the page asks to sign in.
    await page.context().clearCookies()
    await page.getByRole('link', { name: 'Customer keys' }).click()
    await expect(page.getByLabel('Password')).toBeVisible()
  } finally {
    await server.stop()
  }
})

/** evil serves a page of another origin that tries everything a browser lets it do. */
async function evil(target: string): Promise<Site> {
  const page = `<!doctype html><title>evil</title>
    <form id="form" method="post" action="${target}/console/api/CreateKey" enctype="text/plain" target="frame"><input name='{"Alias":"forged-form","x":"' value='"}'></form>
    <iframe name="frame"></iframe><iframe id="clickjack" src="${target}/console/keys"></iframe>
    <script>
      async function attack() {
        const results = []
        const attempts = [['no-cors', 'text/plain'], ['no-cors', 'application/x-www-form-urlencoded'], ['cors', 'application/json'], ['cors', 'text/plain']]
        for (const [mode, type] of attempts) {
          results.push(await fetch('${target}/console/api/CreateKey', { method: 'POST', mode, credentials: 'include', headers: { 'Content-Type': type }, body: '{"Alias":"forged-fetch"}' })
            .then((answer) => answer.type + ' ' + answer.status, () => 'refused'))
        }
        results.push(await fetch('${target}/console/session', { credentials: 'include' }).then(() => 'read', () => 'refused'))
        document.getElementById('form').submit()
        return results
      }
    </script>`
  const site = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end(page))
  await new Promise<void>((done) => site.listen(0, () => done()))
  return site
}

plain.describe('other sites', () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    // A page on another port of the same host is of the same site, so that even a strict cookie goes with it.
    test(`a page at ${host} cannot act with the session`, async ({ page, server, faults }) => {
      await signIn(page, server)
      await page.goto('/console/keys')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const before = (await api<{ TotalCount: number }>(page, server, 'ListKeys', {})).TotalCount
      const site = await evil(server.url)
      try {
        await page.goto(`http://${host}:${(site.address() as AddressInfo).port}/`)
        const results = await page.evaluate(() => (window as unknown as { attack: () => Promise<string[]> }).attack())
        expect(results).toEqual(Array(5).fill('refused'))
        await page.frameLocator('iframe[name=frame]').locator('body').waitFor({ state: 'attached' })
        await page.waitForLoadState('networkidle')
        expect(await page.frameLocator('#clickjack').getByText('Customer keys').count(), 'the console stands in a frame').toBe(0)
      } finally {
        await page.goto('about:blank')
        site.close()
      }
      faults.splice(0) // what the browser says about the evil page
      expect((await api<{ TotalCount: number }>(page, server, 'ListKeys', {})).TotalCount).toBe(before)
      const { KeyMetadatas } = await api<{ KeyMetadatas: unknown[] }>(page, server, 'ListKeyDetail', { KeyUsage: 'ALL', SearchKeyAlias: 'forged' })
      expect(KeyMetadatas).toEqual([])
    })
  }

  test('what is not JSON of the same origin is refused', async ({ page, server }) => {
    await signIn(page, server)
    const attack = (headers: Record<string, string>) => page.request.post(`${server.url}/console/api/ListKeys`, { headers, data: '{}' })
    expect((await attack({ 'Content-Type': 'application/json' })).status()).toBe(200)
    const refused: [Record<string, string>, number][] = [
      [{ 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'cross-site' }, 403],
      [{ 'Content-Type': 'application/json', Origin: 'https://evil.example' }, 403],
      [{ 'Content-Type': 'text/plain' }, 415],
      [{ 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    ]
    for (const [headers, status] of refused) expect((await attack(headers)).status(), JSON.stringify(headers)).toBe(status)
  })
})

test('the session ends: the page asks to sign in, and goes on where it was', async ({ page, server }) => {
  await signIn(page, server)
  const id = await createKey(page, server, 'session-end')
  // A session of its own, which ends as one does that was not used for too long: the server no longer knows it.
  await page.context().clearCookies()
  expect((await page.request.post(`${server.url}/console/session`, { data: { Name: 'root', Password: password } })).status()).toBe(200)
  await page.goto(`/console/keys/${id}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('session-end')
  expect((await page.request.delete(`${server.url}/console/session`, { data: {} })).status()).toBe(200)
  await page.getByRole('tab', { name: 'Events' }).click()
  await expect(page.getByLabel('Password')).toBeVisible()
  await expect(page.getByText('session-end')).toHaveCount(0)
  await expect(page.getByText('You are signed out.')).toBeVisible()
  await page.getByLabel('User name').fill('root')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('session-end')
  await expect(page).toHaveURL(new RegExp(`${id}\\?tab=events`))
})

/** almostOver lets the page's clock go on until the session, which ends at what is returned, is almost over. */
async function almostOver(page: Page, server: Server): Promise<number> {
  await signIn(page, server)
  await page.clock.install()
  await page.goto('/console/keys')
  await page.waitForLoadState('networkidle') // calls prolong the session
  let looks = 0
  page.on('requestfinished', (finished) => { if (finished.url().endsWith('/console/session')) looks++ })
  const { Expires } = (await (await page.request.get(`${server.url}/console/session`)).json()) as { Expires: number }
  await page.clock.setFixedTime((Expires - 119) * 1000)
  await page.clock.runFor(1000)
  await page.clock.fastForward((Expires * 1000 - Date.now()) - 119_000)
  await expect(page.getByRole('alert')).toContainText('you will be signed out at')
  // It looks again when the session was used a second later than it knew.
  await expect.poll(async () => {
    const before = looks
    await page.waitForTimeout(300)
    return looks - before
  }).toBe(0)
  return Expires
}

test('the page warns before the session ends, and can prolong it', async ({ page, server }) => {
  const before = await almostOver(page, server)
  await page.clock.setFixedTime(Date.now()) // the server's clock did not go on
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  const after = (await (await page.request.get(`${server.url}/console/session`)).json()) as { Expires: number }
  expect(after.Expires).toBeGreaterThanOrEqual(before)
})

test('the page says when the session cannot be prolonged', async ({ page, server }) => {
  await almostOver(page, server) // for the server it was just used: it ends little later than before
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(page.getByRole('alert')).toContainText('no session is longer')
  await expect(page.getByRole('button', { name: 'Stay signed in' })).toHaveCount(0)
})

const most = 300_000

for (const [what, path, heading] of [['sign-in', '', 'Sign in to the console'], ['the list of keys', 'keys', 'Customer keys']] as const) {
  test(`the first load is small: ${what}`, async ({ page, server }) => {
    if (path) await signIn(page, server)
    const sizes: Promise<number>[] = []
    page.on('requestfinished', (finished) => {
      sizes.push(finished.sizes().then(({ responseBodySize }) => responseBodySize)) // as sent, compressed
    })
    await page.goto(`/console/${path}`)
    await expect(page.getByRole('heading', { name: heading })).toBeVisible()
    await page.waitForLoadState('networkidle')
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    test.info().annotations.push({ type: 'bytes', description: String(bytes) })
    console.log(`first load of ${what}: ${bytes} bytes`)
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(most)
  })
}
