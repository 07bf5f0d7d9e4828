// Every page, in both themes and languages, in a wide and a narrow window: no
// serious finding of axe, no sideways scrolling. With MIYAO_SCREENS=directory
// each is also saved as a picture, to be looked at.
import AxeBuilder from '@axe-core/playwright'
import { join } from 'node:path'
import { api, expect, signIn, test } from './server'

const pictures = process.env.MIYAO_SCREENS
const looks = [
  { language: 'zh-CN', theme: 'light', width: 1280 },
  { language: 'en-US', theme: 'dark', width: 1280 },
  { language: 'en-US', theme: 'light', width: 360 },
  { language: 'zh-CN', theme: 'dark', width: 360 },
]

interface KeyAnswer { KeyId: string }

for (const look of looks) {
  test(`pages: ${look.language}, ${look.theme}, ${look.width} px`, async ({ page, server }) => {
    test.setTimeout(120_000)
    await page.setViewportSize({ width: look.width, height: look.width > 500 ? 800 : 740 })
    await page.addInitScript(({ language, theme }) => {
      localStorage.setItem('miyao-language', language)
      localStorage.setItem('miyao-theme', theme)
    }, look)
    const check = async (name: string, path: string, ready?: () => Promise<unknown>) => {
      if (path) await page.goto(path)
      await page.locator('h1').first().waitFor()
      await ready?.()
      await expect(page.locator('[aria-busy=true], .bones')).toHaveCount(0)
      if (pictures) await page.screenshot({ path: join(pictures, `${name}-${look.language}-${look.theme}-${look.width}.png`), fullPage: true })
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect.soft(serious.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html).join('\n  ')}`)).toEqual([])
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
      expect.soft(sideways, `${name} scrolls sideways`).toBe(false)
    }

    await check('signin', '/console/')
    await check('setup', '/console/setup#token=example')
    await signIn(page, server)
    const suffix = `${look.language}-${look.theme}-${look.width}`
    const make = (name: string, more: object = {}) => api<KeyAnswer>(page, server, 'CreateKey', { Alias: `${name}-${suffix}`, ...more })
    const key = await make('app-config', { Description: 'Configuration of the shop', Tags: [{ TagKey: 'env', TagValue: 'prod' }, { TagKey: 'team', TagValue: 'payments' }] })
    const signing = await make('release-signing', { KeyUsage: 'ASYMMETRIC_SIGN_VERIFY_ECC' })
    const rsa = await make('inbox', { KeyUsage: 'ASYMMETRIC_DECRYPT_RSA_2048' })
    const external = await make('brought', { Type: 2 })
    const old = await make('old-backup')
    await api(page, server, 'DisableKey', { KeyId: old.KeyId })
    await api(page, server, 'ScheduleKeyDeletion', { KeyId: old.KeyId, PendingWindowInDays: 7 })

    await check('keys', '/console/keys')
    await check('keys-empty', '/console/keys?q=nothing-has-this-name')
    await check('keys-selected', '/console/keys', async () => page.getByRole('checkbox').nth(1).check())
    await check('create', '/console/keys/create')
    await check('key', `/console/keys/${key.KeyId}`)
    for (const tab of ['tool', 'rotation', 'events', 'code']) await check(`key-${tab}`, `/console/keys/${key.KeyId}?tab=${tab}`)
    await check('key-public', `/console/keys/${rsa.KeyId}?tab=public`)
    await check('key-import', `/console/keys/${external.KeyId}?tab=import`)
    await check('key-pending', `/console/keys/${old.KeyId}`)
    await check('key-disable', `/console/keys/${key.KeyId}`, async () => {
      await page.locator('.page-head button').first().click()
      await page.getByRole('dialog').waitFor()
    })
    await check('tool', `/console/tool?key=${key.KeyId}`)
    await check('tool-datakey', `/console/tool?key=${key.KeyId}&mode=datakey`)
    await check('tool-verify', `/console/tool?key=${signing.KeyId}&mode=verify`)
    await check('tool-rsa', `/console/tool?key=${rsa.KeyId}`)
    await check('key-gone', '/console/keys/00000000-0000-4000-8000-000000000000', async () => page.getByRole('alert').waitFor())
    await check('not-found', '/console/keys/x/y/z')
  })
}
