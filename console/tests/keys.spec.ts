// Keys and the online tool, as people use them.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { api, choose, createKey, expect, saved, signIn, test } from './server'


const words = {
  'zh-CN': {
    create: '新建密钥', name: '密钥名称', submit: '创建', tool: '在线工具', plaintext: '明文', ciphertext: '密文', run: '执行', download: '下载', decrypt: '解密', encrypt: '加密',
    clear: '清空', choose: '选择文件', disable: '禁用', context: '加密上下文', contextName: '键 1', contextValue: '值 1', plainFile: '解密文件',
  },
  'en-US': {
    create: 'Create key', name: 'Name', submit: 'Create', tool: 'Online tool', plaintext: 'Plaintext', ciphertext: 'Ciphertext', run: 'Run', download: 'Download', decrypt: 'Decrypt', encrypt: 'Encrypt',
    clear: 'Clear', choose: 'Choose file', disable: 'Disable', context: 'Encryption context', contextName: 'Name 1', contextValue: 'Value 1', plainFile: 'Decrypted file',
  },
} as const

for (const language of ['zh-CN', 'en-US'] as const) {
  test.describe(language, () => {
    test.use({ locale: language })
    const w = words[language]

    test('create a key, encrypt and decrypt text and a file, disable it', async ({ page, server }) => {
      await signIn(page, server)
      await page.goto('/console/')
      await page.getByRole('link', { name: w.create }).first().click()
      const alias = `app-${language}`
      await page.getByLabel(w.name, { exact: true }).fill(alias)
      await page.getByRole('button', { name: w.submit, exact: true }).click()
      await expect(page.getByRole('heading', { level: 1 })).toContainText(alias)

      // Text, with a context, on the key's own page.
      await page.getByRole('tab', { name: w.tool }).click()
      const secret = '口令 p@ss ✓'
      await page.getByLabel(w.plaintext).fill(secret)
      await expect(page.locator('.counter').first()).toContainText(/15 \/ 4,096/)
      await page.locator('summary').click()
      await page.getByLabel(w.contextName).fill('env')
      await page.getByLabel(w.contextValue).fill('prod')
      await page.getByRole('button', { name: w.run }).click()
      await expect(page.getByLabel(w.ciphertext)).toHaveValue(/^[A-Za-z0-9+/]{100,}=*$/)
      const ciphertext = await page.getByLabel(w.ciphertext).inputValue()
      const file = await saved(page, () => page.getByRole('button', { name: w.download }).click())
      expect(file.bytes.toString()).toBe(ciphertext)
      expect(file.name).toBe(`${alias}.enc`)

      // Decrypt the file that was saved: without the context it is refused, with it it opens.
      await choose(page, w.decrypt)
      await page.locator('input[type=file]').setInputFiles({ name: file.name, mimeType: 'text/plain', buffer: file.bytes })
      await page.getByRole('button', { name: w.run }).click()
      await expect(page.getByRole('alert')).toContainText('InvalidParameterValue.InvalidCiphertext')
      await expect(page.getByRole('alert')).toContainText('RequestId')
      await page.locator('summary').click()
      await page.getByLabel(w.contextName).fill('env')
      await page.getByLabel(w.contextValue).fill('prod')
      await page.getByRole('button', { name: w.run }).click()
      await expect(page.getByLabel(w.plaintext)).toHaveValue(secret)

      // Leaving the page forgets the plaintext.
      await choose(page, w.encrypt)
      await expect(page.getByLabel(w.plaintext)).toHaveValue('')
      expect(await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }))).not.toContain('p@ss')

      // A small file goes to the server, and the command line opens what it gave.
      const bytes = randomBytes(3000)
      await page.locator('input[type=file]').setInputFiles({ name: 'small.bin', mimeType: 'application/octet-stream', buffer: bytes })
      await page.getByRole('button', { name: w.run }).click()
      await expect(page.getByLabel(w.ciphertext)).toHaveValue(/^[A-Za-z0-9+/]{4000,}/)
      const small = await saved(page, () => page.getByRole('button', { name: w.download }).click())
      expect(small.name).toBe('small.bin.enc')
      await writeFile(join(server.dir, 'small.enc'), small.bytes)
      await server.cli('decrypt', '--in', 'small.enc', '--out', 'small.bin')
      expect((await readFile(join(server.dir, 'small.bin'))).equals(bytes)).toBe(true)

      // Disabled, the key refuses.
      await page.getByRole('button', { name: w.disable, exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: w.disable }).click()
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await page.getByRole('button', { name: w.clear }).click()
      await page.getByLabel(w.plaintext).fill('x')
      await page.getByRole('button', { name: w.run }).click()
      await expect(page.getByRole('alert')).toContainText('ResourceUnavailable.CmkDisabled')
    })
  })
}

