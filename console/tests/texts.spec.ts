// The texts: both languages have the same ones with the same blanks, each in its own language, and
// none stands in the code.
import { expect, test } from '@playwright/test'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import en from '../src/i18n/en'
import zh from '../src/i18n/zh'

type Tree = { [name: string]: string | Tree }

function flat(tree: Tree, at = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]) => (typeof value === 'string' ? [[at + name, value] as [string, string]] : flat(value, `${at}${name}.`)))
}

const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort().join()

test('both languages have the same texts', () => {
  const english = new Map(flat(en))
  const chinese = new Map(flat(zh))
  expect(english.size).toBeGreaterThan(500)
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  for (const [key, text] of chinese) {
    expect.soft(blanks(text), key).toBe(blanks(english.get(key) ?? ''))
    expect.soft(english.get(key), key).not.toMatch(/[\u4e00-\u9fff]/)
    // Names and codes are the same everywhere.
    expect.soft(/[\u4e00-\u9fff]/.test(text) || !/[a-z]{2,} [a-z]{2,}/.test(text), `${key}: ${text}`).toBe(true)
    expect.soft(text.trim().length, key).toBeGreaterThan(0)
  }
})

/** What may stand in the code: names, which are not translated. */
const names = new Set(['RequestId', 'wrapping-key.pem', 'import-token.txt', 'PEM', 'DER', 'miyao', '中文', 'English', 'root', 'EncryptionContext', 'JSON', 'openssl', 'AES-256', 'SM4', 'CSV'])
const spoken = new Set(['label', 'title', 'placeholder', 'aria-label', 'alt', 'hint', 'legend', 'caption'])

function literals(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const look = (text: string) => {
    const words = text.trim()
    if (/[A-Za-z\u4e00-\u9fff]{2}/.test(words) && !names.has(words)) found.push(`${file}: ${words}`)
  }
  const walk = (node: ts.Node) => {
    if (ts.isJsxText(node)) look(node.text)
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer)) look(node.initializer.text)
    ts.forEachChild(node, walk)
  }
  walk(source)
  return found
}

test('no text stands in the code', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx')).map((name) => join('src', name))
  expect(files.length).toBeGreaterThan(50)
  // Examples of what to type are the same in both languages.
  const examples = ['env', 'prod', 'order-service/prod', '10.0.0.7', '{"env":"prod"}']
  expect(files.flatMap(literals).filter((text) => !examples.some((example) => text.endsWith(`: ${example}`)))).toEqual([])
})
