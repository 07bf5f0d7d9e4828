// Every page, in both themes and languages, in a wide and a narrow window: no serious finding of
// axe, no text of the other language, no sideways scrolling. With MIYAO_SCREENS=directory each is
// also saved as a picture, to be looked at.
import AxeBuilder from '@axe-core/playwright'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, signIn, test } from './server'
import { seed, type Seeded } from './seeded'

const pictures = process.env.MIYAO_SCREENS
const wide = { width: 1280, height: 800 }
const narrow = { width: 360, height: 740 }

interface View {
  path: string
  /** What is done before the page is judged. */
  act?: (page: Page) => Promise<unknown>
}

const button = (name: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click()
  await page.getByRole('dialog').last().waitFor()
}

const views: Record<string, (s: Seeded) => View> = {
  overview: () => ({ path: 'overview', act: (page) => page.getByRole('img', { name: /\d/ }).waitFor() }),
  keys: () => ({ path: 'keys' }),
  'keys-none': () => ({ path: 'keys?q=nothing-has-this-name' }),
  'keys-selected': () => ({ path: 'keys', act: (page) => page.locator('tbody .t-checkbox').first().click() }),
  'keys-tags': () => ({ path: 'keys?tags=env%3Dprod', act: button(/prod/) }),
  create: () => ({ path: 'keys/create' }),
  key: (s) => ({ path: `keys/${s.key}` }),
  'key-tool': (s) => ({ path: `keys/${s.key}?tab=tool` }),
  'key-rotation': (s) => ({ path: `keys/${s.key}?tab=rotation` }),
  'key-access': (s) => ({ path: `keys/${s.key}?tab=access` }),
  'key-events': (s) => ({ path: `keys/${s.key}?tab=events` }),
  'key-code': (s) => ({ path: `keys/${s.key}?tab=code` }),
  'key-public': (s) => ({ path: `keys/${s.rsa}?tab=public` }),
  'key-import': (s) => ({ path: `keys/${s.external}?tab=import` }),
  'key-disable': (s) => ({ path: `keys/${s.key}`, act: button(/^(Disable|禁用)$/) }),
  'key-delete': (s) => ({ path: `keys/${s.old}`, act: button(/^(Schedule deletion|计划删除)$/) }),
  'key-gone': () => ({ path: 'keys/00000000-0000-4000-8000-000000000000', act: (page) => page.getByRole('alert').waitFor() }),
  tool: (s) => ({ path: `tool?key=${s.key}`, act: (page) => page.locator('summary').click() }),
  'tool-decrypt': (s) => ({ path: `tool?key=${s.key}&mode=decrypt` }),
  'tool-datakey': (s) => ({ path: `tool?key=${s.key}&mode=datakey` }),
  'tool-verify': (s) => ({ path: `tool?key=${s.signing}&mode=verify` }),
  'tool-rsa': (s) => ({ path: `tool?key=${s.rsa}` }),
  'data-keys': () => ({ path: 'data-keys' }),
  'data-keys-import': () => ({ path: 'data-keys', act: button(/^(Import data key|导入数据密钥)$/) }),
  'data-key': (s) => ({ path: `data-keys/${s.dataKey}` }),
  'white-boxes': () => ({ path: 'white-box' }),
  'white-box-create': () => ({ path: 'white-box', act: button(/^(Create white-box key|新建白盒密钥)$/) }),
  'white-box': (s) => ({ path: `white-box/${s.whiteBox}` }),
  users: () => ({ path: 'access' }),
  user: () => ({ path: 'access?open=order-service' }),
  'user-create': () => ({ path: 'access', act: button(/^(Create user|新建用户)$/) }),
  groups: () => ({ path: 'access?tab=groups' }),
  roles: () => ({ path: 'access?tab=roles' }),
  role: () => ({ path: 'access?tab=roles&open=deployer' }),
  policies: () => ({ path: 'access?tab=policies' }),
  policy: () => ({ path: 'access?tab=policies&open=1000' }),
  'policy-edit': () => ({ path: 'access?tab=policies&open=1000', act: button(/^(Edit policy|编辑策略)$/) }),
  'policy-create': () => ({ path: 'access?tab=policies', act: async (page) => { await button(/^(Create policy|新建策略)$/)(page); await page.getByText(/No fault found|未发现语法问题/).waitFor() } }),
  'api-keys': () => ({ path: 'access?tab=keys' }),
  simulator: (s) => ({ path: `access?tab=check&key=${s.key}` }),
  audit: () => ({ path: 'audit' }),
  'audit-none': () => ({ path: 'audit?action=Nothing' }),
  event: () => ({ path: 'audit?result=ResourceUnavailable.CmkDisabled', act: button(/^(Show|查看)/) }),
  'audit-chain': () => ({ path: 'audit?tab=chain' }),
  settings: () => ({ path: 'settings' }),
  'not-found': () => ({ path: 'keys/x/y/z' }),
}

