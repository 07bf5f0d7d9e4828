// The online tool: every operation with every usage of keys, and its edges.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { choose, createKey, expect, saved, signIn, test, type Server } from './server'

const runs = (page: Page) => page.getByRole('button', { name: 'Run' }).click()
const pick = (page: Page, name: string, buffer: Buffer, at = 0) => page.locator('input[type=file]').nth(at).setInputFiles({ name, mimeType: 'application/octet-stream', buffer })

async function open(page: Page, server: Server, alias: string, more: object = {}, mode = '') {
  await signIn(page, server)
  const id = await createKey(page, server, alias, more)
  await page.goto(`/console/tool?key=${id}${mode && `&mode=${mode}`}`)
  return id
}

test('counts bytes, and not characters', async ({ page, server }) => {
  await open(page, server, 'tool-bytes')
  const plaintext = page.getByLabel('Plaintext')
  const counter = page.locator('.counter').first()
  await plaintext.fill('密'.repeat(1365)) // of 3 bytes each
  await expect(counter).toHaveText('4,095 / 4,096 bytes')
  await plaintext.fill(`${'密'.repeat(1365)}x`)
  await expect(counter).toHaveText('4,096 / 4,096 bytes')
  await expect(counter).not.toHaveClass(/over/)
  await runs(page)
  await expect(page.getByLabel('Ciphertext')).toHaveValue(/^[A-Za-z0-9+/=]{5600}$/)
  const ciphertext = await page.getByLabel('Ciphertext').inputValue()
  await plaintext.fill(`${'密'.repeat(1365)}😀`)
  await expect(counter).toHaveText('4,099 / 4,096 bytes')
  await expect(page.getByText('it will be encrypted in this browser')).toBeVisible()
  await expect(page.getByLabel('Ciphertext')).toHaveCount(0)
  await choose(page, 'Decrypt')
  await page.getByLabel('Ciphertext').fill(ciphertext)
  await runs(page)
  await expect(page.getByLabel('Plaintext')).toHaveValue(`${'密'.repeat(1365)}x`)
})

test('a text of 4097 bytes becomes an envelope file, which opens again', async ({ page, server }) => {
  await open(page, server, 'tool-over')
  const text = '0123456789abcdef'.repeat(256) + 'x'
  await page.getByLabel('Plaintext').fill(text)
  await expect(page.locator('.counter').first()).toHaveText('4,097 / 4,096 bytes')
  await runs(page)
  await expect(page.getByText(/^Done, /)).toBeVisible()
  const sealed = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
  expect(sealed.name).toBe('tool-over.miyao')
  await choose(page, 'Decrypt')
  await pick(page, sealed.name, sealed.bytes)
  await runs(page)
  await expect(page.getByText('Done, 4.00 KB')).toBeVisible()
  const opened = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
  expect(opened.name).toBe('tool-over')
  expect(opened.bytes.toString()).toBe(text)
})