test('20 MB through the browser and back by the command line', async ({ page, server }) => {
  await signIn(page, server)
  const KeyId = await createKey(page, server, 'large-files')
  const bytes = randomBytes(20 << 20)
  const path = join(server.dir, 'large.bin')
  await writeFile(path, bytes)
  let sent = 0
  page.on('request', (request) => (sent += request.postDataBuffer()?.length ?? 0))

  await page.goto(`/console/tool?key=${KeyId}`)
  await page.locator('input[type=file]').setInputFiles(path)
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByText('Done, 20.0 MB')).toBeVisible({ timeout: 30_000 })
  const sealed = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
  expect(sealed.name).toBe('large.bin.miyao')
  expect(sent, 'the file left the machine').toBeLessThan(10_000)
  await writeFile(`${path}.miyao`, sealed.bytes)
  await server.cli('envelope', 'decrypt', '--in', 'large.bin.miyao', '--out', 'back.bin')
  expect((await readFile(join(server.dir, 'back.bin'))).equals(bytes)).toBe(true)

  // And the other way: what the command line made opens here, unless it was damaged.
  await server.cli('envelope', 'encrypt', '--key', 'large-files', '--in', 'large.bin', '--out', 'cli.miyao')
  await page.goto(`/console/tool?key=${KeyId}&mode=decrypt`)
  await page.locator('input[type=file]').setInputFiles(join(server.dir, 'cli.miyao'))
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByText('Done, 20.0 MB')).toBeVisible({ timeout: 30_000 })
  const opened = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
  expect(opened.bytes.equals(bytes)).toBe(true)
  const damaged = await readFile(join(server.dir, 'cli.miyao'))
  damaged[damaged.length - 5_000_000]! ^= 1
  await writeFile(join(server.dir, 'damaged.miyao'), damaged)
  await page.locator('input[type=file]').setInputFiles(join(server.dir, 'damaged.miyao'))
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('alert')).toContainText('damaged')
  await expect(page.getByRole('button', { name: 'Download' })).toBeDisabled()
})