async function settled(page: Page) {
  await page.locator('h1').first().waitFor()
  await expect(page.locator('[aria-busy=true], .bones')).toHaveCount(0)
}

async function picture(page: Page, name: string, look: string) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}-${look}.png`), fullPage: true })
}

async function axe(page: Page, name: string, only?: string[]) {
  const builder = new AxeBuilder({ page }).setLegacyMode() // there are no frames, and a page for each look takes time
  const { violations } = await (only ? builder.withRules(only) : builder).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect.soft(serious.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html).join('\n  ')}`)).toEqual([])
}

async function fits(page: Page, name: string) {
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} scrolls sideways`).toBe(0)
}

/** foreign finds text of the other language, but not in code, in what users named, and in what is marked as such. */
async function foreign(page: Page, language: string): Promise<string[]> {
  return page.evaluate((language) => {
    const found: string[] = []
    const chinese = /[\u4e00-\u9fff]/
    const english = /[A-Za-z]{2,} [a-z]{2,}/ // two words: names and codes are one
    const wrong = (text: string) => (language === 'zh-CN' ? english.test(text.replace(/miyao( [a-z]+)+/g, '')) : chinese.test(text))
    const skip = 'noscript, script, style, code, pre, textarea, input, select, [lang]:not(html), .tag, [data-user], .facts dd, td .small-line, .entries .small-line, .drawer h2, [role=tabpanel] .muted a'
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent ?? ''
      if (wrong(text) && !node.parentElement?.closest(skip)) found.push(text.trim())
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const text = element.getAttribute(name)
        if (text && wrong(text) && !element.closest('[lang]:not(html), .language')) found.push(`${name}: ${text}`)
      }
    }
    return found
  }, language)
}

const setTheme = (page: Page, theme: string) => page.evaluate((theme) => document.documentElement.setAttribute('theme-mode', theme), theme)

async function show(page: Page, view: View, language: string, theme: string) {
  await page.evaluate(([language, theme]) => { localStorage.setItem('miyao-language', language!); localStorage.setItem('miyao-theme', theme!) }, [language, theme])
  await page.goto(`/console/${view.path.replace('#', `?${language}#`)}`) // another hash alone loads nothing anew
  await settled(page)
  await view.act?.(page)
  await settled(page)
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
  expect.soft(await foreign(page, language), `${view.path} in ${language}`).toEqual([])
}

/** judge looks at a page in English and light, dark, and narrow; then in Chinese, dark and narrow, and wide. */
async function judge(page: Page, name: string, view: View) {
  await page.setViewportSize(wide)
  await show(page, view, 'en-US', 'light')
  await picture(page, name, 'en-light-1280')
  await axe(page, `${name}, light`)
  await setTheme(page, 'dark')
  await axe(page, `${name}, dark`, ['color-contrast', 'link-in-text-block'])
  await page.setViewportSize(narrow)
  await fits(page, name)
  await picture(page, name, 'en-dark-360')
  await show(page, view, 'zh-CN', 'dark')
  await fits(page, `${name} in Chinese`)
  await picture(page, name, 'zh-dark-360')
  await axe(page, `${name}, narrow`)
  await setTheme(page, 'light')
  await page.setViewportSize(wide)
  await picture(page, name, 'zh-light-1280')
}

const names = Object.keys(views)
const parts = 6
for (let part = 0; part < parts; part++) {
  const mine = names.filter((_, i) => i % parts === part)
  test(`pages: ${mine.join(', ')}`, async ({ page, server }) => {
    test.setTimeout(150_000)
    await page.emulateMedia({ reducedMotion: 'reduce' }) // colours are judged at rest
    await signIn(page, server)
    const seeded = await seedOnce(page, server)
    await page.goto('/console/')
    for (const name of mine) await judge(page, name, views[name]!(seeded))
  })
}

let made: Promise<Seeded> | undefined
/** seedOnce fills the server of this worker. */
function seedOnce(...at: Parameters<typeof seed>) {
  return (made ??= seed(...at))
}

test('pages before sign-in', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/console/')
  await judge(page, 'sign-in', { path: '' })
  await judge(page, 'setup', { path: 'setup#token=example' })
})
