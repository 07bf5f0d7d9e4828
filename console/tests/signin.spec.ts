// The way in: the one-time link, password, wrong passwords, expiry, other sites.
import { expect, password, plain, Server, test } from './server'

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

test('another site cannot act with the session', async ({ page, server }) => {
  const signedIn = await page.request.post(`${server.url}/console/session`, { data: { Name: 'root', Password: password } })
  expect(signedIn.status()).toBe(200)
  const attack = (headers: Record<string, string>, data: string) =>
    page.request.post(`${server.url}/console/api/ListKeys`, { headers, data })
  expect((await attack({ 'Content-Type': 'application/json' }, '{}')).status()).toBe(200)
  const refused: Record<string, string>[] = [
    { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'cross-site' },
    { 'Content-Type': 'application/json', Origin: 'https://evil.example' },
    { 'Content-Type': 'text/plain' },
    { 'Content-Type': 'application/x-www-form-urlencoded' },
  ]
  for (const headers of refused) {
    const answer = await attack(headers, '{}')
    expect(answer.status(), JSON.stringify(headers)).toBeGreaterThanOrEqual(400)
  }
})

test('the first load is small and asks nobody else', async ({ page, server }) => {
  const { request } = page
  await request.post(`${server.url}/console/session`, { data: { Name: 'root', Password: password } })
  let bytes = 0
  page.on('requestfinished', (finished) => {
    const sizes = finished.sizes().then(({ responseBodySize }) => (bytes += responseBodySize))
    pending.push(sizes)
  })
  const pending: Promise<number>[] = []
  await page.goto('/console/keys')
  await expect(page.getByRole('heading', { name: 'Customer keys' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await Promise.all(pending)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(300_000)
})