for (const algorithm of ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1', 'RSAES_PKCS1_V1_5']) {
  test(`import of material with openssl: ${algorithm}`, async ({ page, server }) => {
    await signIn(page, server)
    const alias = `brought-${algorithm.slice(-3)}`
    const KeyId = await createKey(page, server, alias, { Type: 2 })
    await page.goto(`/console/keys/${KeyId}?tab=import`)
    await page.getByLabel('Wrapping algorithm').selectOption(algorithm)
    await page.getByRole('button', { name: 'Get import parameters' }).click()
    await expect(page.getByRole('group', { name: 'Step 2 of 3: Encrypt the material' })).toBeVisible()
    const key = await saved(page, () => page.getByRole('button', { name: 'wrapping-key.pem' }).click())
    await writeFile(join(server.dir, key.name), key.bytes)
    const command = await page.getByLabel('The openssl command').innerText()
    execFileSync('sh', ['-ec', command], { cwd: server.dir })

    // Meanwhile the page may be left and loaded again: other parameters would make the material useless.
    await page.getByRole('tab', { name: 'Details' }).click()
    await page.getByRole('tab', { name: 'Key material' }).click()
    await page.reload()
    await expect(page.getByRole('group', { name: 'Step 2 of 3: Encrypt the material' })).toBeVisible()
    await expect(page.getByLabel('Wrapping algorithm')).toHaveValue(algorithm)

    // A wrong file is refused by the server, with a reason; then the right one.
    await page.locator('input[type=file]').setInputFiles(join(server.dir, 'material.bin'))
    await expect(page.getByText('Encrypted material has 256 bytes; this file has 32.')).toBeVisible()
    await expect(page.getByRole('group', { name: 'Step 3 of 3: Upload' })).toBeVisible()
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('RequestId')
    await page.locator('input[type=file]').setInputFiles(join(server.dir, 'material.enc'))
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(page.getByText('The key material was imported')).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Enabled')

    // Archived, it keeps its material.
    await api(page, server, 'ArchiveKey', { KeyId })
    await page.reload()
    await expect(page.getByText('Imported', { exact: true })).toBeVisible()
    await api(page, server, 'CancelKeyArchive', { KeyId })
    await page.reload()

    // It encrypts; its material can be deleted by typing the name, and then it does not.
    await api(page, server, 'Encrypt', { KeyId, Plaintext: 'eA==' })
    await page.getByRole('button', { name: 'Delete material' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('button', { name: 'Delete material' })).toBeDisabled()
    await dialog.getByRole('textbox').fill(alias)
    await dialog.getByRole('button', { name: 'Delete material' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Pending import')
  })
}

test('an imported key is rotated with new material, and versions are counted', async ({ page, server }) => {
  await signIn(page, server)
  const KeyId = await createKey(page, server, 'versions')
  await api(page, server, 'Encrypt', { KeyId, Plaintext: 'eA==' })
  await page.goto(`/console/keys/${KeyId}?tab=rotation`)
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByRole('dialog').getByLabel('Period in days').fill('6')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Switch on' })).toBeDisabled()
  await page.getByRole('dialog').getByLabel('Period in days').fill('30')
  await page.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByText('Every 30 days')).toBeVisible()
  await page.getByRole('button', { name: 'Rotate now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
  await expect(page.getByText('Rotated', { exact: true })).toBeVisible()
  await api(page, server, 'Encrypt', { KeyId, Plaintext: 'eA==' })
  await page.reload()
  await expect(page.getByRole('row').filter({ hasText: 'Version 2' })).toContainText('1')
  await expect(page.getByRole('row').filter({ hasText: 'Version 1' })).toContainText('1')
  // Once in 24 hours.
  await page.getByRole('button', { name: 'Rotate now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
  await expect(page.getByRole('alert')).toContainText('24 hours')

  const signing = await createKey(page, server, 'versions-sign', { KeyUsage: 'ASYMMETRIC_SIGN_VERIFY_ECC' })
  await page.goto(`/console/keys/${signing}?tab=rotation`)
  await page.getByRole('button', { name: 'Rotate now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
  await expect(page.getByText('Rotated', { exact: true })).toBeVisible()
})

test('deletion wants the name typed and can be cancelled', async ({ page, server }) => {
  await signIn(page, server)
  const KeyId = await createKey(page, server, 'to-delete')
  await api(page, server, 'Encrypt', { KeyId, Plaintext: 'eA==' })
  await api(page, server, 'DisableKey', { KeyId })
  await expect(api(page, server, 'Encrypt', { KeyId, Plaintext: 'eA==' })).rejects.toThrow('CmkDisabled')
  await page.goto(`/console/keys/${KeyId}`)
  await page.getByRole('button', { name: 'Schedule deletion' }).click()
  const dialog = page.getByRole('dialog')
  // Who used it last, and would miss it; also who tried in vain since it is disabled.
  await expect(dialog).toContainText('root called Encrypt from 127.0.0.1')
  await expect(dialog).toContainText(/Uses since [\d-]+: 1\./)
  await expect(dialog).toContainText('version 1: 1.')
  await expect(dialog).toContainText('Calls refused because of its state: 1,')
  await expect(dialog).toContainText(/root: 1×, last/)
  await dialog.getByLabel('Type to-delete to confirm').fill('to-delete')
  await dialog.getByLabel('Days to wait').fill('31')
  await expect(dialog.getByRole('button', { name: 'Schedule deletion' })).toBeDisabled()
  await dialog.getByLabel('Days to wait').fill('30')
  await dialog.getByRole('button', { name: 'Schedule deletion' }).click()
  await expect(page.getByText('cannot be used now')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel deletion' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel deletion' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Disabled')
})

/** What the page of a key offers in each state: what the server then does, and nothing that it refuses. */
const offered = {
  Enabled: ['Disable', 'Archive'], Disabled: ['Enable', 'Archive', 'Schedule deletion'], Archived: ['Cancel archive', 'Disable', 'Schedule deletion'], PendingDelete: ['Cancel deletion'],
} as const

test('a key offers what the server takes in its state', async ({ page, server }) => {
  await signIn(page, server)
  const KeyId = await createKey(page, server, 'offers')
  const { CiphertextBlob } = await api<{ CiphertextBlob: string }>(page, server, 'Encrypt', { KeyId, Plaintext: 'eA==' })
  await page.goto(`/console/keys/${KeyId}`)
  const actions = page.locator('.page-head .actions').getByRole('button')
  const act = async (name: string, after: keyof typeof offered) => {
    await page.locator('.page-head').getByRole('button', { name, exact: true }).click()
    const dialog = page.getByRole('dialog')
    if (name === 'Schedule deletion') await dialog.getByLabel('Type offers to confirm').fill('offers')
    await dialog.getByRole('button', { name, exact: true }).click()
    await expect(actions).toHaveText([...offered[after]])
  }
  await expect(actions).toHaveText([...offered.Enabled])
  await act('Archive', 'Archived')
  await act('Disable', 'Disabled')
  await act('Archive', 'Archived')

  // It still decrypts, without a warning; it encrypts no more.
  await page.getByRole('tab', { name: 'Online tool' }).click()
  await expect(page.getByText('the server will refuse')).toBeVisible()
  await choose(page, 'Decrypt')
  await expect(page.getByText('the server will refuse')).toHaveCount(0)
  await page.getByLabel('Ciphertext').fill(CiphertextBlob)
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByLabel('Plaintext')).toHaveValue('x')
  await page.getByRole('tab', { name: 'Rotation' }).click()
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByText('Every 365 days')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Rotate now' })).toHaveCount(0)

  // What waits for its deletion cannot be chosen among those to enable or disable.
  await act('Schedule deletion', 'PendingDelete')
  await page.goto('/console/keys?q=offers')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByLabel('Select offers')).toHaveCount(0)
})

test('an archived key for signatures says that it does nothing', async ({ page, server }) => {
  await signIn(page, server)
  const KeyId = await createKey(page, server, 'offers-sign', { KeyUsage: 'ASYMMETRIC_SIGN_VERIFY_ECC' })
  await page.goto(`/console/keys/${KeyId}`)
  await page.getByRole('button', { name: 'Archive' }).click()
  await expect(page.getByRole('dialog')).toContainText('It cannot be used until it is taken from the archive')
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
  await expect(page.getByText('This key is archived: it cannot be used')).toBeVisible()
})

test('filters are links, and several keys change at once', async ({ page, server }) => {
  await signIn(page, server)
  for (const name of ['batch-1', 'batch-2', 'batch-3']) await createKey(page, server, name, { Tags: [{ TagKey: 'batch', TagValue: name }, { TagKey: 'all', TagValue: '' }] })
  await page.goto('/console/keys')
  await page.getByLabel('Search name or ID').fill('batch-')
  await expect(page.getByRole('row')).toHaveCount(4)
  await page.getByLabel('Select all on this page').check({ force: true }) // which is drawn by its label
  await page.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await expect(page.getByText('Keys disabled: 3')).toBeVisible()
  await page.getByRole('combobox', { name: 'State' }).selectOption('Disabled')
  await expect(page).toHaveURL(/q=batch-&state=2/)
  await page.reload()
  await expect(page.getByRole('row')).toHaveCount(4)
  await expect(page.getByLabel('Search name or ID')).toHaveValue('batch-')

  // By tags, several of which must all be there.
  await page.goto('/console/keys')
  await page.getByRole('button', { name: 'Filter by tag' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tag key 1').fill('all')
  await dialog.getByRole('button', { name: 'Add tag' }).click()
  await dialog.getByLabel('Tag key 2').fill('batch')
  await dialog.getByLabel('Tag value 2').fill('batch-2')
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.reload()
  await expect(page.getByRole('row').filter({ hasText: 'batch-2' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page).toHaveURL(/\/keys$/)
})

test('pages and sorting are the server\'s, and links', async ({ page, server }) => {
  await signIn(page, server)
  for (let i = 0; i < 12; i++) await createKey(page, server, `paged-${String(i).padStart(2, '0')}`)
  await page.goto('/console/keys?q=paged-&size=10')
  await expect(page.getByRole('row')).toHaveCount(11)
  await expect(page.getByRole('row').nth(1)).toContainText('paged-11')
  await page.getByRole('button', { name: 'Created' }).click()
  await expect(page.getByRole('columnheader', { name: 'Created' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(page.getByRole('row').nth(1)).toContainText('paged-00')
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(page.getByRole('row')).toHaveCount(3)
  await expect(page).toHaveURL(/page=2/)
  await page.getByLabel('Page', { exact: true }).fill('1')
  await page.getByLabel('Page', { exact: true }).press('Enter')
  await expect(page.getByRole('row')).toHaveCount(11)
  await page.goto('/console/keys?q=paged-&size=10&page=7')
  await page.getByRole('button', { name: 'First page' }).first().click()
  await expect(page.getByRole('row')).toHaveCount(11)
})

test('text from outside stays text', async ({ page, server, faults }) => {
  await signIn(page, server)
  const evil = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
  const KeyId = await createKey(page, server, 'xss', { Description: evil, Tags: [{ TagKey: evil.slice(0, 60), TagValue: evil }] })
  // An alias cannot even have it.
  await expect(createKey(page, server, evil)).rejects.toThrow('InvalidAlias')
  await expect(api(page, server, 'UpdateAlias', { KeyId, Alias: evil })).rejects.toThrow('InvalidAlias')
  // The audit log keeps what a caller sent: its user agent, the name of an action, a region.
  await page.request.post(`${server.url}/console/api/${encodeURIComponent(evil.slice(0, 40))}`, { data: {}, headers: { 'X-Miyao-Region': evil.slice(0, 40) } })
  await page.request.post(`${server.url}/console/api/ListKeys`, { data: {}, headers: { 'X-Miyao-Region': 'ap-guangzhou', 'User-Agent': evil } })
  for (const path of [`/console/keys/${KeyId}`, `/console/keys/${KeyId}?tab=events`, `/console/keys?q=${encodeURIComponent(evil)}&tags=${encodeURIComponent(new URLSearchParams({ [evil]: evil }).toString())}`,
    '/console/audit', `/console/audit?action=${encodeURIComponent(evil)}&key=${encodeURIComponent(evil)}`, '/console/overview', `/console/access?tab=check&key=${KeyId}&who=${encodeURIComponent(evil)}`,
    `/console/keys/${encodeURIComponent(evil)}`]) {
    await page.goto(path)
    await page.locator('h1').first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => 'pwned' in window), path).toBe(false)
    expect(await page.locator('img[src=x]').count(), path).toBe(0)
  }
  await page.goto('/console/audit?result=InvalidAction')
  await page.getByRole('button', { name: /^Show <img/ }).first().click()
  await expect(page.getByRole('dialog')).toContainText(evil.slice(0, 30))
  await page.goto(`/console/keys/${KeyId}`)
  await expect(page.getByText(evil, { exact: true }).first()).toBeVisible()
  await expect(page.locator('.tag').filter({ hasText: evil })).toBeVisible()
  expect(faults).toEqual([])
})
