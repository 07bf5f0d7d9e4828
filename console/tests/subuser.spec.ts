// A sub-user sees what its policies allow, is offered no more, and is told what is missing.
import type { Page } from '@playwright/test'
import { api, createKey, expect, signIn, test, type Server } from './server'

/** user makes a sub-user with a policy, and gives its password. */
async function user(page: Page, server: Server, name: string, statements: object[]): Promise<string> {
  const made = await api<{ Uin: number; Password: string }>(page, server, 'AddUser', { Name: name, ConsoleLogin: 1, NeedResetPassword: 0 })
  const { PolicyId } = await api<{ PolicyId: number }>(page, server, 'CreatePolicy', { PolicyName: `of-${name}`, PolicyDocument: JSON.stringify({ version: '2.0', statement: statements }) })
  await api(page, server, 'AttachUserPolicy', { PolicyId, AttachUin: made.Uin })
  return made.Password
}

async function keyName(page: Page, server: Server, id: string): Promise<string> {
  const { KeyMetadata } = await api<{ KeyMetadata: { ResourceId: string } }>(page, server, 'DescribeKey', { KeyId: id })
  const { AccountId } = await api<{ AccountId: string }>(page, server, 'GetCallerIdentity', {})
  return `qcs::kms:ap-guangzhou:uin/${AccountId}:key/${KeyMetadata.ResourceId}`
}

