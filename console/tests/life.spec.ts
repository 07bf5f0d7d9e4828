// What happens around a page while it is open: the server away, a slow answer, another tab, odd files.
import type { Page } from '@playwright/test'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { api, choose, createKey, expect, signIn, test, type Server } from './server'

/** comeBack is what the browser tells a page that is looked at again. */
const comeBack = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))

test('what is open stays while the server cannot be reached', async ({ page, server, faults }) => {
  await signIn(page, server)
  const key = await createKey(page, server, 'life-away')
  await page.goto(`/console/keys/${key}?tab=tool`)
  await page.getByLabel('Plaintext').fill('typed with care')
  await page.route('**/console/**', (route) => route.abort())
  const asked = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/console/session'))
  await comeBack(page)
  await asked
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached')
  await expect(page.getByLabel('Plaintext')).toHaveValue('typed with care')

  // A part that was not loaded yet says so in its place, and the rest of the page still works.
  await page.getByRole('link', { name: 'Audit' }).click()
  await expect(page.getByRole('alert')).toContainText('could not be loaded')
  await page.getByRole('link', { name: 'Customer keys' }).click()
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached')
  await page.unroute('**/console/**')
  const row = page.getByRole('link', { name: 'life-away', exact: true })
  await expect(async () => { // a second try of the page's own may be quicker than the button
    if (!(await row.isVisible())) await page.getByRole('button', { name: 'Try again' }).click({ timeout: 1000 })
    await expect(row).toBeVisible({ timeout: 3000 })
  }).toPass()
  faults.length = 0 // of the network, as it was made
})

test('an answer stands only beside what was asked', async ({ page, server }) => {
  await signIn(page, server)
  const key = await createKey(page, server, 'life-slow')
  await page.goto(`/console/tool?key=${key}`)
  let answer = () => {}
  const held = new Promise<void>((done) => { answer = done })
  await page.route('**/api/Encrypt', async (route) => {
    await held
    await route.continue().catch(() => undefined) // the page may have given up
  })
  await page.getByLabel('Plaintext').fill('one')
  const [request] = await Promise.all([page.waitForRequest('**/api/Encrypt'), page.getByRole('button', { name: 'Run' }).dblclick()])
  await page.getByLabel('Plaintext').fill('two')
  answer()
  await expect.poll(() => request.failure()?.errorText).toBe('net::ERR_ABORTED')
  await expect(page.getByLabel('Ciphertext')).toHaveValue('')
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByLabel('Ciphertext')).toHaveValue(/^[A-Za-z0-9+/]{100,}/)
})

test('somebody else signs in in another tab', async ({ page, server }) => {
  await signIn(page, server)
  await createKey(page, server, 'life-of-root')
  const made = await api<{ Password: string }>(page, server, 'AddUser', { Name: 'life-other', ConsoleLogin: 1, NeedResetPassword: 0 })
  await page.goto('/console/keys')
  await expect(page.getByRole('link', { name: 'life-of-root', exact: true })).toBeVisible()
  await signIn(page, server, 'life-other', made.Password)
  await comeBack(page)
  await expect(page.getByRole('link', { name: 'life-other' })).toBeVisible()
  await expect(page.getByText('You may not list keys')).toBeVisible()
  await expect(page.getByText('life-of-root')).toHaveCount(0)
})

test('the way back from a key leads to the list as it was', async ({ page, server }) => {
  await signIn(page, server)
  await createKey(page, server, 'life-filtered')
  await page.goto('/console/keys?q=life-filt&state=1')
  await page.getByRole('link', { name: 'life-filtered', exact: true }).click()
  await page.getByRole('tab', { name: 'Events' }).click()
  await page.reload()
  await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link').click()
  await expect(page).toHaveURL(/\/keys\?q=life-filt&state=1$/)
})

test('folders, empty files and megabytes of text', async ({ page, server }) => {
  await signIn(page, server)
  const key = await createKey(page, server, 'life-files')
  await page.goto(`/console/tool?key=${key}`)
  await drop(page, server, 'a-folder')
  await expect(page.getByRole('status').filter({ hasText: 'This is a folder' })).toBeVisible()
  await expect(page.getByText('a-folder')).toHaveCount(0)
  await page.locator('input[type=file]').setInputFiles({ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
  await expect(page.getByText('The file is empty')).toBeVisible()
  await page.getByRole('button', { name: 'Clear' }).click()
  await choose(page, 'Base64')
  await page.getByLabel('Plaintext').evaluate((area) => { // typing it takes longer
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(area, 'QUJD'.repeat(1 << 21))
    area.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await expect(page.getByText(/^6,291,456/)).toBeVisible()
})

/** drop lets a folder fall on the field for files, as a file manager does. */
async function drop(page: Page, server: Server, name: string) {
  const at = join(server.dir, name)
  await mkdir(at)
  const box = await page.locator('.drop').boundingBox()
  if (!box) throw new Error('no field for files')
  const browser = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await browser.send('Input.dispatchDragEvent', { type, x: box.x + 20, y: box.y + 20, data: { items: [], files: [at], dragOperationsMask: 1 } })
  }
}
