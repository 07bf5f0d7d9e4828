// The pages of an administrator: overview, audit, access management, settings.
import AxeBuilder from '@axe-core/playwright'
import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { api, expect, password, signIn, test } from './server'

interface KeyAnswer { KeyId: string }

const pictures = process.env.MIYAO_SCREENS
const unknownKey = '00000000-0000-4000-8000-000000000000'

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('miyao-language', 'en-US'))
})

const looks = [
  { language: 'zh-CN', theme: 'light', width: 1280 },
  { language: 'en-US', theme: 'dark', width: 1280 },
  { language: 'en-US', theme: 'light', width: 360 },
  { language: 'zh-CN', theme: 'dark', width: 360 },
]

for (const look of looks) {
  test(`administrator's pages: ${look.language}, ${look.theme}, ${look.width} px`, async ({ page, server }) => {
    test.setTimeout(120_000)
    await page.setViewportSize({ width: look.width, height: look.width > 500 ? 800 : 740 })
    await page.emulateMedia({ reducedMotion: 'reduce' }) // colours are judged at rest
    await page.addInitScript(({ language, theme }) => {
      localStorage.setItem('miyao-language', language)
      localStorage.setItem('miyao-theme', theme)
    }, look)
    await signIn(page, server)
    const name = `seen-${look.language}-${look.width}`
    const key = await api<KeyAnswer>(page, server, 'CreateKey', { Alias: name })
    await api(page, server, 'EnableKeyRotation', { KeyId: key.KeyId })
    await api(page, server, 'Encrypt', { KeyId: key.KeyId, Plaintext: 'aGk=' })
    await api(page, server, 'AddUser', { Name: name, UseApi: 1 })
    await api(page, server, 'CreatePolicy', { PolicyName: name, PolicyDocument: '{"version":"2.0","statement":[{"effect":"allow","action":"kms:Encrypt","resource":"*"}]}' })
    const addresses = {
      overview: 'overview', audit: 'audit', 'audit-none': 'audit?action=Nothing', event: 'audit?event=2', settings: 'settings', users: 'access', user: `access?open=${name}`,
      groups: 'access?tab=groups', roles: 'access?tab=roles', policies: 'access?tab=policies', keys: 'access?tab=keys', check: `access?tab=check&key=${key.KeyId}`,
    }
    for (const [what, address] of Object.entries(addresses)) {
      await page.goto(`/console/${address}`)
      await page.locator('h1').first().waitFor()
      await expect(page.locator('[aria-busy=true], .bones')).toHaveCount(0)
      if (pictures) await page.screenshot({ path: join(pictures, `${what}-${look.language}-${look.theme}-${look.width}.png`), fullPage: !address.includes('=') })
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect.soft(serious.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map(({ html }) => html).join('\n  ')}`)).toEqual([])
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
      expect.soft(sideways, `${what} scrolls sideways`).toBe(false)
    }
  })
}

test('overview counts keys and calls, and leads to them', async ({ page, server }) => {
  await signIn(page, server)
  const key = await api<KeyAnswer>(page, server, 'CreateKey', { Alias: 'counted' }, 'ap-beijing')
  for (let i = 0; i < 3; i++) await api(page, server, 'Encrypt', { KeyId: key.KeyId, Plaintext: 'aGk=' }, 'ap-beijing')
  await api(page, server, 'DisableKey', { KeyId: key.KeyId }, 'ap-beijing')
  await api(page, server, 'ScheduleKeyDeletion', { KeyId: key.KeyId, PendingWindowInDays: 7 }, 'ap-beijing')
  await page.goto('/console/ap-beijing/overview?period=hour')
  await expect(page.getByRole('img', { name: /Calls over time/ })).toBeVisible()
  await expect(page.locator('.due').getByRole('link', { name: 'counted' })).toBeVisible()
  const bar = page.getByRole('list', { name: 'Most used keys' }).getByRole('listitem').filter({ hasText: 'counted' })
  await expect(bar).toContainText('3')
  await bar.getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`/audit\\?period=1h&key=${key.KeyId}`))
  await expect(page.getByRole('row').filter({ hasText: 'Encrypt' })).toHaveCount(3)
  await page.goBack()
  await page.getByRole('link', { name: /Pending deletion/ }).click()
  await expect(page).toHaveURL(/keys\?state=3/)
  await expect(page.getByRole('row').getByRole('link', { name: 'counted', exact: true })).toBeVisible()
})

test('audit finds, shows, exports and links events', async ({ page, server }) => {
  await signIn(page, server)
  await page.goto('/console/keys')
  await page.evaluate(async (KeyId) => fetch('/console/api/DescribeKey', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ KeyId }) }), unknownKey)
  await page.goto('/console/audit?result=bad')
  await page.getByRole('button', { name: /^Show DescribeKey/ }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('ResourceUnavailable.CmkNotFound')
  await expect(dialog.locator('pre')).toContainText('"entryHash"')
  // The event has an address of its own, also where no list holds it.
  const number = new URL(page.url()).searchParams.get('event')
  await page.goto(`/console/audit?action=Nothing&event=${number}`)
  await expect(page.getByRole('dialog')).toContainText(unknownKey)
  await page.goto('/console/audit?event=999999999')
  await expect(page.getByRole('dialog')).toContainText('There is no such event')

  await page.goto('/console/audit')
  await page.getByLabel('Action', { exact: true }).fill('DescribeKey')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page).toHaveURL(/action=DescribeKey/)
  await expect(page.getByRole('button', { name: /^Show (?!DescribeKey)/ })).toHaveCount(0)
  for (const [button, check] of [['Export JSON', (text: string) => JSON.parse(text)[0].EventName === 'DescribeKey'], ['Export CSV', (text: string) => text.includes('\r\n') && text.includes('DescribeKey')]] as const) {
    const started = page.waitForEvent('download')
    await page.getByRole('button', { name: button }).click()
    expect(check(await readFile(await (await started).path(), 'utf8'))).toBe(true)
  }
})

test('audit goes on with older events', async ({ page, server }) => {
  await signIn(page, server)
  for (let i = 0; i < 25; i++) await api(page, server, 'GetRegions', {})
  await page.goto('/console/audit?action=GetRegions')
  await expect(page.getByRole('button', { name: /^Show GetRegions/ })).toHaveCount(20)
  await page.getByRole('button', { name: 'Load more' }).click()
  await expect(page.getByText('There are no more')).toBeVisible()
  expect(await page.getByRole('button', { name: /^Show GetRegions/ }).count()).toBeGreaterThanOrEqual(25)
})

test('an API key is shown once, downloaded, disabled and deleted', async ({ page, server }) => {
  await signIn(page, server)
  await api(page, server, 'AddUser', { Name: 'robot' })
  await page.goto('/console/access?open=robot')
  const user = page.getByRole('dialog', { name: 'robot' })
  await user.getByRole('button', { name: 'Create API key' }).click()
  await page.getByRole('dialog', { name: 'Create API key' }).getByRole('button', { name: 'Create' }).click()
  const made = page.getByRole('dialog', { name: 'The API key was created' })
  const secret = await made.locator('[data-secret]').innerText()
  const started = page.waitForEvent('download')
  await made.getByRole('button', { name: 'Download env file' }).click()
  expect(await readFile(await (await started).path(), 'utf8')).toContain(`TENCENTCLOUD_SECRET_KEY=${secret}\n`)
  await made.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.getByText(secret)).toHaveCount(0)
  await user.getByRole('button', { name: /^Disable AKID/ }).click()
  await page.getByRole('dialog', { name: 'Disable the API key?' }).getByRole('button', { name: 'Disable' }).click()
  await expect(user.getByRole('cell', { name: 'Disabled' })).toBeVisible()
  await user.getByRole('button', { name: /^Delete AKID/ }).click()
  await page.getByRole('dialog', { name: 'Delete the API key?' }).getByRole('button', { name: 'Delete' }).click()
  await expect(user.getByText('No API keys yet')).toBeVisible()
})

test('the policy editor names faults, and a policy is attached', async ({ page, server }) => {
  await signIn(page, server)
  await api(page, server, 'AddUser', { Name: 'reader' })
  await page.goto('/console/access?tab=policies')
  await page.getByRole('button', { name: 'Create policy' }).click()
  const editor = page.getByRole('dialog', { name: 'Create policy' })
  await editor.getByLabel('Policy name').fill('read-keys')
  const text = editor.getByLabel('Document')
  const create = editor.getByRole('button', { name: 'Create' })
  const statement = (s: object) => JSON.stringify({ version: '2.0', statement: [s] })
  const faults: [string, string][] = [
    ['{', 'no valid JSON'],
    ['[]', 'should be a JSON object'],
    ['{"version":"2.0"}', 'statement is missing'],
    [statement({ effect: 'alow', action: '*', resource: '*' }), 'statement[0].effect'],
    [statement({ effect: 'allow', action: 'kms:Encrpt', resource: '*' }), 'There is no action kms:Encrpt'],
    [statement({ effect: 'allow', action: ['*', 'Encrypt'], resource: '*' }), 'statement[0].action[1]'],
    [statement({ effect: 'allow', action: '*', resource: 'key' }), 'key names no resource'],
    [statement({ effect: 'allow', action: '*', resource: '*', resources: '*' }), 'statement[0].resources'],
  ]
  for (const [document, fault] of faults) {
    await text.fill(document)
    await expect(editor).toContainText(fault)
    await expect(create).toBeDisabled()
  }
  // What only the server knows is refused by it, and shown.
  await text.fill(statement({ effect: 'allow', action: '*', resource: '*', condition: { no_such_operator: { 'qcs:ip': '10.0.0.1' } } }))
  await create.click()
  await expect(editor.getByRole('alert')).toContainText('ConditionError')
  await text.fill(statement({ effect: 'allow', action: 'kms:Describe*', resource: '*' }))
  await create.click()
  await expect(page.getByRole('button', { name: 'read-keys' })).toBeVisible()

  await page.goto('/console/access?open=reader')
  const user = page.getByRole('dialog', { name: 'reader' })
  await user.getByLabel('Choose a policy to attach').selectOption('read-keys')
  await user.getByRole('button', { name: 'Add' }).first().click()
  await expect(user.getByRole('link', { name: 'read-keys' })).toBeVisible()
  await user.getByRole('button', { name: 'Remove read-keys' }).click()
  await expect(user.getByText('No policies')).toBeVisible()
})

test('what comes from elsewhere never becomes markup', async ({ page, server }) => {
  await signIn(page, server)
  const bad = '<img src=x onerror=alert(1)>'
  await api(page, server, 'AddUser', { Name: 'mallory', Remark: bad })
  await page.request.post(`${server.url}/console/api/GetRegions`, { data: {}, headers: { 'User-Agent': bad } })
  await page.goto('/console/access')
  await expect(page.getByText(bad).first()).toBeVisible()
  await page.goto('/console/audit?action=GetRegions')
  await page.getByRole('button', { name: /^Show GetRegions/ }).first().click()
  await expect(page.getByRole('dialog')).toContainText(bad)
  await expect(page.locator('img[src=x]')).toHaveCount(0)
})

/** code is the one-time code of a seed for a step of time (RFC 6238). */
function code(secret: string, step: number): string {
  const bits = [...secret.replace(/[ =]/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = (mac[19] ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('settings change password, one-time codes, theme and language', async ({ page, server, faults }) => {
  await signIn(page, server)
  await page.goto('/console/settings')
  await page.getByRole('button', { name: 'Switch on' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Enter your password').fill('not the password at all')
  await dialog.getByRole('button', { name: 'Next' }).click()
  await expect(dialog.getByRole('alert')).toContainText('SignInFailed')
  expect(faults.splice(0)).toEqual([expect.stringContaining('403')]) // which the browser logs
  await dialog.getByLabel('Enter your password').fill(password)
  await dialog.getByRole('button', { name: 'Next' }).click()
  const secret = await dialog.locator('.id code').innerText()
  const step = Math.floor(Date.now() / 30_000)
  await dialog.getByLabel('Code that the app shows').fill(code(secret, step))
  await dialog.getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByText('On', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Switch off' }).click()
  await dialog.getByLabel('Enter your password').fill(password)
  await dialog.getByRole('button', { name: 'Switch off' }).click()
  await expect(page.getByText('Off', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Change password' }).click()
  await dialog.getByLabel('Present password').fill(password)
  await dialog.getByLabel('New password', { exact: true }).fill(`${password}!`)
  await dialog.getByLabel('New password once more').fill(password)
  await expect(dialog).toContainText('The two are not the same')
  await dialog.getByLabel('New password once more').fill(`${password}!`)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('The password was changed')).toBeVisible()
  const back = await page.request.post(`${server.url}/console/password`, { data: { Old: `${password}!`, New: password } })
  expect(back.status()).toBe(200)

  await page.getByText('Dark', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('theme-mode', 'dark')
  await page.getByText('中文', { exact: true }).last().click()
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible()
})