test('base64, both ways, and data that is no text', async ({ page, server, context }) => {
  await open(page, server, 'tool-base64')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const bytes = Buffer.from([0, 255, 1, 254, 10])
  await choose(page, 'Base64')
  await page.getByLabel('Plaintext').fill('no base64!')
  await expect(page.getByText('Not valid Base64')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run' })).toBeDisabled()
  await page.getByLabel('Plaintext').fill(bytes.toString('base64'))
  await expect(page.locator('.counter').first()).toHaveText('5 / 4,096 bytes')
  await runs(page)
  await expect(page.getByLabel('Ciphertext')).toHaveValue(/^[A-Za-z0-9+/]{100,}/)
  await page.locator('.tool-side').nth(1).getByRole('button', { name: 'Copy' }).click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe(await page.getByLabel('Ciphertext').inputValue())

  await choose(page, 'Decrypt')
  await page.getByLabel('Ciphertext').fill(` ${copied.slice(0, 60)}\n${copied.slice(60)}\n`) // as mails break it
  await runs(page)
  await expect(page.getByLabel('Plaintext')).toHaveValue(bytes.toString('base64'))
  const plain = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
  expect(plain.name).toBe('plaintext')
  expect(plain.bytes.equals(bytes)).toBe(true)
  await page.getByLabel('Ciphertext').fill('aGVsbG8=')
  await runs(page)
  await expect(page.getByRole('alert')).toContainText('InvalidCiphertext')
  await page.getByLabel('Ciphertext').fill('###')
  await expect(page.getByText('Not valid Base64')).toBeVisible()
})

test('a dropped file', async ({ page, server }) => {
  await open(page, server, 'tool-drop')
  const drop = (selector: string, name: string, text: string) => page.evaluate(([selector, name, text]) => {
    const data = new DataTransfer()
    data.items.add(new File([text!], name!))
    const target = document.querySelector(selector!)
    for (const type of ['dragenter', 'dragover', 'drop']) target?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }))
  }, [selector, name, text])
  await page.getByLabel('Plaintext').waitFor()
  await drop('.drop textarea', 'test_config.conf', 'db.password=42')
  await expect(page.getByText('test_config.conf')).toBeVisible()
  await runs(page)
  const sealed = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
  expect(sealed.name).toBe('test_config.conf.enc')
  await choose(page, 'Decrypt')
  await drop('.drop textarea', sealed.name, sealed.bytes.toString())
  await runs(page)
  await expect(page.getByLabel('Plaintext')).toHaveValue('db.password=42')
  const plain = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
  expect(plain.name).toBe('test_config.conf')
})

test('the encryption context, as pairs and as JSON', async ({ page, server }) => {
  await open(page, server, 'tool-context')
  await page.locator('summary').click()
  await page.getByLabel('Name 1').fill('env')
  await page.getByLabel('Value 1').fill('prod')
  await page.getByRole('button', { name: 'Add pair' }).click()
  await page.getByLabel('Name 2').fill('env')
  await expect(page.getByText('A name stands twice')).toBeVisible()
  await page.getByLabel('Name 2').fill('app')
  await page.getByLabel('Value 2').fill('订单')
  await page.getByLabel('Plaintext').fill('x')
  await runs(page)
  await expect(page.getByLabel('Ciphertext')).toHaveValue(/^[A-Za-z0-9+/]{100,}/)
  const ciphertext = await page.getByLabel('Ciphertext').inputValue()
  await choose(page, 'Decrypt')
  await page.getByLabel('Ciphertext').fill(ciphertext)
  await page.locator('summary').click()
  await choose(page, 'JSON')
  await page.getByLabel('EncryptionContext').fill('{"app":"订单",  "env":"prod"}') // whose order does not matter
  await runs(page)
  await expect(page.getByLabel('Plaintext')).toHaveValue('x')
  await page.getByLabel('EncryptionContext').fill('{"env":"test"}')
  await expect(page.getByLabel('Plaintext')).toHaveValue('')
  await runs(page)
  await expect(page.getByRole('alert')).toContainText('InvalidCiphertext')
})

test('plaintext is forgotten when the page is left, or the session ends', async ({ page, server }) => {
  const id = await open(page, server, 'tool-forget')
  const secret = 'never-stored-anywhere'
  const fill = async () => { await page.getByLabel('Plaintext').fill(secret); await expect(page.getByLabel('Plaintext')).toHaveValue(secret) }
  await fill()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await page.goBack()
  await expect(page.getByLabel('Plaintext')).toHaveValue('')
  await fill()
  await page.goto('about:blank')
  await page.goBack()
  await expect(page.getByLabel('Plaintext')).toHaveValue('')
  await fill()
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))) // into the browser's memory of pages
  await expect(page.getByLabel('Plaintext')).toHaveValue('')

  // The session ends elsewhere: on coming back to the window, nothing is left, also not in memory.
  await fill()
  await page.context().clearCookies()
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
  await expect(page.getByLabel('Password')).toBeVisible()
  expect(await page.content()).not.toContain(secret)
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }))).not.toContain(secret)
  await page.goBack().catch(() => undefined)
  expect(await page.content()).not.toContain(secret)
  await page.goto(`/console/tool?key=${id}`)
  await expect(page.getByLabel('Password')).toBeVisible()
})

