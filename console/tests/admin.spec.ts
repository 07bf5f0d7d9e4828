// The pages of an administrator: overview, audit, access management, settings.
import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { api, choose, expect, saved, signIn, test } from './server'

const unknownKey = '00000000-0000-4000-8000-000000000000'

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('miyao-language', 'en-US'))
})

test('overview counts keys and calls, and leads to them', async ({ page, server }) => {
  await signIn(page, server)
  const { KeyId } = await api<{ KeyId: string }>(page, server, 'CreateKey', { Alias: 'counted' }, 'ap-beijing')
  for (let i = 0; i < 30; i++) await api(page, server, 'Encrypt', { KeyId, Plaintext: 'aGk=' }, 'ap-beijing')
  await api(page, server, 'DisableKey', { KeyId }, 'ap-beijing')
  await expect(api(page, server, 'Encrypt', { KeyId, Plaintext: 'aGk=' }, 'ap-beijing')).rejects.toThrow('CmkDisabled')
  await api(page, server, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }, 'ap-beijing')
  await page.goto('/console/ap-beijing/overview?period=1h')
  await expect(page.getByRole('img', { name: /Calls over time/ })).toBeVisible()
  await expect(page.locator('.due').getByRole('link', { name: 'counted' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Reasons for failures' })).toContainText('ResourceUnavailable.CmkDisabled')
  const bar = page.getByRole('list', { name: 'Keys with most calls' }).getByRole('listitem').filter({ hasText: 'counted' })
  await expect(bar).toContainText('34') // creation, 30 uses and one in vain, disabling, deletion
  await bar.getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`/audit\\?period=1h&key=${KeyId}`))
  await expect(page.getByRole('row').filter({ hasText: 'Encrypt' })).toHaveCount(20 - 2)
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
  for (const [form, check] of [['JSON', (text: string) => JSON.parse(text)[0].EventName === 'DescribeKey'], ['CSV', (text: string) => text.includes('\r\n') && text.includes('DescribeKey')]] as const) {
    await page.getByRole('button', { name: 'Export' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export events' })
    await dialog.getByText(form, { exact: true }).click()
    const file = await saved(page, () => dialog.getByRole('button', { name: 'Export' }).click())
    expect(file.name).toMatch(form === 'CSV' ? /^audit-[\d-]+\.csv$/ : /^audit-[\d-]+\.json$/)
    expect(check(file.bytes.toString())).toBe(true)
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
  // An export has all of them, shown or not.
  await page.reload()
  await page.getByRole('button', { name: 'Export' }).click()
  const file = await saved(page, () => page.getByRole('dialog').getByRole('button', { name: 'Export' }).click())
  expect(file.bytes.toString().split('\r\n').filter((line) => line.includes('GetRegions')).length).toBeGreaterThanOrEqual(25)
})

test('the chain of the audit log is verified', async ({ page, server }) => {
  await signIn(page, server)
  await page.goto('/console/audit?tab=chain')
  await page.getByRole('button', { name: 'Verify now' }).click()
  await expect(page.getByText(/, up to entry [\d,]+/)).toBeVisible()
  await expect(page.getByText('Whole', { exact: true })).toBeVisible()
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
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(made).toBeVisible() // the secret cannot be had again
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
    ['{', 'not valid JSON'],
    ['[]', 'object'],
    ['{"version":"2.0"}', 'statement'],
    [statement({ effect: 'alow', action: '*', resource: '*' }), 'statement[0].effect'],
    [statement({ effect: 'allow', action: 'kms:Encrpt', resource: '*' }), 'There is no action kms:Encrpt'],
    [statement({ effect: 'allow', action: ['*', 'Encrypt'], resource: '*' }), 'statement[0].action[1]'],
    [statement({ effect: 'allow', action: '*', resource: 'key' }), 'statement[0].resource'],
    [statement({ effect: 'allow', action: '*', resource: '*', resources: '*' }), 'there is no member "resources"'],
    [statement({ effect: 'allow', action: '*', resource: '*', condition: { no_such_operator: { 'qcs:ip': '10.0.0.1' } } }), 'statement[0].condition.no_such_operator'],
  ]
  for (const [document, fault] of faults) {
    await text.fill(document)
    await expect(editor).toContainText(fault)
    await expect(create).toBeDisabled()
  }
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

test('a policy keeps its versions, and one of them is put back into effect', async ({ page, server }) => {
  await signIn(page, server)
  const document = (action: string) => JSON.stringify({ version: '2.0', statement: [{ effect: 'allow', action, resource: '*' }] })
  const { PolicyId } = await api<{ PolicyId: number }>(page, server, 'CreatePolicy', { PolicyName: 'versioned', PolicyDocument: document('kms:List*') })
  await page.goto(`/console/access?tab=policies&open=${PolicyId}`)
  const policy = page.getByRole('dialog', { name: 'versioned' })
  const save = async (action: string, keep: boolean) => {
    await policy.getByRole('button', { name: 'Edit policy' }).click()
    const editor = page.getByRole('dialog', { name: 'Edit policy' })
    await editor.getByLabel('Document').fill(document(action))
    const box = editor.getByRole('checkbox', { name: /Save as a new version/ })
    await expect(box).toBeChecked()
    if (!keep) await box.press('Space')
    await editor.getByRole('button', { name: 'Save' }).click()
    await expect(policy.locator('pre')).toContainText(action)
  }
  await save('kms:Describe*', true)
  const entry = (n: number) => policy.getByRole('listitem').filter({ hasText: `Version ${n}` })
  await expect(entry(2)).toContainText('In effect')
  await save('kms:Get*', false) // changes version 2
  await expect(policy.getByRole('listitem').filter({ hasText: 'Version' })).toHaveCount(2)
  await entry(1).getByRole('button', { name: 'View' }).click()
  const earlier = page.getByRole('dialog', { name: 'Version 1' })
  await expect(earlier.locator('pre')).toContainText('kms:List*')
  await earlier.getByRole('button', { name: 'Put into effect' }).click()
  await expect(earlier).toHaveCount(0)
  await expect(policy.locator('pre')).toContainText('kms:List*')
  await entry(2).getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog', { name: 'Delete version 2?' }).getByRole('button', { name: 'Delete' }).click()
  await expect(entry(2)).toHaveCount(0)
  await expect(entry(1)).toContainText('In effect')
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
  // Another password ends all sessions of who has it: root's is shared by these tests.
  const { Password: password } = await api<{ Password: string }>(page, server, 'AddUser', { Name: 'settler', ConsoleLogin: 1, NeedResetPassword: 0 })
  await page.context().clearCookies()
  await signIn(page, server, 'settler', password)
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
  // The QR code holds what the link does.
  const link = await dialog.getByRole('link', { name: 'Open authenticator' }).getAttribute('href')
  expect(link).toContain(`secret=${secret.replace(/[ =]/g, '')}`)
  await expect(dialog.getByRole('img', { name: /QR code/ }).locator('svg path').last()).toHaveAttribute('d', /^M\d/)
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
  await choose(page, '中文')
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible()
})
