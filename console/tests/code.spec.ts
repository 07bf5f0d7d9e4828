// The code that the page of a key shows, run as it stands: every usage in every language. The SDKs
// are those of the interop tests; without them only what needs none is run.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { createKey, expect, signIn, test, type Server } from './server'

const interop = resolve(process.env.MIYAO_INTEROP ?? '../interop')
const program = resolve(process.env.MIYAO_BIN ?? '../bin/miyao')
const run = promisify(execFile)

const usages = [
  'ENCRYPT_DECRYPT', 'ASYMMETRIC_DECRYPT_RSA_2048', 'ASYMMETRIC_DECRYPT_SM2', 'ASYMMETRIC_SIGN_VERIFY_RSA_2048', 'ASYMMETRIC_SIGN_VERIFY_SM2',
  'ASYMMETRIC_SIGN_VERIFY_ECC', 'ASYMMETRIC_SIGN_VERIFY_ECDSA384', 'ASYMMETRIC_DECRYPT_KYBER_AES', 'ASYMMETRIC_SIGN_VERIFY_DILITHIUM',
]

interface Runner {
  /** What has to be there. */
  needs: string
  file: string
  command: (file: string) => [program: string, args: string[], cwd?: string]
}

const libraries = join(interop, 'java/target/lib/*')
const runners: Record<string, Runner> = {
  Python: { needs: 'python/.venv/bin/python', file: 'example.py', command: (file) => [join(interop, 'python/.venv/bin/python'), [file]] },
  Go: { needs: 'go.mod', file: 'main.go', command: (file) => ['go', ['run', file], interop] },
  'Node.js': { needs: 'node/node_modules', file: 'example.js', command: (file) => ['node', [file]] },
  Java: { needs: 'java/target/lib', file: 'Example.java', command: (file) => ['java', ['-cp', libraries, file]] },
  curl: { needs: '', file: 'example.sh', command: (file) => ['bash', [file]] },
  miyao: { needs: '', file: 'example.sh', command: (file) => ['bash', [file]] },
}

async function credentials(server: Server): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await run('bash', ['-c', 'set -a; . ./data/credentials.env; env'], { cwd: server.dir, env: { PATH: process.env.PATH ?? '' } })
  const found = Object.fromEntries(stdout.split('\n').filter((line) => line.startsWith('TENCENTCLOUD_SECRET_')).map((line) => line.split(/=(.*)/s).slice(0, 2)))
  return { ...process.env, ...found, NODE_PATH: join(interop, 'node/node_modules'), PATH: `${join(program, '..')}${delimiter}${process.env.PATH ?? ''}` }
}

for (const [language, { needs, file, command }] of Object.entries(runners)) {
  test(`the code in ${language} runs`, async ({ page, server }) => {
    test.skip(!process.env.MIYAO_INTEROP && needs !== '' && !existsSync(join(interop, needs)), 'interop/setup.sh installs the SDKs')
    test.setTimeout(180_000)
    await signIn(page, server)
    const env = await credentials(server)
    for (const usage of usages) {
      const id = await createKey(page, server, `${language.replace(/\W/g, '-')}-${usage}`.slice(0, 60), { KeyUsage: usage })
      await page.goto(`/console/keys/${id}?tab=code&language=${encodeURIComponent(language)}`)
      const code = await page.locator('pre').innerText()
      expect(code).toContain(id)
      const at = join(server.dir, `code-${usage}`)
      await mkdir(at, { recursive: true })
      await writeFile(join(at, file), code)
      const [name, args, cwd = at] = command(join(at, file))
      const { stdout } = await run(name, args, { cwd, env }).catch((error: { stderr?: string }) => ({ stdout: `failed: ${error.stderr ?? String(error)}` }))
      expect.soft(stdout, `${usage} in ${language}`).toMatch(/[A-Za-z0-9+/]{60,}/) // ciphertext, signature or public key
      expect.soft(stdout, `${usage} in ${language}`).not.toMatch(/failed|"Error"/)
    }
  })
}