test('a sub-user with the use of one key', async ({ page, server }) => {
  await signIn(page, server)
  const own = await createKey(page, server, 'sub-own')
  const other = await createKey(page, server, 'sub-other')
  const secret = await user(page, server, 'narrow', [{ effect: 'allow', action: ['kms:DescribeKey', 'kms:Encrypt'], resource: await keyName(page, server, own) }])
  await page.context().clearCookies()
  await signIn(page, server, 'narrow', secret)

  // The navigation has what can be used, and the list of keys says what is missing.
  await page.goto('/console/')
  await expect(page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link')).toHaveText(['Online tool', 'Settings'])
  await expect(page.getByRole('main')).toContainText('You may not list keys')
  await expect(page.getByRole('main')).toContainText('kms:ListKeyDetail')
  await expect(page.getByRole('link', { name: 'Create key' })).toHaveCount(0)

  // Of its own key it sees everything that it may, and no button that would be refused.
  await page.goto(`/console/keys/${own}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('sub-own')
  await expect(page.getByRole('tab')).toHaveText(['Details', 'Online tool', 'Rotation and versions', 'Code'])
  for (const name of ['Disable', 'Archive', /^Edit/]) await expect(page.getByRole('button', { name })).toHaveCount(0)
  await page.getByRole('tab', { name: 'Rotation' }).click()
  await expect(page.getByText('Automatic rotation')).toBeVisible()
  await expect(page.getByRole('tabpanel').getByRole('button')).toHaveCount(0)
  await page.getByRole('tab', { name: 'Online tool' }).click()
  await expect(page.getByRole('radio', { name: 'Decrypt' })).toHaveCount(0)
  await page.getByLabel('Plaintext').fill('x')
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByLabel('Ciphertext')).toHaveValue(/^[A-Za-z0-9+/]{100,}/)

  // Another key is refused, and the page names the permission.
  await page.goto(`/console/keys/${other}`)
  await expect(page.getByRole('alert')).toContainText('UnauthorizedOperation')
  await expect(page.getByRole('alert').locator('code').filter({ hasText: 'kms:DescribeKey' })).toBeVisible()
  await expect(page.getByText('sub-other')).toHaveCount(0)

  // Nor is there a form that would be refused at its end.
  await page.goto('/console/keys/create')
  await expect(page.getByRole('main')).toContainText('kms:CreateKey')
  await expect(page.getByRole('textbox')).toHaveCount(0)

  // Pages of an administrator say what they need, and the server refuses behind them.
  for (const [path, text] of [['access', 'You may not manage access'], ['audit', 'cloudaudit:LookUpEvents'], ['overview', 'cloudaudit:DescribeKeyStatistics']] as const) {
    await page.goto(`/console/${path}`)
    await expect(page.getByRole('main')).toContainText(text)
  }
  await expect(api(page, server, 'ScheduleKeyDeletion', { KeyId: own, PendingWindowInDays: 7 })).rejects.toThrow(/UnauthorizedOperation.*kms:ScheduleKeyDeletion/)
  await expect(api(page, server, 'Encrypt', { KeyId: other, Plaintext: 'eA==' })).rejects.toThrow('UnauthorizedOperation')
})

test('a sub-user who lists keys and changes some', async ({ page, server }) => {
  await signIn(page, server)
  const mine = await createKey(page, server, 'team-mine', { Tags: [{ TagKey: 'team', TagValue: 'a' }] })
  const theirs = await createKey(page, server, 'team-theirs', { Tags: [{ TagKey: 'team', TagValue: 'b' }] })
  const secret = await user(page, server, 'lead', [
    { effect: 'allow', action: ['kms:ListKeyDetail', 'kms:DescribeKey'], resource: '*' },
    { effect: 'allow', action: ['kms:EnableKey*', 'kms:DisableKey*', 'kms:Encrypt'], resource: '*', condition: { string_equal: { 'qcs:resource_tag': 'team&a' } } },
  ])
  await page.context().clearCookies()
  await signIn(page, server, 'lead', secret)
  await page.goto('/console/keys?q=team-')
  await expect(page.getByRole('row')).toHaveCount(3)
  // What it may not see is not in the navigation; what it may do is under Access.
  await expect(page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link')).toHaveText(['Customer keys', 'Online tool', 'Access', 'Settings'])
  await expect(page.getByLabel('Select team-mine')).toBeAttached()
  await expect(page.getByLabel('Select team-theirs')).toHaveCount(0)
  await page.getByLabel('Select all on this page').check({ force: true })
  await page.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await expect(page.getByText('Keys disabled: 1')).toBeVisible()
  await page.goto(`/console/keys/${theirs}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('team-theirs')
  await expect(page.locator('.facts')).toContainText(/Creator\s*root/)
  await expect(page.getByRole('button', { name: 'Disable' })).toHaveCount(0)
  await page.goto(`/console/keys/${mine}`)
  await expect(page.getByRole('button', { name: 'Enable' })).toBeVisible()
})

test('who can use a key, and why', async ({ page, server }) => {
  await signIn(page, server)
  const id = await createKey(page, server, 'sim-key')
  await user(page, server, 'sim-user', [
    { effect: 'allow', action: 'kms:*', resource: await keyName(page, server, id), condition: { ip_equal: { 'qcs:ip': '10.0.0.0/8' } } },
    { effect: 'deny', action: 'kms:ScheduleKeyDeletion', resource: '*' },
    { effect: 'allow', action: 'kms:Encrypt', resource: '*' },
  ])
  await page.goto(`/console/keys/${id}?tab=access`)
  const row = page.getByRole('row').filter({ hasText: 'sim-user' })
  await expect(row).toContainText('Encrypt')
  await expect(row).not.toContainText('Decrypt') // its address is not known here
  await expect(page.getByRole('row').filter({ hasText: 'Root' })).toContainText('Everything')

  await page.goto(`/console/access?tab=check&key=${id}`)
  await page.getByLabel('Who').selectOption('sim-user')
  const decision = (name: string) => page.getByRole('row').filter({ has: page.getByText(`kms:${name}`, { exact: true }) })
  await expect(decision('Encrypt')).toContainText('Allowed')
  await expect(decision('Encrypt')).toContainText('of-sim-user, statement 3')
  await expect(decision('Decrypt')).toContainText('Not granted')
  await expect(decision('ScheduleKeyDeletion')).toContainText('Denied')
  await decision('ScheduleKeyDeletion').locator('summary').click()
  await expect(decision('ScheduleKeyDeletion').locator('pre')).toContainText('"deny"')
  await page.getByLabel('Source address').fill('10.1.2.3')
  await page.getByRole('button', { name: 'Simulate' }).click()
  await expect(decision('Decrypt')).toContainText('Allowed')
  await expect(page).toHaveURL(/who=\d+.*ip=10\.1\.2\.3|ip=10\.1\.2\.3.*who=\d+/)
  await expect(page.getByRole('link', { name: 'of-sim-user' })).toBeVisible()
  // And without a key again.
  await page.getByLabel('Key', { exact: true }).selectOption('No key: actions that need none')
  await expect(decision('CreateKey')).toContainText('Not granted')
  await expect(decision('Encrypt')).toHaveCount(0)
})

test('the online tool begins with a key that may be used', async ({ page, server }) => {
  await signIn(page, server)
  const own = await createKey(page, server, 'sub-first')
  const newest = await createKey(page, server, 'sub-newest')
  const secret = await user(page, server, 'chooser', [
    { effect: 'allow', action: ['kms:ListKeyDetail', 'kms:DescribeKey'], resource: '*' }, { effect: 'allow', action: 'kms:Encrypt', resource: await keyName(page, server, own) },
  ])
  await page.context().clearCookies()
  await signIn(page, server, 'chooser', secret)
  await page.goto('/console/tool')
  await expect(page.getByLabel('Key', { exact: true })).toHaveValue(own)
  await expect(page.getByLabel('Plaintext')).toBeVisible()
  await page.getByLabel('Key', { exact: true }).selectOption(newest)
  await expect(page.getByText('You may not use this key')).toBeVisible()
  await expect(page.getByLabel('Plaintext')).toHaveCount(0)
})