for (const usage of ['RSA_2048', 'SM2', 'ECC', 'ECDSA384', 'DILITHIUM']) {
  test(`sign and verify: ${usage}`, async ({ page, server }) => {
    await open(page, server, `sign-${usage}`, { KeyUsage: `ASYMMETRIC_SIGN_VERIFY_${usage}` })
    const algorithms = await page.getByLabel('Algorithm').locator('option').allTextContents().catch(() => [])
    for (const algorithm of usage === 'DILITHIUM' ? [''] : algorithms) {
      await choose(page, 'Sign')
      if (algorithm) await page.getByLabel('Algorithm').selectOption(algorithm)
      await page.getByLabel('Message', { exact: true }).fill('a message, 消息')
      await runs(page)
      await expect(page.getByLabel('Signature')).toHaveValue(/^[A-Za-z0-9+/]{80,}/)
      const signature = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
      expect(signature.name).toBe(`sign-${usage}.sig`)
      await choose(page, 'Verify')
      if (algorithm) await page.getByLabel('Algorithm').selectOption(algorithm)
      await page.getByLabel('Message', { exact: true }).fill('a message, 消息')
      await pick(page, signature.name, signature.bytes, 1)
      await runs(page)
      await expect(page.getByText('The signature is valid')).toBeVisible()
      await page.getByLabel('Message', { exact: true }).fill('another message')
      await runs(page)
      await expect(page.getByText('The signature is not valid')).toBeVisible()
    }
  })
}

test('a large file is signed by its digest, and a digest can be given', async ({ page, server }) => {
  await open(page, server, 'sign-large', { KeyUsage: 'ASYMMETRIC_SIGN_VERIFY_ECC' })
  const file = randomBytes(300_000)
  await pick(page, 'large.bin', file)
  await expect(page.getByText('computes its SHA-256 digest')).toBeVisible()
  await runs(page)
  await expect(page.getByLabel('Signature')).toHaveValue(/^[A-Za-z0-9+/]{80,}/)
  const signature = await page.getByLabel('Signature').inputValue()
  await choose(page, 'Verify')
  await choose(page, 'Digest')
  await page.locator('.tool-side').first().locator('.t-radio-button').filter({ hasText: 'Base64' }).click()
  await page.getByLabel('Message', { exact: true }).fill(execFileSync('openssl', ['dgst', '-sha256', '-binary'], { input: file }).toString('base64'))
  await page.getByLabel('Signature').fill(signature)
  await runs(page)
  await expect(page.getByText('The signature is valid')).toBeVisible()
})

