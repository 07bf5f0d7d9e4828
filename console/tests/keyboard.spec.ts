// Everything by the keyboard, and what screen readers and quiet eyes need.
import type { Page } from '@playwright/test'
import { createKey, expect, signIn, test } from './server'

/** tabTo presses Tab until an element with a name has the focus, which must then be seen. */
async function tabTo(page: Page, role: string, name: string | RegExp) {
  const wanted = page.getByRole(role as 'button', { name, exact: typeof name === 'string' }).first()
  await wanted.waitFor({ state: 'attached' })
  for (let i = 0; i < 80; i++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      expect(await visiblyFocused(page), `${role} ${name} shows its focus`).toBe(true)
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${role} ${name}`)
}

/** visiblyFocused tells whether the element with the focus, or what stands for it, has an outline, a shadow or a border of the brand's colour. */
function visiblyFocused(page: Page) {
  return page.evaluate(() => {
    const shown = (element: Element | null | undefined) => {
      if (!element) return false
      const style = getComputedStyle(element)
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
    }
    const focused = document.activeElement
    return shown(focused) || shown(focused?.nextElementSibling) || shown(focused?.closest('label, .t-input, .t-textarea, .select .t-input')) || shown(focused?.parentElement)
  })
}

test('create a key, encrypt and decrypt, by the keyboard alone', async ({ page, server }) => {
  await signIn(page, server)
  await page.goto('/console/keys')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()

  await tabTo(page, 'link', 'Create key')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type('by-keyboard')
  await tabTo(page, 'radio', /^Symmetric encryption/)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('radio', { name: /^Asymmetric decryption/ })).toBeChecked()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('radio', { name: /^Symmetric encryption/ })).toBeChecked()
  await tabTo(page, 'checkbox', /^Rotate automatically/)
  await page.keyboard.press('Space')
  await expect(page.getByLabel('Period in days')).toHaveValue('365')
  await tabTo(page, 'button', 'Create')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('by-keyboard')

  // Tabs by arrow keys; a new page begins at its top.
  await tabTo(page, 'tab', 'Details')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Online tool' })).toBeFocused()
  await tabTo(page, 'textbox', 'Plaintext')
  await page.keyboard.type('typed')
  await tabTo(page, 'button', 'Run')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Ciphertext')).toHaveValue(/^[A-Za-z0-9+/]{100,}/)
  const ciphertext = await page.getByLabel('Ciphertext').inputValue()

  await page.getByRole('tab', { name: 'Online tool' }).focus()
  await tabTo(page, 'radio', 'Encrypt')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: 'Decrypt' })).toBeChecked()
  await tabTo(page, 'textbox', 'Ciphertext')
  await page.keyboard.insertText(ciphertext)
  await tabTo(page, 'button', 'Run')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Plaintext')).toHaveValue('typed')
})

test('dialogs keep the focus, close by Escape and give it back', async ({ page, server }) => {
  await signIn(page, server)
  const id = await createKey(page, server, 'dialogs')
  await page.goto(`/console/keys/${id}`)
  await tabTo(page, 'button', 'Disable')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Disable key dialogs?' })
  await expect(dialog).toBeVisible()
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('Tab')
    // The browser's own controls may follow the last element, but nothing of the page behind.
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)).toBe(true)
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Disable' })).toBeFocused()

  // What was done takes the button away; the focus is then at the page and not lost.
  await page.keyboard.press('Enter')
  await tabTo(page, 'button', 'Cancel')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Enable' })).toBeVisible()
  await expect(page.getByRole('main')).toBeFocused()

  // A text that is changed in place, and one in a drawer.
  await tabTo(page, 'button', 'Edit Name')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Edit Name' })).toBeFocused()
  await page.goto('/console/audit')
  const event = page.getByRole('button', { name: /^Show DisableKey/ }).first()
  await event.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'DisableKey' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(event).toBeFocused()
})

test('language and motion follow their wishes', async ({ page, server }) => {
  await signIn(page, server)
  await page.goto('/console/settings')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-US')
  await page.getByRole('button', { name: '中文' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(page).toHaveTitle(/设置/)
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')

  const moving = () => page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)
  const open = async () => {
    await page.getByRole('button', { name: '修改密码' }).click()
    const n = await moving()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    return n
  }
  expect(await open()).toBeGreaterThan(0)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await open()).toBe(0)
})

test('what a dialog copies is said above it, and a file that misses its place does no harm', async ({ page, server }) => {
  await signIn(page, server)
  await page.goto('/console/audit')
  await page.getByRole('button', { name: /^Show / }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).first().click()
  // It was opened after the dialog, so it is above it.
  await expect(page.locator('.toasts:popover-open')).toContainText('Copied')

  await createKey(page, server, 'stray-drop')
  await page.goto('/console/tool')
  await page.getByLabel('Plaintext').fill('not lost')
  const refused = await page.locator('h1').evaluate((heading) => ['dragover', 'drop'].map((type) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['x'], 'stray.txt'))
    return !heading.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
  }))
  expect(refused).toEqual([true, true])
})