test('asymmetric decryption of what openssl encrypted', async ({ page, server }) => {
  test.setTimeout(90_000)
  const encrypt = async (id: string, options: string[]) => {
    await page.goto(`/console/keys/${id}?tab=public`)
    const key = await saved(page, () => page.getByRole('button', { name: 'PEM' }).click())
    await writeFile(join(server.dir, key.name), key.bytes)
    await writeFile(join(server.dir, 'secret.txt'), 'for the inbox 收件')
    execFileSync('openssl', ['pkeyutl', '-encrypt', '-pubin', '-inkey', key.name, ...options, '-in', 'secret.txt', '-out', 'secret.enc'], { cwd: server.dir })
    return readFile(join(server.dir, 'secret.enc'))
  }
  const sm2 = await open(page, server, 'inbox-sm2', { KeyUsage: 'ASYMMETRIC_DECRYPT_SM2' })
  const sealed = await encrypt(sm2, [])
  await page.goto(`/console/tool?key=${sm2}`)
  await pick(page, 'secret.enc', sealed)
  await runs(page)
  await expect(page.getByLabel('Plaintext')).toHaveValue('for the inbox 收件')

  // For RSA the page shows the command, which is run as it stands.
  const rsa = await open(page, server, 'inbox-rsa', { KeyUsage: 'ASYMMETRIC_DECRYPT_RSA_2048' })
  await encrypt(rsa, []) // saves the public key
  for (const algorithm of ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1', 'RSAES_PKCS1_V1_5']) {
    await page.goto(`/console/tool?key=${rsa}`)
    await page.getByLabel('Algorithm').selectOption(algorithm)
    execFileSync('sh', ['-ec', await page.getByLabel('openssl').innerText()], { cwd: server.dir })
    const ciphertext = await readFile(join(server.dir, 'secret.enc'))
    await page.getByLabel('Ciphertext').fill(ciphertext.toString('base64'))
    await runs(page)
    await expect(page.getByLabel('Plaintext')).toHaveValue('for the inbox 收件')
  }
})

test('post-quantum encryption, there and back', async ({ page, server }) => {
  await open(page, server, 'pq', { KeyUsage: 'ASYMMETRIC_DECRYPT_KYBER_AES' })
  await page.getByLabel('Plaintext').fill('for later')
  await runs(page)
  await expect(page.getByLabel('Ciphertext')).toHaveValue(/^[A-Za-z0-9+/]{2000,}/)
  const sealed = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
  await choose(page, 'Decrypt')
  await pick(page, sealed.name, sealed.bytes)
  await runs(page)
  await expect(page.getByLabel('Plaintext')).toHaveValue('for later')
})

test('data keys: taken away, and kept by the server', async ({ page, server }) => {
  const id = await open(page, server, 'tool-datakey', {}, 'datakey')
  await page.getByLabel('Length in bytes').fill('1025')
  await expect(page.getByRole('button', { name: 'Generate' })).toBeDisabled()
  await page.getByLabel('Length in bytes').fill('64')
  await page.getByRole('button', { name: 'Generate' }).click()
  const plain = await saved(page, () => page.getByRole('button', { name: 'Download' }).first().click())
  const sealed = await saved(page, () => page.getByRole('button', { name: 'Download' }).last().click())
  expect([plain.name, sealed.name]).toEqual(['data-key.bin', 'data-key.enc'])
  expect(plain.bytes.length).toBe(64)
  await writeFile(join(server.dir, 'data-key.enc'), sealed.bytes)
  await server.cli('decrypt', '--in', 'data-key.enc', '--out', 'data-key.bin')
  expect((await readFile(join(server.dir, 'data-key.bin'))).equals(plain.bytes)).toBe(true)

  await page.getByText('Hosted by KMS').click()
  await expect(page.getByLabel('Data key as ciphertext')).toHaveCount(0) // that was another one
  await page.getByLabel('Name of the data key').fill('orders-table')
  await page.getByRole('button', { name: 'Generate' }).click()
  await expect(page.getByLabel('Data key as ciphertext')).toBeVisible()
  const hosted = await page.getByLabel('Data key in plaintext (Base64)').inputValue()
  await page.goto(`/console/data-keys?key=${id}`)
  await page.getByRole('link', { name: 'orders-table', exact: true }).click()
  await page.getByRole('button', { name: 'Get plaintext' }).click()
  await expect(page.getByLabel('Data key in plaintext (Base64)')).toHaveValue(hosted)

  // Disabled, it gives its ciphertext alone.
  await page.getByRole('button', { name: 'Hide plaintext' }).click()
  await page.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await expect(page.getByRole('button', { name: 'Get plaintext' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Get ciphertext' }).click()
  await expect(page.getByLabel('Data key as ciphertext')).toHaveValue(/^[A-Za-z0-9+/]{100,}/)
})
